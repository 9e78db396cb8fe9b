import sql from 'sql-template-tag';
import { Transaction } from '../../../src/platform/database/transaction.js';
import { createAssignment, handedIn, handIn } from '../../factories/hand-in.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';

/** What triggers keep must equal what is computed anew, whoever else wrote at the same time. */
describe('the kept progress of members', () => {
  let t: TestApplication;
  beforeAll(async () => {
    t = await startTestApplication();
  });
  afterAll(() => t.close());

  const kept = () =>
    t.get(Transaction).rows(sql`
      SELECT * FROM submission.member_progress ORDER BY course_member_id, course_content_id`);

  const computedAnew = () =>
    t.get(Transaction).run(async () => {
      await t
        .get(Transaction)
        .execute(sql`SELECT submission.refresh_progress(array_agg(id)) FROM submission.submission_groups`);
      return kept();
    });

  it('is true after hand-ins and grades of one group at the same time', async () => {
    const { student, tutor, groupId } = await createAssignment(t);
    const first = await handedIn(student.client, groupId, { submit: true });
    const statuses = await Promise.all([
      ...Array.from({ length: 8 }, (_, index) =>
        handIn(student.client, groupId, {
          files: { 'main.py': `print(${index})\n` },
          submit: index % 2 === 0,
        }).then((answer) => answer.status),
      ),
      ...Array.from({ length: 12 }, (_, index) =>
        tutor.client
          .post(`/submissions/artifacts/${first}/grades`, { grade: index / 20, status: index % 3 })
          .then((answer) => answer.status),
      ),
    ]);
    expect(new Set(statuses)).toEqual(new Set([201]));
    const rows = await kept();
    expect(rows).toEqual([expect.objectContaining({ submission_group_id: groupId, submission_count: 5 })]);
    expect(await computedAnew()).toEqual(rows);
  });

  it('begins and ends with the membership of a group', async () => {
    const { student, groupId } = await createAssignment(t);
    const of = async () =>
      (await kept()).filter(
        (row) => (row as { submission_group_id: string }).submission_group_id === groupId,
      );
    expect(await of()).toEqual([
      expect.objectContaining({ course_member_id: student.memberId, submission_count: 0, grade: null }),
    ]);
    await t
      .get(Transaction)
      .execute(sql`DELETE FROM submission.submission_group_members WHERE submission_group_id = ${groupId}`);
    expect(await of()).toEqual([]);
  });
});
