import sql from 'sql-template-tag';
import { Transaction } from '../../../src/platform/database/transaction.js';
import { createAssignment, handedIn, makeTestable, type TestAssignment } from '../../factories/hand-in.js';
import { createService, type TestService } from '../../factories/service.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';
import type { TestClient } from '../../setup/test-client.js';

const DAY_MS = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();

const sub = (name: string, visibility?: string) => ({
  name: `test ${name}`,
  status: 'COMPLETED',
  result: 'FAILED',
  resultMessage: `output of ${name}`,
  statusMessage: `output of ${name}`,
  points: { earned: 0, possible: 2 },
  ...(visibility === undefined ? {} : { visibility }),
});
const collection = (name: string, tests: object[]) => ({
  name,
  result: 'FAILED',
  resultMessage: 'Some or all tests failed',
  summary: { total: tests.length * 2, passed: 0, failed: tests.length * 2, skipped: 0 },
  properties: { points: { earned: 0, possible: tests.length * 2 } },
  tests,
});

const REPORT = {
  summary: { total: 14, passed: 3, failed: 11, skipped: 0 },
  properties: { points: { earned: 3, possible: 14 } },
  debug: { grader: { stdout: 'log of the grader', stderr: '', visibility: 'never' }, other: 1 },
  tests: [
    collection('mixed', [
      sub('plain'),
      sub('open', 'always'),
      sub('due', 'after_due'),
      sub('graded', 'after_graded'),
    ]),
    collection('hidden', [sub('never', 'never'), sub('odd', 'surprise')]),
    collection('open', [sub('last', 'always')]),
  ],
};
const ALL = ['plain', 'open', 'due', 'graded', 'never', 'odd', 'last'];

describe('the report of a result', () => {
  let t: TestApplication;
  let service: TestService;
  let world: TestAssignment;
  let id: string;
  let artifact: string;
  beforeAll(async () => {
    t = await startTestApplication();
    service = await createService(t);
  });
  afterAll(() => t.close());

  const arrange = async (changes: Record<string, unknown>, report: object = REPORT) => {
    world = await createAssignment(t, changes);
    await makeTestable(t, world.contentId, service.id);
    artifact = await handedIn(world.student.client, world.groupId, { submit: true });
    id = (await world.student.client.post('/tests', { artifact_id: artifact })).body.id as string;
    await service.client.post('/jobs/claim', { worker_id: 'w', wait_seconds: 0 });
    const written = await service.client.patch(`/results/${id}`, { status: 'finished', result_json: report });
    expect(written.status).toBe(200);
    return written.body as { result_json: object };
  };

  type Report = { tests: { name: string; tests: { name: string }[] }[] };
  const seen = (report: unknown): string[] =>
    ALL.filter((name) => JSON.stringify((report as Report).tests).includes(`test ${name}`));
  /** The report in every place where a person may read it. */
  const reports = async (client: TestClient, own: boolean): Promise<unknown[]> => {
    const found = [
      (await client.get(`/results/${id}`)).body.result_json,
      (await client.get(`/submissions/artifacts/${artifact}/tests`)).body[0].result_json,
    ];
    const view = own
      ? `/students/course-contents/${world.contentId}`
      : `/tutors/course-members/${world.student.memberId}/course-contents/${world.contentId}`;
    return [...found, (await client.get(view)).body.result.result_json];
  };
  const everywhere = async (client: TestClient, own: boolean) => {
    const [first, ...others] = await reports(client, own);
    for (const other of others) expect(other).toEqual(first);
    return first as Record<string, unknown>;
  };
  const grade = async () => {
    const given = await world.tutor.client.post(`/submissions/artifacts/${artifact}/grades`, { grade: 0.5 });
    expect(given.status).toBe(201);
  };

  it('shows members of the group what is theirs to see by now, and tutors, administrators and services all', async () => {
    const written = await arrange({ due_at: inDays(1) });
    expect(seen(written.result_json)).toEqual(ALL);
    const stored = { ...REPORT, result_value: 3 / 14 };
    expect(await everywhere(world.tutor.client, false)).toEqual(stored);
    expect((await t.admin.get(`/results/${id}`)).body.result_json).toEqual(stored);
    const shown = await everywhere(world.student.client, true);
    expect(seen(shown)).toEqual(['plain', 'open', 'last']);
    expect(JSON.stringify(shown)).not.toMatch(/log of the grader|of due|of never|of graded/);
    expect(shown).toEqual({
      ...stored,
      debug: { other: 1 },
      properties: { points: { earned: 3, possible: 14 }, withheld: 4 },
      tests: [
        {
          ...collection('mixed', [sub('plain'), sub('open', 'always')]),
          summary: { total: 2, passed: 0, failed: 2, skipped: 0 },
          properties: { points: { earned: 0, possible: 4 } },
        },
        REPORT.tests[2],
      ],
    });
  });

  it('opens at the due date, else when the content closes, else never', async () => {
    await arrange({ due_at: inDays(1), closes_at: inDays(2) });
    const set = (due: string | null, closes: string | null) =>
      t.get(Transaction).execute(sql`
        UPDATE course.course_contents SET due_at = ${due}, closes_at = ${closes} WHERE id = ${world.contentId}`);
    const names = async () => seen(await everywhere(world.student.client, true)).includes('due');
    const cases: [string | null, string | null, boolean][] = [
      [inDays(-1), inDays(1), true],
      [inDays(1), inDays(2), false],
      [null, inDays(-1), true],
      [null, inDays(1), false],
      [null, null, false],
    ];
    for (const [due, closes, open] of cases) {
      await set(due, closes);
      expect(await names()).toBe(open);
    }
  });

  it('opens with the first grade, and is then another version for caches', async () => {
    await arrange({ due_at: inDays(1) });
    const before = await world.student.client.get(`/results/${id}`);
    const again = { 'if-none-match': before.headers['etag'] as string };
    expect((await world.student.client.get(`/results/${id}`, again)).status).toBe(304);
    await grade();
    const after = await world.student.client.get(`/results/${id}`, again);
    expect(after.status).toBe(200);
    expect(seen(after.body.result_json)).toEqual(['plain', 'open', 'graded', 'last']);
    expect(seen(await everywhere(world.student.client, true))).toContain('graded');
  });

  it('without such tests is what the worker wrote', async () => {
    const plain = { ...REPORT, tests: [REPORT.tests[2]], debug: { a: 1 } };
    await arrange({}, plain);
    expect(await everywhere(world.student.client, true)).toEqual({ ...plain, result_value: 3 / 14 });
    expect((await world.student.client.get(`/results/${id}`)).headers['etag']).toMatch(/^"\d+"$/);
  });
});
