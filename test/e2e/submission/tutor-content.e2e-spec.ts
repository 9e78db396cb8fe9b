import sql from 'sql-template-tag';
import { addMember, createContent, createCourse } from '../../factories/course.js';
import { createGradedCourse, type GradedCourse, submitted, teamOf } from '../../factories/graded-course.js';
import { countRows, handedIn } from '../../factories/hand-in.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';
import type { Answer } from '../../setup/test-client.js';

const NOBODY = '00000000-0000-7000-8000-000000000000';
const refusal = (answer: Answer) => [answer.status, answer.body.error_code as string];

describe('contents of a member as his tutors see and grade them', () => {
  let t: TestApplication;
  let world: GradedCourse;
  beforeAll(async () => {
    t = await startTestApplication();
  });
  beforeEach(async () => {
    world = await createGradedCourse(t);
  });
  afterAll(() => t.close());

  const all = (memberId: string) => `/tutors/course-members/${memberId}/course-contents`;
  const one = (contentId: string, memberId = world.ada.memberId) => `${all(memberId)}/${contentId}`;

  it('are what the member sees, and what is not open yet, but nothing archived', async () => {
    const { course, ada, tutor, contents } = world;
    await createContent(t, course, {
      path: 'week_2.soon',
      position: 9,
      opens_at: new Date(Date.now() + 3_600_000).toISOString(),
    });
    const old = await createContent(t, course, { path: 'old' });
    await t.admin.patch(`/course-contents/${old}/archive`);
    await submitted(t, ada, contents.files);
    const list = await tutor.client.get(all(ada.memberId));
    expect([list.status, list.headers['x-total-count']]).toEqual([200, '7']);
    expect(list.body.map((row: { path: string }) => row.path)).toEqual([
      'week_2',
      'week_2.files',
      'week_2.team',
      'week_2.soon',
      'week_1',
      'week_1.loops',
      'week_1.lists',
    ]);
    expect(list.body[0].unreviewed_count).toBe(1);
    const own = (await ada.client.get(`/students/course-contents?course_id=${course.id}`)).body;
    expect(list.body[1]).toEqual(own[1]);
    const found = await tutor.client.get(`${all(ada.memberId)}?id=${contents.loops}&id=${contents.files}`);
    expect(found.body).toHaveLength(2);
    expect(refusal(await tutor.client.get(one(old)))).toEqual([404, 'CONTENT_001']);
    expect(refusal(await tutor.client.get(`${all(ada.memberId)}?nlevel=x`))).toEqual([400, 'VAL_003']);
    expect((await tutor.client.get(one(contents.files))).body.submission_group.count).toBe(1);
  });

  it('are refused alike for members one does not teach and members that are not there', async () => {
    const { ada, bob, contents } = world;
    const stranger = await addMember(t, (await createCourse(t)).id, '_owner');
    for (const [client, memberId] of [
      [stranger.client, ada.memberId],
      [stranger.client, NOBODY],
      [bob.client, ada.memberId],
      [ada.client, ada.memberId],
      [t.admin, NOBODY],
    ] as const) {
      const answers = [
        await client.get(all(memberId)),
        await client.get(one(contents.loops, memberId)),
        await client.patch(one(contents.loops, memberId), { grade: 1 }),
      ];
      for (const answer of answers) expect(refusal(answer)).toEqual([403, 'AUTHZ_003']);
    }
    expect((await t.anonymous.patch(one(contents.loops), { grade: 1 })).status).toBe(401);
    expect((await stranger.client.get(all('x'))).status).toBe(400);
  });

  it('are graded with feedback that the student reads', async () => {
    const { ada, tutor, contents } = world;
    const artifact = await submitted(t, ada, contents.loops);
    const before = await tutor.client.get(one(contents.loops));
    const answer = await tutor.client.patch(one(contents.loops), {
      grade: 0.75,
      status: 3,
      feedback: 'Good, but name your variables.',
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      id: contents.loops,
      status: 'improvement_possible',
      latest_grade_status: 'improvement_possible',
      unreviewed_count: 0,
      graded_artifact_id: artifact,
      graded_artifact_info: {
        id: artifact,
        created_at: expect.stringMatching(/Z$/),
        properties: { files_count: 1 },
      },
      submission_group: {
        grading: 0.75,
        status: 'improvement_possible',
        graded_by_course_member: { user_id: tutor.userId, course_role_id: '_tutor' },
      },
    });
    expect(answer.headers['etag']).not.toBe(before.headers['etag']);
    expect((await tutor.client.get(one(contents.loops))).headers['etag']).toBe(answer.headers['etag']);
    const seen = (await ada.client.get(`/students/course-contents/${contents.loops}`)).body;
    expect(seen.submission_group.gradings).toMatchObject([
      {
        grading: 0.75,
        status: 3,
        feedback: 'Good, but name your variables.',
        graded_by_course_member_id: tutor.memberId,
      },
    ]);
  });

  it('keep what a later grade does not name', async () => {
    const { ada, tutor, contents } = world;
    await submitted(t, ada, contents.loops);
    const newest = async () =>
      (await tutor.client.get(one(contents.loops))).body.submission_group.gradings[0];
    await tutor.client.patch(one(contents.loops), { status: 2 });
    expect(await newest()).toMatchObject({ grading: 0, status: 2, feedback: null });
    await tutor.client.patch(one(contents.loops), { grade: 0.5, feedback: 'Half.' });
    expect(await newest()).toMatchObject({ grading: 0.5, status: 2, feedback: 'Half.' });
    await tutor.client.patch(one(contents.loops), { status: 1, grade: null, feedback: null });
    expect(await newest()).toMatchObject({ grading: 0.5, status: 1, feedback: 'Half.' });
    expect(refusal(await tutor.client.patch(one(contents.loops), {}))).toEqual([400, 'VAL_002']);
    for (const bad of [{ grade: 1.01 }, { grade: -0.1 }, { status: 4 }, { feedback: 'x'.repeat(4097) }]) {
      expect(refusal(await tutor.client.patch(one(contents.loops), bad))).toEqual([400, 'VAL_001']);
    }
  });

  it('grade the named hand-in, else the newest official one, else the newest', async () => {
    const { ada, bob, tutor, contents } = world;
    const grade = async (body: object) => tutor.client.patch(one(contents.loops), { grade: 1, ...body });
    expect(refusal(await grade({}))).toEqual([404, 'SUBMIT_001']);
    const practice = await submitted(t, ada, contents.loops, false);
    expect((await grade({})).body.graded_artifact_id).toBe(practice);
    const official = await submitted(t, ada, contents.loops);
    const later = await submitted(t, ada, contents.loops, false);
    expect((await grade({})).body.graded_artifact_id).toBe(official);
    expect((await grade({ artifact_id: later })).body.graded_artifact_id).toBe(later);
    const foreign = await submitted(t, bob, contents.loops);
    for (const artifact_id of [foreign, NOBODY]) {
      expect(refusal(await grade({ artifact_id }))).toEqual([404, 'SUBMIT_001']);
    }
    expect(refusal(await tutor.client.patch(one(contents.team), { grade: 1 }))).toEqual([404, 'SUBMIT_002']);
    expect(refusal(await tutor.client.patch(one(NOBODY), { grade: 1 }))).toEqual([404, 'CONTENT_001']);
  });

  it('are graded by members who are not in the group', async () => {
    const { course, ada, tutor, contents } = world;
    const group = await teamOf(t, course, contents.team, [ada, tutor]);
    await handedIn(ada.client, group, { submit: true });
    expect(refusal(await tutor.client.patch(one(contents.team), { grade: 1 }))).toEqual([403, 'AUTHZ_001']);
    expect((await world.lecturer.client.patch(one(contents.team), { grade: 1 })).status).toBe(200);
    const own = (await t.admin.get(`/course-members?course_id=${course.id}&user_id=${t.admin.userId}`))
      .body[0] as { id: string };
    const owner = await addMember(t, course.id, '_owner');
    expect((await owner.client.get(`/course-members/${own.id}`)).status).toBe(200);
    expect((await t.admin.delete(`/course-members/${own.id}`)).status).toBe(204);
    expect(refusal(await t.admin.patch(one(contents.team), { grade: 1 }))).toEqual([403, 'AUTHZ_003']);
  });

  describe('at the same time', () => {
    it('lose no grade: every one is a row, and one of them is the current one', async () => {
      const { ada, tutor, lecturer, contents } = world;
      const artifact = await submitted(t, ada, contents.loops);
      const answers = await Promise.all(
        Array.from({ length: 40 }, (_, n) =>
          (n % 2 === 0 ? tutor : lecturer).client.patch(one(contents.loops), {
            grade: n / 40,
            feedback: `${n}`,
          }),
        ),
      );
      expect(answers.map((answer) => answer.status)).toEqual(Array(40).fill(200));
      expect(await countRows(t, 'submission_grades', sql`artifact_id = ${artifact}`)).toBe(40);
      const { submission_group: group } = (await tutor.client.get(one(contents.loops))).body;
      expect(new Set(group.gradings.map((row: { grading: number }) => row.grading)).size).toBe(40);
      expect(group.grading).toBe(group.gradings[0].grading);
      // The answer of a grade shows that grade as the current one: nobody came in between.
      answers.forEach((answer, n) => expect(answer.body.submission_group.grading).toBe(n / 40));
    });

    it('let one through when all name the version they read, and tell the others', async () => {
      const { ada, tutor, lecturer, contents } = world;
      const artifact = await submitted(t, ada, contents.loops);
      const etag = (await tutor.client.get(one(contents.loops))).headers['etag'] ?? '';
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          (n % 2 === 0 ? tutor : lecturer).client.patch(
            one(contents.loops),
            { grade: n / 20 },
            { 'if-match': etag },
          ),
        ),
      );
      const accepted = answers.filter((answer) => answer.status === 200);
      const refused = answers.filter((answer) => answer.status !== 200);
      expect([accepted.length, refused.length]).toEqual([1, 19]);
      for (const answer of refused) expect(refusal(answer)).toEqual([412, 'CONFLICT_002']);
      expect(await countRows(t, 'submission_grades', sql`artifact_id = ${artifact}`)).toBe(1);
      const again = accepted[0]?.headers['etag'] ?? '';
      const next = await tutor.client.patch(one(contents.loops), { status: 1 }, { 'if-match': again });
      expect(next.status).toBe(200);
    });

    it('are one grade when a request is repeated with its key', async () => {
      const { ada, tutor, contents } = world;
      const artifact = await submitted(t, ada, contents.loops);
      const send = (grade: number) =>
        tutor.client.patch(one(contents.loops), { grade }, { 'idempotency-key': 'grade-1' });
      const first = await send(0.5);
      const again = await send(0.5);
      expect([again.status, again.headers['idempotency-replayed'], again.body]).toEqual([
        200,
        'true',
        first.body,
      ]);
      expect(refusal(await send(0.6))).toEqual([409, 'CONFLICT_004']);
      expect(await countRows(t, 'submission_grades', sql`artifact_id = ${artifact}`)).toBe(1);
    });
  });
});
