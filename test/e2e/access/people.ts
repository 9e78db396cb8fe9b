import { COURSE_ROLES, ORGANIZATION_MANAGER, USER_MANAGER } from '../../../src/access/roles.js';
import { addMember, createContent, createCourse, type TestCourse, unique } from '../../factories/course.js';
import { createService, type TestService } from '../../factories/service.js';
import { createUser } from '../../factories/user.js';
import type { TestApplication } from '../../setup/test-application.js';
import type { TestClient } from '../../setup/test-client.js';
import type { ActorName } from './actors.js';

const [STUDENT, TUTOR, LECTURER, , OWNER] = COURSE_ROLES;

/** Creates a row as the administrator and returns its id. */
export async function create(
  t: TestApplication,
  path: string,
  body: Record<string, unknown>,
): Promise<string> {
  const answer = await t.admin.post(path, body);
  if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${answer.raw.toString()}`);
  return answer.body.id as string;
}

export interface Places {
  course: TestCourse;
  /** A content of the course for teams of two. */
  contentId: string;
  /** A group of the course. */
  groupId: string;
  /** A course of another organization. */
  elsewhere: TestCourse;
  /** Id of another course of the same family. */
  nextDoorId: string;
}

/** The courses that the people of the walk belong to. */
export async function createPlaces(t: TestApplication): Promise<Places> {
  const course = await createCourse(t);
  return {
    course,
    contentId: await createContent(t, course, { max_group_size: 2 }),
    groupId: await create(t, '/course-groups', { course_id: course.id, title: 'Group A' }),
    elsewhere: await createCourse(t),
    nextDoorId: await create(t, '/courses', { path: unique('course'), course_family_id: course.familyId }),
  };
}

export type Members = Awaited<ReturnType<typeof createMembers>>;

/** Members of courses. */
export async function createMembers(t: TestApplication, { course, groupId, elsewhere, nextDoorId }: Places) {
  return {
    student: await addMember(t, course.id, STUDENT, groupId),
    teamMate: await addMember(t, course.id, STUDENT),
    otherStudent: await addMember(t, course.id, STUDENT),
    tutor: await addMember(t, course.id, TUTOR),
    lecturer: await addMember(t, course.id, LECTURER),
    courseOwner: await addMember(t, course.id, OWNER),
    studentElsewhere: await addMember(t, elsewhere.id, STUDENT),
    lecturerElsewhere: await addMember(t, elsewhere.id, LECTURER),
    lecturerNextDoor: await addMember(t, nextDoorId, LECTURER),
  };
}

/** Takes the administrator out of a course that he made, so that he is what administrators are elsewhere. */
export async function leaveAsAdministrator(t: TestApplication, courseId: string): Promise<void> {
  const own = await t.admin.get(`/course-members?course_id=${courseId}&user_id=${t.admin.userId}`);
  const left = await t.admin.delete(`/course-members/${own.body[0].id}`);
  if (left.status !== 204) throw new Error(`leave: ${left.status} ${left.raw.toString()}`);
}

/** A user with a role of an organization or family; `rowId` names his membership. */
async function scopedMember(t: TestApplication, path: string, body: Record<string, unknown>) {
  const { id, client } = await createUser(t);
  return { client, rowId: await create(t, path, { user_id: id, ...body }) };
}

/** Who holds a role of the organization or the family here. */
export async function createScopedMembers(t: TestApplication, { course }: Places) {
  const inOrganization = (role: string) =>
    scopedMember(t, '/organization-members', {
      organization_id: course.organizationId,
      organization_role_id: role,
    });
  return {
    organizationDeveloper: await inOrganization('_developer'),
    organizationManager: await inOrganization('_manager'),
    familyManager: await scopedMember(t, '/course-family-members', {
      course_family_id: course.familyId,
      course_family_role_id: '_manager',
    }),
  };
}

async function holder(t: TestApplication, role: string): Promise<TestClient> {
  const { id, client } = await createUser(t);
  await create(t, '/user-roles', { user_id: id, role_id: role });
  return client;
}

type Outsider = 'stranger' | 'archived' | 'userManager' | 'organizationsManager' | 'anonymous' | 'admin';

/** Callers without any role in a course, an organization or a family. */
export async function createOutsiders(
  t: TestApplication,
): Promise<Record<Extract<ActorName, Outsider>, TestClient>> {
  const archived = await createUser(t);
  const gone = await t.admin.patch(`/users/${archived.id}/archive`);
  if (gone.status >= 300) throw new Error(`archive: ${gone.status} ${gone.raw.toString()}`);
  return {
    stranger: (await createUser(t)).client,
    archived: archived.client,
    userManager: await holder(t, USER_MANAGER),
    organizationsManager: await holder(t, ORGANIZATION_MANAGER),
    anonymous: t.anonymous,
    admin: t.admin,
  };
}

/** The service that tests the hand-in of the world, and one whose token is not narrowed by its category. */
export async function createServices(
  t: TestApplication,
): Promise<{ service: TestService; otherService: TestService }> {
  return {
    service: await createService(t),
    otherService: await createService(t, { service_type: 'agent' }),
  };
}
