import { claim, course, family, row, self, user } from '../rule.js';

/** Courses, their contents, groups and members (contract 03). */
export const coursePermissions = {
  'course.list': row('GET /courses', [user()]),
  'course.get': row('GET /courses/{id}', [user()]),
  'course.create': row('POST /courses', [family('_manager'), claim('course:create')], {
    on: 'course-family.body.course_family_id',
  }),
  'course.update': row('PATCH /courses/{id}', [course('_lecturer')], { on: 'course.params.id' }),

  'course-content-kind.list': row('GET /course-content-kinds', [user()]),
  'course-content-kind.get': row('GET /course-content-kinds/{id}', [user()]),
  'course-content-type.list': row('GET /course-content-types', [user()]),
  'course-content-type.get': row('GET /course-content-types/{id}', [user()]),
  'course-content-type.create': row('POST /course-content-types', [course('_lecturer')], {
    on: 'course.body.course_id',
  }),
  'course-content-type.update': row('PATCH /course-content-types/{id}', [course('_lecturer')], {
    on: 'course-content-type.params.id',
  }),
  'course-content-type.delete': row('DELETE /course-content-types/{id}', [course('_lecturer')], {
    on: 'course-content-type.params.id',
  }),

  'course-content.list': row('GET /course-contents', [user()]),
  'course-content.get': row('GET /course-contents/{id}', [user()]),
  'course-content.create': row('POST /course-contents', [course('_lecturer')], {
    on: 'course.body.course_id',
  }),
  'course-content.update': row('PATCH /course-contents/{id}', [course('_lecturer')], {
    on: 'course-content.params.id',
  }),
  'course-content.move': row('PATCH /course-contents/{id}/move', [course('_lecturer')], {
    on: 'course-content.params.id',
    token: 'course_content:update',
  }),
  'course-content.archive': row('PATCH /course-contents/{id}/archive', [course('_lecturer')], {
    on: 'course-content.params.id',
  }),
  'course-content.unarchive': row('PATCH /course-contents/{id}/unarchive', [course('_lecturer')], {
    on: 'course-content.params.id',
    token: 'course_content:archive',
  }),
  'course-content.delete': row('DELETE /course-contents/{id}', [course('_lecturer')], {
    on: 'course-content.params.id',
  }),

  'course-group.list': row('GET /course-groups', [user()]),
  'course-group.get': row('GET /course-groups/{id}', [user()]),
  'course-group.create': row('POST /course-groups', [course('_lecturer')], { on: 'course.body.course_id' }),
  'course-group.update': row('PATCH /course-groups/{id}', [course('_lecturer')], {
    on: 'course-group.params.id',
  }),
  'course-group.delete': row('DELETE /course-groups/{id}', [course('_lecturer')], {
    on: 'course-group.params.id',
  }),

  'course-role.list': row('GET /course-roles', [user()]),
  'course-role.get': row('GET /course-roles/{id}', [user()]),
  'course-member.list': row('GET /course-members', [user()]),
  'course-member.get': row('GET /course-members/{id}', [user()]),
  'course-member.create': row('POST /course-members', [course('_lecturer')], { on: 'course.body.course_id' }),
  'course-member.update': row('PATCH /course-members/{id}', [course('_lecturer')], {
    on: 'course-member.params.id',
  }),
  'course-member.delete': row('DELETE /course-members/{id}', [course('_lecturer'), self()], {
    on: 'course-member.params.id',
  }),
  'course-member-import.create': row('POST /course-member-import/{course_id}', [course('_lecturer')], {
    on: 'course.params.course_id',
  }),

  'course-member-comment.list': row('GET /course-member-comments', [course('_tutor')], {
    on: 'course-member.query.course_member_id',
  }),
  'course-member-comment.create': row('POST /course-member-comments', [course('_tutor')], {
    on: 'course-member.body.course_member_id',
  }),
  'course-member-comment.update': row('PATCH /course-member-comments/{id}', [self()], {
    on: 'course-member-comment.params.id',
  }),
  'course-member-comment.delete': row('DELETE /course-member-comments/{id}', [self(), course('_lecturer')], {
    on: 'course-member-comment.params.id',
  }),
} as const;
