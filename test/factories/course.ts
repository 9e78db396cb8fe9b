import { uuidv7 } from 'uuidv7';
import type { CourseRole } from '../../src/access/roles.js';
import type { TestApplication } from '../setup/test-application.js';
import type { TestClient } from '../setup/test-client.js';
import { createUser } from './user.js';

let counter = 0;
/** A name no other row has, of letters, digits and `_`. */
export function unique(prefix: string): string {
  counter += 1;
  return `${prefix}_${counter}_${uuidv7().slice(-8)}`;
}

export interface TestCourse {
  id: string;
  organizationId: string;
  familyId: string;
  /** `<organization>/<family>/<course>` */
  fullPath: string;
  unitTypeId: string;
  assignmentTypeId: string;
}

export interface TestMember {
  client: TestClient;
  userId: string;
  username: string;
  memberId: string;
}

async function made(answer: Promise<{ status: number; body: unknown; raw: Buffer }>): Promise<string> {
  const { status, body, raw } = await answer;
  if (status !== 201) throw new Error(`not created: ${status} ${raw.toString()}`);
  return (body as { id: string }).id;
}

/** A course of its own organization and family, with a type of the kinds unit and assignment; made by the admin. */
export async function createCourse(t: TestApplication): Promise<TestCourse> {
  const [organization, family, course] = [unique('org'), unique('family'), unique('course')];
  const organizationId = await made(
    t.admin.post('/organizations', {
      path: organization,
      organization_type: 'organization',
      title: 'University',
    }),
  );
  const familyId = await made(
    t.admin.post('/course-families', { path: family, organization_id: organizationId, title: 'Programming' }),
  );
  const id = await made(
    t.admin.post('/courses', { path: course, course_family_id: familyId, title: 'Programming 1' }),
  );
  const type = (kind: string) =>
    made(t.admin.post('/course-content-types', { slug: kind, course_id: id, course_content_kind_id: kind }));
  return {
    id,
    organizationId,
    familyId,
    fullPath: `${organization}/${family}/${course}`,
    unitTypeId: await type('unit'),
    assignmentTypeId: await type('assignment'),
  };
}

/** A new user with a role in a course. */
export async function addMember(
  t: TestApplication,
  courseId: string,
  role: CourseRole,
  groupId: string | null = null,
): Promise<TestMember> {
  const user = await createUser(t);
  const memberId = await made(
    t.admin.post('/course-members', {
      course_id: courseId,
      user_id: user.id,
      course_role_id: role,
      course_group_id: groupId,
    }),
  );
  return { client: user.client, userId: user.id, username: user.username, memberId };
}

/** A content, an assignment at the root of the course unless `changes` say otherwise; returns its id. */
export async function createContent(
  t: TestApplication,
  course: Pick<TestCourse, 'id' | 'assignmentTypeId'>,
  changes: Record<string, unknown> = {},
): Promise<string> {
  return made(
    t.admin.post('/course-contents', {
      path: unique('content'),
      course_id: course.id,
      course_content_type_id: course.assignmentTypeId,
      ...changes,
    }),
  );
}
