import { course, row, self, user } from '../rule.js';

/**
 * Views of students and tutors, and gradings (contract 03, sections 5 and 6). Views of one member's contents answer
 * 403 also for members that do not exist, so their service finds the member through what the caller may see.
 */
export const submissionViewPermissions = {
  'student-course.list': row('GET /students/courses', [user()], { token: 'course:list' }),
  'student-course.get': row('GET /students/courses/{id}', [user()], { token: 'course:get' }),
  'student-content.list': row('GET /students/course-contents', [user()], { token: 'course_content:list' }),
  'student-content.get': row('GET /students/course-contents/{id}', [user()], { token: 'course_content:get' }),
  'tutor-course.list': row('GET /tutors/courses', [user()], { token: 'course:list' }),
  'tutor-course.get': row('GET /tutors/courses/{id}', [course('_tutor')], {
    on: 'course.params.id',
    token: 'course:get',
  }),
  'tutor-member.list': row('GET /tutors/course-members', [course('_tutor')], {
    on: 'course.query.course_id',
    token: 'course_member:list',
  }),
  'tutor-member.get': row('GET /tutors/course-members/{id}', [course('_tutor')], {
    on: 'course-member.params.id',
    token: 'course_member:get',
  }),
  'tutor-content.list': row('GET /tutors/course-members/{member_id}/course-contents', [user()], {
    token: 'course_content:list',
  }),
  'tutor-content.get': row('GET /tutors/course-members/{member_id}/course-contents/{id}', [user()], {
    token: 'course_content:get',
  }),
  'tutor-content.grade': row('PATCH /tutors/course-members/{member_id}/course-contents/{id}', [user()], {
    token: 'submission_grade:create',
  }),
  'course-member-grading.list': row('GET /course-member-gradings', [course('_tutor')], {
    on: 'course.query.course_id',
  }),
  'course-member-grading.get': row(
    'GET /course-member-gradings/{course_member_id}',
    [course('_tutor'), self()],
    { on: 'course-member.params.course_member_id' },
  ),
} as const;
