import { course, row, user } from '../rule.js';

/** Git over HTTP (contract 06, section 5): who reads and writes which repository is decided by GitAccessService. */
export const gitPermissions = {
  'git.refs': row('GET /git/{path}', [user()], { token: 'git:read' }),
  'git.exchange': row('POST /git/{path}', [user()], { token: 'git:read' }),
  'release.template': row('POST /system/courses/{id}/generate-student-template', [course('_lecturer')], {
    on: 'course.params.id',
    token: 'course_content:update',
  }),
  'release.assignments': row('POST /system/courses/{id}/generate-assignments', [course('_lecturer')], {
    on: 'course.params.id',
    token: 'course_content:update',
  }),
  'me.validate-course': row('POST /user/courses/{course_id}/validate', [course('_student')], {
    on: 'course.params.course_id',
    token: 'user:get',
  }),
} as const;
