import type { ActorName } from '../actors.js';
import { ABOVE, MEMBER, MEMBERS, SEE_COURSE, TEACH, TUTOR, without } from '../circles.js';
import { type Expectation, forAccounts, list, OTHER_VERSION } from '../expectation.js';

/* The member and the group that requests are about are those of `student`. */
const WITH_OWN: ActorName[] = ['student', ...TUTOR];

/** A change below a course: lecturers pass, whoever sees the row is refused, to everybody else it does not exist. */
const change = (
  path: string,
  seenBy: readonly ActorName[],
  body?: Record<string, unknown>,
  allowed = OTHER_VERSION,
): Expectation => ({
  path,
  ...(body === undefined ? {} : { body }),
  allowed,
  may: TEACH,
  sees: without(seenBy, TEACH),
});
const createIn = (path: string): Expectation => change(path, SEE_COURSE, { course_id: ':course' }, 400);

export const courseExpectations: Record<string, Expectation> = {
  'GET /courses': list('/courses', 'course', SEE_COURSE),
  'GET /courses/{id}': { path: '/courses/:course', allowed: 200, may: SEE_COURSE },
  'POST /courses': {
    path: '/courses',
    body: { course_family_id: ':family' },
    allowed: 400,
    may: [...ABOVE, 'admin'],
    sees: [...MEMBERS, 'organizationDeveloper', 'lecturerNextDoor'],
  },
  'PATCH /courses/{id}': change('/courses/:course', SEE_COURSE, {}),
  'GET /course-content-kinds': forAccounts('/course-content-kinds'),
  'GET /course-content-kinds/{id}': forAccounts('/course-content-kinds/unit'),
  'GET /course-content-types': list('/course-content-types', 'contentType', MEMBER),
  'GET /course-content-types/{id}': { path: '/course-content-types/:contentType', allowed: 200, may: MEMBER },
  'POST /course-content-types': createIn('/course-content-types'),
  'PATCH /course-content-types/{id}': change('/course-content-types/:contentType', MEMBER, {}),
  'DELETE /course-content-types/{id}': change('/course-content-types/:contentType', MEMBER),
  'GET /course-contents': list('/course-contents', 'content', MEMBER),
  'GET /course-contents/{id}': { path: '/course-contents/:content', allowed: 200, may: MEMBER },
  'POST /course-contents': createIn('/course-contents'),
  'PATCH /course-contents/{id}': change('/course-contents/:content', MEMBER, {}),
  'PATCH /course-contents/{id}/move': change('/course-contents/:content/move', MEMBER, {}, 400),
  'PATCH /course-contents/{id}/archive': change('/course-contents/:content/archive', MEMBER),
  'PATCH /course-contents/{id}/unarchive': change('/course-contents/:content/unarchive', MEMBER),
  'DELETE /course-contents/{id}': change('/course-contents/:content', MEMBER),
  'GET /course-groups': list('/course-groups', 'group', WITH_OWN),
  'GET /course-groups/{id}': { path: '/course-groups/:group', allowed: 200, may: WITH_OWN },
  'POST /course-groups': change('/course-groups', SEE_COURSE, { course_id: ':course', title: 5 }, 400),
  'PATCH /course-groups/{id}': change('/course-groups/:group', WITH_OWN, {}),
  'DELETE /course-groups/{id}': change('/course-groups/:group', WITH_OWN),
  'GET /course-roles': forAccounts('/course-roles'),
  'GET /course-roles/{id}': forAccounts('/course-roles/_owner'),
  'GET /course-members': list('/course-members', 'member', WITH_OWN),
  'GET /course-members/{id}': { path: '/course-members/:member', allowed: 200, may: WITH_OWN },
  'POST /course-members': createIn('/course-members'),
  'PATCH /course-members/{id}': change('/course-members/:member', WITH_OWN, {}),
  'DELETE /course-members/{id}': {
    path: '/course-members/:member',
    allowed: OTHER_VERSION,
    may: ['student', ...TEACH],
    sees: ['tutor'],
  },
  'POST /course-member-import/{course_id}': change('/course-member-import/:course', SEE_COURSE, {}, 400),
  'GET /course-member-comments': {
    path: '/course-member-comments?course_member_id=:member',
    allowed: 200,
    may: TUTOR,
    sees: ['student'],
  },
  'POST /course-member-comments': {
    path: '/course-member-comments',
    body: { course_member_id: ':member' },
    allowed: 400,
    may: TUTOR,
    sees: ['student'],
  },
  'PATCH /course-member-comments/{id}': {
    path: '/course-member-comments/:comment',
    body: {},
    allowed: 400,
    may: ['tutor', 'admin'],
    sees: ['lecturer', 'courseOwner'],
  },
  'DELETE /course-member-comments/{id}': {
    path: '/course-member-comments/:comment',
    allowed: OTHER_VERSION,
    may: TUTOR,
  },
};
