import { MEMBER, SEE_COURSE, TUTOR, without } from '../circles.js';
import { type Expectation, list, OTHER_VERSION, read } from '../expectation.js';

/* The work of one member: who does not teach him is refused, whether there is such a member or not. */
const OF_MEMBER = { allowed: 200, may: TUTOR, others: 403 };

export const submissionViewExpectations: Record<string, Expectation> = {
  'GET /students/courses': list('/students/courses', 'course', MEMBER),
  'GET /students/courses/{id}': read('/students/courses/:course', MEMBER),
  'GET /students/course-contents': list('/students/course-contents', 'content', MEMBER),
  'GET /students/course-contents/{id}': read('/students/course-contents/:content', MEMBER),
  'GET /tutors/courses': list('/tutors/courses', 'course', TUTOR),
  'GET /tutors/courses/{id}': read('/tutors/courses/:course', TUTOR, SEE_COURSE),
  'GET /tutors/course-members': read('/tutors/course-members?course_id=:course', TUTOR, SEE_COURSE),
  'GET /tutors/course-members/{id}': read('/tutors/course-members/:member', TUTOR, ['student']),
  'GET /tutors/course-members/{member_id}/course-contents': {
    ...OF_MEMBER,
    path: '/tutors/course-members/:member/course-contents',
  },
  'GET /tutors/course-members/{member_id}/course-contents/{id}': {
    ...OF_MEMBER,
    path: '/tutors/course-members/:member/course-contents/:content',
  },
  /* The grader must be a member of the course, which the administrator is not. */
  'PATCH /tutors/course-members/{member_id}/course-contents/{id}': {
    path: '/tutors/course-members/:member/course-contents/:content',
    body: {},
    allowed: OTHER_VERSION,
    may: without(TUTOR, ['admin']),
    others: 403,
  },
  'GET /course-member-gradings': read('/course-member-gradings?course_id=:course', TUTOR, SEE_COURSE),
  'GET /course-member-gradings/{course_member_id}': read('/course-member-gradings/:member', [
    'student',
    ...TUTOR,
  ]),
};
