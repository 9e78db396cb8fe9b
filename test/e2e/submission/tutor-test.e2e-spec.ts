import sql from 'sql-template-tag';
import type { Job } from '../../../src/modules/execution/schemas/job.schema.js';
import { LostRuns } from '../../../src/modules/execution/services/lost-runs.js';
import { RemoveTutorTestsJob } from '../../../src/modules/submission/jobs/remove-tutor-tests.job.js';
import { Transaction } from '../../../src/platform/database/transaction.js';
import { readArchive } from '../../../src/platform/storage/archive/read-archive.js';
import { createContent } from '../../factories/course.js';
import {
  countRows,
  createAssignment,
  handedIn,
  makeTestable,
  type TestAssignment,
  zipOf,
} from '../../factories/hand-in.js';
import { endLease } from '../../factories/run.js';
import { createService, type TestService } from '../../factories/service.js';
import { tryFolder, type TutorTestUpload } from '../../factories/tutor-test.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';
import type { Answer, TestClient } from '../../setup/test-client.js';

const REPORT = { summary: { total: 4, passed: 3, failed: 1, skipped: 0 }, result: 'FAILED' };
const LIMITS = { maxUnpackedBytes: 1e6, maxFileBytes: 1e6, maxEntries: 100, maxNameBytes: 255 };

describe('tutor tests', () => {
  let t: TestApplication;
  let a: TestAssignment;
  let service: TestService;
  let versionId: string;
  let tutor: TestClient;
  beforeAll(async () => {
    t = await startTestApplication();
    a = await createAssignment(t);
    tutor = a.tutor.client;
  });
  beforeEach(async () => {
    service = await createService(t, { config: { timeout_seconds: 40 } });
    versionId = await makeTestable(t, a.contentId, service.id);
  });
  afterAll(() => t.close());

  const start = (client: TestClient, what: TutorTestUpload = {}) => tryFolder(client, a.contentId, what);
  const started = async (what: TutorTestUpload = {}): Promise<string> => {
    const answer = await start(tutor, what);
    if (answer.status !== 200) throw new Error(`tutor test: ${answer.status} ${answer.raw.toString()}`);
    return answer.body.test_id as string;
  };
  const claim = async (changes: object = {}): Promise<Job> => {
    const answer = await service.client.post('/jobs/claim', { worker_id: 'w', wait_seconds: 0, ...changes });
    const [job] = answer.body.jobs as Job[];
    if (job === undefined) throw new Error('nothing to claim');
    return job;
  };
  const get = async (id: string) => (await tutor.get(`/tutors/tests/${id}`)).body;
  const code = (answer: Answer) => [answer.status, answer.body?.error_code];
  const report = (id: string, body: object = REPORT, headers: Record<string, string> = {}) =>
    service.client.post(`/tutors/tests/${id}/results`, body, headers);
  const leave = async (id: string, files: Record<string, string>, headers: Record<string, string> = {}) =>
    service.client.upload(
      `/tutors/tests/${id}/artifacts/upload`,
      { file: { field: 'file', name: 'left.zip', content: await zipOf(files) } },
      headers,
    );

  it('wait, run and end with the report that the worker brings', async () => {
    const answer = await start(tutor);
    expect([answer.status, answer.body]).toEqual([
      200,
      { test_id: expect.any(String), status: 'pending', created_at: expect.stringMatching(/Z$/) },
    ]);
    const id = answer.body.test_id as string;
    const waiting = {
      ...answer.body,
      started_at: null,
      finished_at: null,
      has_artifacts: false,
      artifact_count: 0,
    };
    expect((await tutor.get(`/tutors/tests/${id}/status`)).body).toEqual({
      ...waiting,
      position: 1,
      estimated_start_at: null,
    });
    const job = await claim();
    expect(job).toMatchObject({
      kind: 'tutor_test',
      timeout_seconds: 40,
      result_id: null,
      tutor_test_id: id,
      test_job: {
        user_id: a.tutor.userId,
        course_member_id: a.tutor.memberId,
        course_content_id: a.contentId,
        testing_service_id: service.id,
        example_version_id: versionId,
        artifact_id: null,
        version_identifier: null,
        store_graphics_artifacts: true,
      },
    });
    const running = { ...waiting, status: 'running', started_at: expect.stringMatching(/Z$/) };
    expect((await tutor.get(`/tutors/tests/${id}/status`)).body).toEqual(running);
    const stored = await report(id);
    expect([stored.status, stored.body]).toEqual([200, { stored: true }]);
    const read = await tutor.get(`/tutors/tests/${id}`);
    expect(read.headers['etag']).toMatch(/^"\d+"$/);
    expect(read.body).toEqual({
      ...running,
      status: 'completed',
      finished_at: expect.stringMatching(/Z$/),
      result_dict: { ...REPORT, result_value: 0.75 },
      passed: 3,
      failed: 1,
      total: 4,
      result_value: 0.75,
      error: null,
      updated_at: expect.any(String),
      created_by: a.tutor.userId,
      updated_by: service.userId,
    });
    expect(code(await report(id))).toEqual([409, 'TASK_005']);
    expect(await countRows(t, 'results')).toBe(0);
  });

  it('come before the hand-ins of students that waited longer', async () => {
    const artifact_id = await handedIn(a.student.client, a.groupId, { submit: true });
    const test = await a.student.client.post('/tests', { artifact_id });
    expect(test.status).toBe(200);
    const id = await started();
    const [first, second] = [await claim(), await claim()];
    expect([first.tutor_test_id, second.result_id]).toEqual([id, test.body.id]);
  });

  it('give the folder to the worker, cleaned as a hand-in, and to the author', async () => {
    const id = await started({ files: { 'add.py': 'total = 5\n', '.hidden': 'x', 'a.exe': 'x' } });
    const path = `/tutors/tests/${id}/input/download`;
    expect((await service.client.get(path)).status).toBe(404);
    await claim();
    for (const client of [service.client, tutor, t.admin]) {
      const answer = await client.get(path);
      expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/zip']);
      const files = await readArchive(answer.raw, LIMITS);
      expect(files.map((file) => file.path)).toEqual(['add.py']);
    }
    expect(code(await a.lecturer.client.get(path))).toEqual([404, 'NF_001']);
    expect(code(await service.client.get(`/tutors/tests/${id}`))).toEqual([403, 'AUTHZ_007']);
  });

  it('keep the files that the run left', async () => {
    const id = await started();
    const job = await claim();
    const lease = { 'x-job-lease': job.lease };
    const list = async () => (await tutor.get(`/tutors/tests/${id}/artifacts`)).body;
    expect(await list()).toEqual({ test_id: id, artifacts: [], total_count: 0 });
    expect((await tutor.get(`/tutors/tests/${id}/artifacts/download`)).status).toBe(404);
    await leave(id, { 'old.txt': 'gone' }, lease);
    const kept = await leave(id, { 'plot.png': 'picture', 'a/b.txt': 'text', '.secret': 'x' }, lease);
    expect([kept.status, kept.body]).toEqual([200, { artifacts_stored: 2 }]);
    expect(await list()).toEqual({
      test_id: id,
      artifacts: [
        { filename: 'a/b.txt', size: 4, last_modified: expect.stringMatching(/\dZ$/) },
        { filename: 'plot.png', size: 7, last_modified: expect.stringMatching(/\dZ$/) },
      ],
      total_count: 2,
    });
    expect(await get(id)).toMatchObject({ has_artifacts: true, artifact_count: 2 });
    const zip = await readArchive((await tutor.get(`/tutors/tests/${id}/artifacts/download`)).raw, LIMITS);
    expect(zip.map((file) => file.path).sort()).toEqual(['a/b.txt', 'plot.png']);
    expect((await report(id, REPORT, lease)).status).toBe(200);
    expect(code(await leave(id, { 'late.txt': 'x' }, lease))).toEqual([409, 'TASK_005']);
  });

  it.each([
    ['the worker says the time was over', { summary: REPORT.summary, timeout: true }, 'timeout'],
    ['the worker says what went wrong', { summary: REPORT.summary, error: 'no compiler' }, 'failed'],
  ])('end as told when %s', async (_when, body, status) => {
    const id = await started();
    await claim();
    expect((await report(id, body)).status).toBe(200);
    expect(await get(id)).toMatchObject({ status, result_dict: body, result_value: 0 });
  });

  it('end through the job protocol too, and wait again when the job is handed back', async () => {
    const id = await started();
    const job = await claim();
    await service.client.post(`/jobs/${job.id}/release`, { lease: job.lease });
    expect(await get(id)).toMatchObject({ status: 'pending', started_at: null });
    const again = await claim();
    const end = { lease: again.lease, status: 'failed', error: 'crashed' };
    expect((await service.client.post(`/jobs/${again.id}/complete`, end)).status).toBe(200);
    expect(await get(id)).toMatchObject({
      status: 'failed',
      error: 'crashed',
      total: 1,
      passed: 0,
      result_value: 0,
    });
  });

  it('are over time when their worker never ends them', async () => {
    const id = await started({ config: { timeout_seconds: 5 } });
    const job = await claim();
    expect(job.timeout_seconds).toBe(5);
    await t
      .get(Transaction)
      .execute(sql`UPDATE execution.runs SET started_at = now() - interval '1 hour' WHERE id = ${job.id}`);
    await t.get(LostRuns).recover();
    expect(await get(id)).toMatchObject({ status: 'timeout', error: 'time limit exceeded' });
  });

  it('take reports and files only under a live lease', async () => {
    const id = await started();
    expect(code(await report(id))).toEqual([409, 'TASK_005']);
    const job = await claim();
    expect(code(await report(id, REPORT, { 'x-job-lease': 'another' }))).toEqual([409, 'TASK_005']);
    expect(code(await leave(id, { 'a.txt': 'x' }, { 'x-job-lease': 'another' }))).toEqual([409, 'TASK_005']);
    expect(code(await tutor.post(`/tutors/tests/${id}/results`, REPORT))).toEqual([403, 'AUTHZ_010']);
    expect(code(await a.student.client.post(`/tutors/tests/${id}/results`, REPORT))).toEqual([404, 'NF_001']);
    for (const wrong of [{}, { summary: { total: 1, passed: 2 } }, []]) {
      expect(code(await report(id, wrong))).toEqual([400, 'VAL_001']);
    }
    await endLease(t, job.id);
    expect(code(await report(id))).toEqual([409, 'TASK_005']);
    expect(await get(id)).toMatchObject({ status: 'running', artifact_count: 0 });
  });

  it('are for tutors of the course and seen by their author only', async () => {
    expect(code(await start(a.student.client))).toEqual([403, 'AUTHZ_004']);
    const stranger = await createAssignment(t);
    expect(code(await start(stranger.lecturer.client))).toEqual([404, 'CONTENT_001']);
    expect(code(await start(t.anonymous))).toEqual([401, 'AUTH_001']);
    expect((await start(t.admin)).status).toBe(200);
    const id = await started();
    for (const path of ['', '/status', '/artifacts', '/artifacts/download', '/input/download']) {
      for (const client of [a.lecturer.client, a.student.client, stranger.tutor.client]) {
        expect(code(await client.get(`/tutors/tests/${id}${path}`))).toEqual([404, 'NF_001']);
      }
    }
    expect((await t.admin.get(`/tutors/tests/${id}`)).status).toBe(200);
    expect((await t.admin.get('/tutors/tests/nonsense')).body.error_code).toBe('VAL_003');
  });

  it('need an example, a service and a sound form', async () => {
    const bare = await createContent(t, a.course);
    expect(code(await tryFolder(tutor, bare))).toEqual([404, 'DEPLOY_001']);
    await makeTestable(t, bare, null);
    expect(code(await tryFolder(tutor, bare))).toEqual([409, 'SUBMIT_005']);
    const path = `/tutors/course-contents/${a.contentId}/test`;
    expect(code(await tutor.post(path, {}))).toEqual([415, 'VAL_006']);
    expect(code(await tutor.upload(path, {}))).toEqual([400, 'VAL_004']);
    const noZip = { file: { field: 'file', name: 'x.zip', content: Buffer.from('no zip') } };
    expect(code(await tutor.upload(path, noZip))).toEqual([400, 'VAL_004']);
    for (const config of [
      '{',
      [],
      { timeout_seconds: 41 },
      { timeout_seconds: 0 },
      { store_graphics_artifacts: 1 },
    ]) {
      expect(code(await start(tutor, { config }))).toEqual([400, 'VAL_001']);
    }
    await started({ config: { store_graphics_artifacts: false, timeout_seconds: null } });
    expect((await claim()).test_job.store_graphics_artifacts).toBe(false);
  });

  it('are started once under one Idempotency-Key', async () => {
    const headers = { 'idempotency-key': 'try-1' };
    const [first, again] = [await start(tutor, { headers }), await start(tutor, { headers })];
    expect(again.body).toEqual(first.body);
    expect(again.headers['idempotency-replayed']).toBe('true');
    const other = await start(tutor, { headers, files: { 'add.py': 'total = 6\n' } });
    expect(code(other)).toEqual([409, 'CONFLICT_004']);
  });

  it('are gone after a day, and their worker is told to stop', async () => {
    const [old, young] = [await started(), await started()];
    const job = await claim();
    expect(job.tutor_test_id).toBe(old);
    const age = sql`UPDATE submission.tutor_tests SET created_at = now() - interval '25 hours' WHERE id = ${old}`;
    const tx = t.get(Transaction);
    await tx.run(async () => {
      await tx.execute(sql`ALTER TABLE submission.tutor_tests DISABLE TRIGGER touch_row`);
      await tx.execute(age);
      await tx.execute(sql`ALTER TABLE submission.tutor_tests ENABLE TRIGGER touch_row`);
    });
    expect(code(await tutor.get(`/tutors/tests/${old}`))).toEqual([404, 'NF_001']);
    expect(await t.get(RemoveTutorTestsJob).remove()).toBe(1);
    expect(await countRows(t, 'tutor_tests', sql`id = ${old}`)).toBe(0);
    expect(await get(young)).toMatchObject({ status: 'pending' });
    const heard = await service.client.post(`/jobs/${job.id}/heartbeat`, { lease: job.lease });
    expect(heard.body.cancel).toBe(true);
    const end = { lease: job.lease, status: 'failed', error: 'cancelled' };
    const ended = await service.client.post(`/jobs/${job.id}/complete`, end);
    expect([ended.status, ended.body]).toEqual([200, { status: 'cancelled' }]);
    expect(code(await report(old))).toEqual([404, 'NF_001']);
  });
});
