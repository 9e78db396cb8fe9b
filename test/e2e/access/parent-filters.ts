import type { ActorName } from './actors.js';
import { ABOVE, LECTURERS, MEMBER, MEMBERS, SEE_COURSE, SEE_TEAM, TEACH, TUTOR } from './circles.js';

const LIBRARY: ActorName[] = ['lecturer', 'courseOwner', 'lecturerNextDoor', 'organizationsManager', 'admin'];
const SEE_ORGANIZATION: ActorName[] = [
  ...MEMBERS,
  'lecturerNextDoor',
  'organizationDeveloper',
  ...ABOVE,
  'admin',
];

/** Lists filtered by a row of the world, and who finds something in them; to the rest the row does not exist. */
export const PARENT_FILTERS: readonly { path: string; to: readonly ActorName[] }[] = [
  { path: '/user/views/:course', to: MEMBER },
  { path: '/course-families?organization_id=:organization', to: SEE_ORGANIZATION },
  {
    path: '/organization-members?organization_id=:organization',
    to: ['organizationDeveloper', 'organizationManager', 'organizationsManager', 'admin'],
  },
  { path: '/course-family-members?course_family_id=:family', to: [...ABOVE, 'admin'] },
  { path: '/courses?organization_id=:organization', to: [...SEE_COURSE, 'lecturerNextDoor'] },
  { path: '/courses?course_family_id=:family', to: [...SEE_COURSE, 'lecturerNextDoor'] },
  { path: '/course-content-types?course_id=:course', to: MEMBER },
  { path: '/course-contents?course_id=:course', to: MEMBER },
  { path: '/course-contents?course_content_type_id=:contentType', to: MEMBER },
  { path: '/course-groups?course_id=:course', to: ['student', ...TUTOR] },
  { path: '/course-members?course_id=:course', to: MEMBER },
  { path: '/course-members?course_group_id=:group', to: ['student', ...TUTOR] },
  { path: '/course-members?user_id=:user', to: ['student', ...TUTOR] },
  { path: '/students/courses?organization_id=:organization', to: [...MEMBER, 'lecturerNextDoor'] },
  { path: '/students/course-contents?course_id=:course', to: MEMBER },
  { path: '/tutors/courses?organization_id=:organization', to: [...TUTOR, 'lecturerNextDoor'] },
  { path: '/lecturers/course-contents?course_id=:course', to: TEACH },
  { path: '/submission-groups?course_id=:course', to: [...SEE_TEAM, 'otherStudent'] },
  { path: '/submission-groups?course_content_id=:content', to: SEE_TEAM },
  { path: '/submissions/artifacts?submission_group_id=:team', to: SEE_TEAM },
  { path: '/submissions/artifacts?course_content_id=:content', to: SEE_TEAM },
  { path: '/submissions/artifacts?uploaded_by_course_member_id=:member', to: SEE_TEAM },
  { path: '/submissions/grades?artifact_id=:artifact', to: SEE_TEAM },
  { path: '/submissions/grades?course_id=:course', to: SEE_TEAM },
  { path: '/results?submission_artifact_id=:artifact', to: SEE_TEAM },
  { path: '/results?submission_group_id=:team', to: SEE_TEAM },
  { path: '/results?course_content_id=:content', to: SEE_TEAM },
  { path: '/results?submitter_id=:member', to: SEE_TEAM },
  { path: '/results?testing_service_id=:service', to: SEE_TEAM },
  { path: '/example-repositories?organization_id=:organization', to: LIBRARY },
  { path: '/examples?repository_id=:repository', to: LIBRARY },
  { path: '/service-accounts?id=:service', to: [...LECTURERS, 'admin'] },
  { path: '/api-tokens?user_id=:user', to: ['student', 'admin'] },
];
