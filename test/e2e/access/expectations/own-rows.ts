import type { ActorName } from '../actors.js';
import { TUTOR } from '../circles.js';
import { type Expectation, list, OTHER_VERSION, read } from '../expectation.js';

/* The same routes about rows of others than the student: what is one's own is nobody else's. */
const MANAGE_ORGANIZATION: ActorName[] = ['organizationManager', 'organizationsManager', 'admin'];
const SEE_STRANGER: ActorName[] = ['stranger', 'userManager', 'admin'];
const SEE_MANAGER: ActorName[] = ['organizationsManager', 'userManager', 'admin'];
const SEE_OTHER: ActorName[] = ['otherStudent', ...TUTOR];
const ROLE_OF_MANAGER = '/user-roles/users/:organizationsManager/roles/_organization_manager';

export const ownRowExpectations: Record<string, Expectation> = {
  'GET /users (of a stranger)': list('/users?id=:stranger', 'stranger', SEE_STRANGER),
  'GET /users/{id} (of a stranger)': read('/users/:stranger', SEE_STRANGER),
  'PATCH /users/{id} (of a stranger)': {
    path: '/users/:stranger',
    body: {},
    allowed: OTHER_VERSION,
    may: ['userManager', 'admin'],
    sees: ['stranger'],
  },
  'GET /user-roles (of a manager)': list(
    '/user-roles?user_id=:organizationsManager',
    'organizationsManager',
    SEE_MANAGER,
  ),
  'GET /user-roles/users/{user_id}/roles/{role_id} (of a manager)': read(ROLE_OF_MANAGER, SEE_MANAGER),
  'GET /organization-members (of a manager)': list(
    '/organization-members',
    'managerMember',
    MANAGE_ORGANIZATION,
  ),
  'GET /organization-members/{id} (of a manager)': read(
    '/organization-members/:managerMember',
    MANAGE_ORGANIZATION,
  ),
  'GET /course-members (of a tutor)': list('/course-members', 'tutorMember', TUTOR),
  'GET /course-members/{id} (of a tutor)': read('/course-members/:tutorMember', TUTOR),
  /* Whoever is no owner may leave; the version is compared before roles, so the ceiling of roles is for its own spec. */
  'DELETE /course-members/{id} (of a lecturer)': {
    path: '/course-members/:lecturerMember',
    allowed: OTHER_VERSION,
    may: ['lecturer', 'courseOwner', 'admin'],
    sees: ['tutor'],
  },
  'GET /course-groups (of nobody)': list('/course-groups', 'otherGroup', TUTOR),
  'GET /course-groups/{id} (of nobody)': read('/course-groups/:otherGroup', TUTOR),
  'GET /course-member-gradings/{course_member_id} (of a tutor)': read(
    '/course-member-gradings/:tutorMember',
    TUTOR,
  ),
  'GET /submission-groups (of another student)': list('/submission-groups', 'otherTeam', SEE_OTHER),
  'GET /submission-groups/{id} (of another student)': read('/submission-groups/:otherTeam', SEE_OTHER),
  'GET /submissions/artifacts (of another student)': list(
    '/submissions/artifacts',
    'otherArtifact',
    SEE_OTHER,
  ),
  /* The worker reads nothing outside its job. */
  'GET /submissions/artifacts/{id} (of another student)': read(
    '/submissions/artifacts/:otherArtifact',
    SEE_OTHER,
  ),
  'GET /submissions/artifacts/{id}/download (of another student)': read(
    '/submissions/artifacts/:otherArtifact/download',
    SEE_OTHER,
  ),
  'POST /submissions/artifacts (of another student)': {
    path: '/submissions/artifacts',
    form: { fields: { submission_create: { submission_group_id: ':otherTeam' } } },
    allowed: 400,
    may: ['otherStudent', 'lecturer', 'courseOwner'],
    sees: ['tutor', 'admin'],
  },
};
