import { MEMBER, SEE_COURSE, TEACH, TUTOR, without } from '../circles.js';
import { type Expectation, list, read } from '../expectation.js';

export const deploymentExpectations: Record<string, Expectation> = {
  'POST /lecturers/course-contents/{id}/assign-example': {
    path: '/lecturers/course-contents/:content/assign-example',
    body: {},
    allowed: 400,
    may: TEACH,
    sees: without(MEMBER, TEACH),
  },
  'GET /lecturers/course-contents/{id}/deployment': read(
    '/lecturers/course-contents/:content/deployment',
    TEACH,
    MEMBER,
  ),
  'GET /lecturers/courses/{id}/deployments': read(
    '/lecturers/courses/:course/deployments',
    TEACH,
    SEE_COURSE,
  ),
  'POST /lecturers/courses/{id}/upgrade-versions': {
    path: '/lecturers/courses/:course/upgrade-versions',
    body: {},
    allowed: 400,
    may: TEACH,
    sees: without(SEE_COURSE, TEACH),
  },
  'GET /tutors/course-contents/{id}/reference': read(
    '/tutors/course-contents/:content/reference',
    TUTOR,
    MEMBER,
  ),
  'GET /tutors/course-contents/{id}/description': read(
    '/tutors/course-contents/:content/description',
    TUTOR,
    MEMBER,
  ),
  'GET /lecturers/courses': list('/lecturers/courses', 'course', [...TEACH, 'organizationsManager']),
  'GET /lecturers/courses/{id}': read(
    '/lecturers/courses/:course',
    [...TEACH, 'organizationsManager'],
    SEE_COURSE,
  ),
  'GET /lecturers/course-contents': list('/lecturers/course-contents', 'content', TEACH),
  'GET /lecturers/course-contents/{id}': read('/lecturers/course-contents/:content', TEACH, MEMBER),
};
