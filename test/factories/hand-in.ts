import sql, { raw } from 'sql-template-tag';
import { uuidv7 } from 'uuidv7';
import { SubmissionGroupService } from '../../src/modules/submission/services/submission-group.service.js';
import { Transaction } from '../../src/platform/database/transaction.js';
import { writeArchive } from '../../src/platform/storage/archive/write-archive.js';
import type { TestApplication } from '../setup/test-application.js';
import type { Answer, TestClient } from '../setup/test-client.js';
import { createExampleVersion, type TestExample } from './example.js';
import { addMember, createContent, createCourse, type TestCourse, type TestMember } from './course.js';

/** A course with people of every kind and one content that each of them hands in alone. */
export interface TestAssignment {
  course: TestCourse;
  contentId: string;
  student: TestMember;
  other: TestMember;
  tutor: TestMember;
  lecturer: TestMember;
  /** Group of `student`. */
  groupId: string;
}

/** A course with a lecturer, a tutor, two students and an assignment; `changes` are fields of the content. */
export async function createAssignment(
  t: TestApplication,
  changes: Record<string, unknown> = {},
): Promise<TestAssignment> {
  const course = await createCourse(t);
  const contentId = await createContent(t, course, changes);
  const student = await addMember(t, course.id, '_student');
  return {
    course,
    contentId,
    student,
    other: await addMember(t, course.id, '_student'),
    tutor: await addMember(t, course.id, '_tutor'),
    lecturer: await addMember(t, course.id, '_lecturer'),
    groupId: await groupOf(t, student.memberId, contentId),
  };
}

/** The group of a member for a content. */
export async function groupOf(t: TestApplication, memberId: string, contentId: string): Promise<string> {
  const id = await t.get(SubmissionGroupService).ensureForMember(memberId, contentId);
  if (id === null) throw new Error('the member has no group');
  return id;
}

/** A zip of text files. */
export function zipOf(files: Record<string, string>): Promise<Buffer> {
  return writeArchive(
    Object.entries(files).map(([path, content]) => ({ path, content: Buffer.from(content) })),
  );
}

export interface HandIn {
  files?: Record<string, string>;
  /** The bytes themselves instead of `files`. */
  zip?: Buffer;
  version?: string;
  submit?: boolean;
  headers?: Record<string, string>;
}

/** POST /submissions/artifacts. */
export async function handIn(client: TestClient, groupId: string, what: HandIn = {}): Promise<Answer> {
  const create = {
    submission_group_id: groupId,
    ...(what.version === undefined ? {} : { version_identifier: what.version }),
    ...(what.submit === undefined ? {} : { submit: what.submit }),
  };
  const content = what.zip ?? (await zipOf(what.files ?? { 'solution/main.py': 'print(42)\n' }));
  return client.upload(
    '/submissions/artifacts',
    { fields: { submission_create: create }, file: { field: 'file', name: 'solution.zip', content } },
    what.headers,
  );
}

/** Id of a fresh hand-in; throws when it is refused. */
export async function handedIn(client: TestClient, groupId: string, what: HandIn = {}): Promise<string> {
  const answer = await handIn(client, groupId, what);
  if (answer.status !== 201) throw new Error(`hand-in: ${answer.status} ${answer.raw.toString()}`);
  return answer.body.artifacts[0] as string;
}

/** Gives the content a testing service and an example version, a new one when absent; returns the id of the version. */
export async function makeTestable(
  t: TestApplication,
  contentId: string,
  serviceId: string | null,
  example?: TestExample,
): Promise<string> {
  const { exampleId, versionId, identifier, versionTag } = example ?? (await createExampleVersion(t));
  const tx = t.get(Transaction);
  await tx.execute(
    sql`UPDATE course.course_contents SET testing_service_id = ${serviceId} WHERE id = ${contentId}`,
  );
  await tx.execute(sql`
    INSERT INTO course.deployments (id, course_content_id, example_id, example_version_id, example_identifier, version_tag)
    VALUES (${uuidv7()}, ${contentId}, ${exampleId}, ${versionId}, ${identifier}, ${versionTag})
    ON CONFLICT (course_content_id) DO UPDATE SET example_version_id = excluded.example_version_id`);
  return versionId;
}

/** Number of rows of a table of the schema submission, with a condition. */
export async function countRows(t: TestApplication, table: string, condition = sql`TRUE`): Promise<number> {
  const row = await t
    .get(Transaction)
    .row<{ count: number }>(
      sql`SELECT count(*)::int AS count FROM ${raw(`submission.${table}`)} WHERE ${condition}`,
    );
  return row?.count ?? 0;
}
