import sql from 'sql-template-tag';
import { graded } from '../../factories/graded-course.js';
import { countRows, createAssignment, handedIn, type TestAssignment } from '../../factories/hand-in.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';
import type { Answer } from '../../setup/test-client.js';

const NOBODY = '00000000-0000-7000-8000-000000000000';
const refusal = (answer: Answer) => [answer.status, answer.body.error_code as string];

describe('grades of hand-ins', () => {
  let t: TestApplication;
  let world: TestAssignment;
  let artifact: string;
  beforeAll(async () => {
    t = await startTestApplication();
  });
  beforeEach(async () => {
    world = await createAssignment(t);
    artifact = await handedIn(world.student.client, world.groupId, { submit: true });
  });
  afterAll(() => t.close());

  const url = () => `/submissions/artifacts/${artifact}/grades`;

  it('are given by tutors; ids in the body are ignored', async () => {
    const { tutor } = world;
    const answer = await tutor.client.post(url(), {
      grade: 0.5,
      comment: 'Half.',
      artifact_id: NOBODY,
      graded_by_course_member_id: NOBODY,
    });
    expect([answer.status, answer.headers['location']]).toEqual([
      201,
      `/submissions/grades/${answer.body.id}`,
    ]);
    expect(answer.body).toEqual({
      id: expect.any(String),
      artifact_id: artifact,
      graded_by_course_member_id: tutor.memberId,
      grade: 0.5,
      status: 0,
      comment: 'Half.',
      graded_at: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/),
      created_at: expect.any(String),
      updated_at: expect.any(String),
    });
    const { body } = await tutor.client.get(`/submissions/artifacts/${artifact}`);
    expect([body.grades_count, body.average_grade]).toEqual([1, 0.5]);
  });

  it('are refused outside 0..1, to students, strangers and graders without membership', async () => {
    const { course, student, other, tutor } = world;
    for (const bad of [
      { grade: 1.5 },
      { grade: -1 },
      { grade: '1' },
      {},
      { grade: 1, status: 4 },
      { grade: 1, comment: 'x'.repeat(4097) },
    ]) {
      expect(refusal(await tutor.client.post(url(), bad))).toEqual([400, 'VAL_001']);
    }
    expect(refusal(await student.client.post(url(), { grade: 1 }))).toEqual([403, 'AUTHZ_004']);
    expect(refusal(await other.client.post(url(), { grade: 1 }))).toEqual([404, 'SUBMIT_001']);
    const stranger = (await createAssignment(t)).lecturer;
    expect(refusal(await stranger.client.post(url(), { grade: 1 }))).toEqual([404, 'SUBMIT_001']);
    expect((await t.anonymous.post(url(), { grade: 1 })).status).toBe(401);
    const mine = await t.admin.get(`/course-members?course_id=${course.id}&user_id=${t.admin.userId}`);
    expect((await t.admin.post(url(), { grade: 1 })).status).toBe(201);
    const free = await createAssignment(t);
    const hers = await handedIn(free.student.client, free.groupId);
    const own = await t.admin.get(`/course-members?course_id=${free.course.id}&user_id=${t.admin.userId}`);
    await t.admin.post('/course-members', {
      course_id: free.course.id,
      user_id: free.lecturer.userId,
      course_role_id: '_owner',
    });
    const owner = await t.admin.patch(`/course-members/${free.lecturer.memberId}`, {
      course_role_id: '_owner',
    });
    expect([mine.body.length, owner.status]).toEqual([1, 200]);
    expect((await t.admin.delete(`/course-members/${own.body[0].id}`)).status).toBe(204);
    expect(refusal(await t.admin.post(`/submissions/artifacts/${hers}/grades`, { grade: 1 }))).toEqual([
      403,
      'AUTHZ_003',
    ]);
  });

  it('are listed newest first with the filters of the contract', async () => {
    const { course, student, other, tutor, lecturer, groupId } = world;
    const later = await handedIn(student.client, groupId, { version: 'later' });
    const one = await graded(tutor, artifact, 0.1, 2);
    const two = await graded(lecturer, artifact, 0.2, 1);
    const three = await graded(tutor, later, 0.3, 1);
    const found = async (query: string, client = tutor.client) =>
      (await client.get(`/submissions/grades?${query}`)).body.map((row: { id: string }) => row.id);
    const here = `course_id=${course.id}`;
    expect(await found(here)).toEqual([three, two, one]);
    expect(await found('', student.client)).toEqual([three, two, one]);
    expect(await found(here, other.client)).toEqual([]);
    expect(await found(`${here}&latest=true`)).toEqual([three, two]);
    expect(await found(`artifact_id=${artifact}&status=2`)).toEqual([one]);
    expect(await found(`${here}&status=1&status=2`)).toEqual([three, two, one]);
    expect(await found(`graded_by_course_member_id=${lecturer.memberId}`)).toEqual([two]);
    expect(await found(`id=${one}`)).toEqual([one]);
    expect(await found(`${here}&end_date=2000-01-01`)).toEqual([]);
    expect(await found(`${here}&start_date=2000-01-01T00:00:00&end_date=2999-01-01`)).toHaveLength(3);
    const list = await student.client.get(`${url()}?limit=1`);
    expect([list.body.map((row: { id: string }) => row.id), list.headers['x-total-count']]).toEqual([
      [two],
      '2',
    ]);
    expect(refusal(await other.client.get(url()))).toEqual([404, 'SUBMIT_001']);
    for (const bad of ['status=9', 'start_date=soon', 'artifact_id=x']) {
      expect(refusal(await tutor.client.get(`/submissions/grades?${bad}`))).toEqual([400, 'VAL_003']);
    }
  });

  it('are all kept when many come at once, and one when a request is repeated with its key', async () => {
    const { tutor, lecturer } = world;
    const many = await Promise.all(
      Array.from({ length: 30 }, (_, n) =>
        (n % 2 === 0 ? tutor : lecturer).client.post(url(), { grade: n / 30 }),
      ),
    );
    expect(many.map(({ status }) => status)).toEqual(Array(30).fill(201));
    const send = (grade: number) => tutor.client.post(url(), { grade }, { 'idempotency-key': 'once' });
    const first = await send(1);
    expect((await send(1)).body).toEqual(first.body);
    expect(refusal(await send(0.9))).toEqual([409, 'CONFLICT_004']);
    expect(await countRows(t, 'submission_grades', sql`artifact_id = ${artifact}`)).toBe(31);
  });
});
