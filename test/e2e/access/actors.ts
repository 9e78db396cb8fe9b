import { COURSE_ROLES, ORGANIZATION_MANAGER, USER_MANAGER } from '../../../src/access/roles.js';
import { addMember, createContent, createCourse, type TestCourse } from '../../factories/course.js';
import { createUser as createAccount } from '../../factories/user.js';
import type { TestApplication } from '../../setup/test-application.js';
import type { TestClient } from '../../setup/test-client.js';

/** Every kind of caller that the walk knows; "here" is the course of the world's rows, "elsewhere" another one. */
export const ACTORS = [
  'anonymous',
  'archived',
  'stranger',
  'studentElsewhere',
  'lecturerElsewhere',
  'student',
  'otherStudent',
  'tutor',
  'lecturer',
  'courseOwner',
  'organizationDeveloper',
  'organizationManager',
  'familyManager',
  'userManager',
  'organizationsManager',
  'service',
  'admin',
] as const;
export type ActorName = (typeof ACTORS)[number];

/** Members of the course here, by their role. */
export const MEMBERS: ActorName[] = ['student', 'otherStudent', 'tutor', 'lecturer', 'courseOwner'];

export interface World {
  clients: Record<ActorName, TestClient>;
  /** Ids of the rows that requests are about, e.g. `:course` in a path. */
  ids: Record<string, string>;
  course: TestCourse;
}

async function createUser(t: TestApplication) {
  const account = await createAccount(t);
  return { client: account.client, userId: account.id };
}

async function member(t: TestApplication, course: TestCourse, level: number) {
  return addMember(t, course.id, COURSE_ROLES[level - 1] ?? COURSE_ROLES[0]);
}

async function scopedMember(t: TestApplication, path: string, body: Record<string, unknown>) {
  const person = await createUser(t);
  const answer = await t.admin.post(path, { user_id: person.userId, ...body });
  if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${answer.raw.toString()}`);
  return { ...person, rowId: answer.body.id as string };
}

async function holder(t: TestApplication, role: string) {
  const person = await createUser(t);
  await t.admin.post('/user-roles', { user_id: person.userId, role_id: role });
  return person;
}

async function create(t: TestApplication, path: string, body: Record<string, unknown>): Promise<string> {
  const answer = await t.admin.post(path, body);
  if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${answer.raw.toString()}`);
  return answer.body.id as string;
}

/** One course with every kind of row, another course, and a caller of every kind. */
export async function createWorld(t: TestApplication): Promise<World> {
  const [course, elsewhere] = [await createCourse(t), await createCourse(t)];
  const people = {
    student: await member(t, course, 1),
    otherStudent: await member(t, course, 1),
    tutor: await member(t, course, 2),
    lecturer: await member(t, course, 3),
    courseOwner: await member(t, course, 5),
    studentElsewhere: await member(t, elsewhere, 1),
    lecturerElsewhere: await member(t, elsewhere, 3),
    stranger: await createUser(t),
    archived: await createUser(t),
    service: await createUser(t),
    userManager: await holder(t, USER_MANAGER),
    organizationsManager: await holder(t, ORGANIZATION_MANAGER),
  };
  const inOrganization = { organization_id: course.organizationId };
  const developer = await scopedMember(t, '/organization-members', {
    ...inOrganization,
    organization_role_id: '_developer',
  });
  const manager = await scopedMember(t, '/organization-members', {
    ...inOrganization,
    organization_role_id: '_manager',
  });
  const familyManager = await scopedMember(t, '/course-family-members', {
    course_family_id: course.familyId,
    course_family_role_id: '_manager',
  });
  await t.admin.patch(`/users/${people.archived.userId}/archive`);
  const content = await createContent(t, course);
  const group = await create(t, '/course-groups', { course_id: course.id, title: 'Group A' });
  const token = await people.student.client.post('/api-tokens', { name: 'walk' });
  const comment = await people.tutor.client.post('/course-member-comments', {
    course_member_id: people.student.memberId,
    message: 'seen',
  });
  return {
    course,
    clients: {
      ...Object.fromEntries(Object.entries(people).map(([name, person]) => [name, person.client])),
      organizationDeveloper: developer.client,
      organizationManager: manager.client,
      familyManager: familyManager.client,
      anonymous: t.anonymous,
      admin: t.admin,
    } as Record<ActorName, TestClient>,
    ids: {
      course: course.id,
      family: course.familyId,
      organization: course.organizationId,
      organizationMember: developer.rowId,
      familyMember: familyManager.rowId,
      contentType: course.assignmentTypeId,
      content,
      group,
      member: people.student.memberId,
      user: people.student.userId,
      comment: (comment.body as { id: string }[])[0]?.id ?? '',
      token: token.body.id as string,
    },
  };
}
