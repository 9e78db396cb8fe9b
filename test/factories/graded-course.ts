import sql from 'sql-template-tag';
import { uuidv7 } from 'uuidv7';
import type { ResultStatus } from '../../src/modules/submission/schemas/result-status.js';
import { Transaction } from '../../src/platform/database/transaction.js';
import type { TestApplication } from '../setup/test-application.js';
import { addMember, createContent, createCourse, type TestCourse, type TestMember } from './course.js';
import { groupOf, handedIn } from './hand-in.js';

/** Two units with two assignments each, one of them for teams; three students, a tutor, a lecturer. */
export interface GradedCourse {
  course: TestCourse;
  units: { first: string; second: string };
  contents: { loops: string; lists: string; files: string; team: string };
  ada: TestMember;
  bob: TestMember;
  cem: TestMember;
  tutor: TestMember;
  lecturer: TestMember;
}

export async function createGradedCourse(t: TestApplication): Promise<GradedCourse> {
  const course = await createCourse(t);
  const unit = { course_content_type_id: course.unitTypeId };
  // The second unit is made first and has the lower position, so that no other order looks like the tree's.
  const second = await createContent(t, course, { ...unit, path: 'week_2', position: 1, title: 'Week 2' });
  const first = await createContent(t, course, { ...unit, path: 'week_1', position: 2, title: 'Week 1' });
  return {
    course,
    units: { first, second },
    contents: {
      lists: await createContent(t, course, { path: 'week_1.lists', position: 2, title: 'Lists' }),
      loops: await createContent(t, course, { path: 'week_1.loops', position: 1, title: 'Loops' }),
      files: await createContent(t, course, { path: 'week_2.files', position: 1, max_submissions: 5 }),
      team: await createContent(t, course, { path: 'week_2.team', position: 2, max_group_size: 3 }),
    },
    ada: await addMember(t, course.id, '_student'),
    bob: await addMember(t, course.id, '_student'),
    cem: await addMember(t, course.id, '_student'),
    tutor: await addMember(t, course.id, '_tutor'),
    lecturer: await addMember(t, course.id, '_lecturer'),
  };
}

/** An official (or practice) hand-in of a member; returns the id of the artifact. */
export async function submitted(
  t: TestApplication,
  member: TestMember,
  contentId: string,
  submit = true,
): Promise<string> {
  return handedIn(member.client, await groupOf(t, member.memberId, contentId), { submit });
}

/** A grade of an artifact, given by a tutor. */
export async function graded(
  tutor: TestMember,
  artifactId: string,
  grade: number,
  status = 1,
): Promise<string> {
  const answer = await tutor.client.post(`/submissions/artifacts/${artifactId}/grades`, { grade, status });
  if (answer.status !== 201) throw new Error(`grade: ${answer.status} ${answer.raw.toString()}`);
  return answer.body.id as string;
}

/** A test run of an artifact, asked for by a member; returns its id. */
export async function tested(
  t: TestApplication,
  artifactId: string,
  run: { memberId: string; result?: number; status?: ResultStatus; byGroupMember?: boolean },
): Promise<string> {
  const id = uuidv7();
  await t.get(Transaction).execute(sql`
    INSERT INTO submission.results (id, submission_group_id, course_content_id, course_id, submission_artifact_id,
      course_member_id, by_group_member, version_identifier, status, result, result_json)
    SELECT ${id}, a.submission_group_id, a.course_content_id, a.course_id, a.id, ${run.memberId},
      ${run.byGroupMember ?? true}, a.version_identifier, ${run.status ?? 'finished'}, ${run.result ?? 0}, '{"summary": {}}'
    FROM submission.submission_artifacts a WHERE a.id = ${artifactId}`);
  return id;
}

/** A team for a content; returns the id of its group. */
export async function teamOf(
  t: TestApplication,
  course: TestCourse,
  contentId: string,
  members: readonly TestMember[],
): Promise<string> {
  const tx = t.get(Transaction);
  const id = uuidv7();
  await tx.execute(sql`
    INSERT INTO submission.submission_groups (id, course_id, course_content_id, display_name, max_group_size)
    VALUES (${id}, ${course.id}, ${contentId}, 'A team', 3)`);
  for (const { memberId } of members) {
    await tx.execute(sql`
      INSERT INTO submission.submission_group_members (id, submission_group_id, course_content_id, course_id, course_member_id)
      VALUES (${uuidv7()}, ${id}, ${contentId}, ${course.id}, ${memberId})`);
  }
  return id;
}
