import { claim, course, row, user } from '../rule.js';

/** Which example a content uses, and what lecturers and tutors see of it (contract 06, section 3; 03, section 5). */
export const deploymentPermissions = {
  'deployment.assign': row('POST /lecturers/course-contents/{id}/assign-example', [course('_lecturer')], {
    on: 'course-content.params.id',
    token: 'course_content:update',
  }),
  'deployment.get': row('GET /lecturers/course-contents/{id}/deployment', [course('_lecturer')], {
    on: 'course-content.params.id',
    token: 'course_content:get',
  }),
  'deployment.list': row('GET /lecturers/courses/{id}/deployments', [course('_lecturer')], {
    on: 'course.params.id',
    token: 'course_content:list',
  }),
  'deployment.upgrade': row('POST /lecturers/courses/{id}/upgrade-versions', [course('_lecturer')], {
    on: 'course.params.id',
    token: 'course_content:update',
  }),
  'deployment.reference': row('GET /tutors/course-contents/{id}/reference', [course('_tutor')], {
    on: 'course-content.params.id',
    token: 'course_content:download',
  }),
  'deployment.description': row('GET /tutors/course-contents/{id}/description', [course('_tutor')], {
    on: 'course-content.params.id',
    token: 'course_content:download',
  }),
  'lecturer-course.list': row('GET /lecturers/courses', [user()], { token: 'course:list' }),
  'lecturer-course.get': row('GET /lecturers/courses/{id}', [course('_lecturer'), claim('course:list')], {
    on: 'course.params.id',
    token: 'course:get',
  }),
  'lecturer-content.list': row('GET /lecturers/course-contents', [user()], { token: 'course_content:list' }),
  'lecturer-content.get': row('GET /lecturers/course-contents/{id}', [course('_lecturer')], {
    on: 'course-content.params.id',
    token: 'course_content:get',
  }),
} as const;
