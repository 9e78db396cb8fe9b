import sql from 'sql-template-tag';
import { readArchive } from '../../../src/platform/storage/archive/read-archive.js';
import {
  countRows,
  createAssignment,
  handedIn,
  makeTestable,
  type TestAssignment,
  zipOf,
} from '../../factories/hand-in.js';
import { hostileZip } from '../../factories/hostile-zip.js';
import { endLease, readRun } from '../../factories/run.js';
import { createService, type TestService } from '../../factories/service.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';
import type { Answer, TestClient } from '../../setup/test-client.js';

const REPORT = { summary: { total: 4, passed: 3, failed: 1, skipped: 0 } };
const FINISHED = { status: 'finished', result: 0.75, result_json: REPORT };
const LIMITS = { maxUnpackedBytes: 1e8, maxFileBytes: 1e8, maxEntries: 5000, maxNameBytes: 1024 };
const NOBODY = '00000000-0000-7000-8000-000000000000';
const refusal = (answer: Answer) => [answer.status, answer.body.error_code as string];

describe('results as workers write them', () => {
  let t: TestApplication;
  let service: TestService;
  let world: TestAssignment;
  /** A result at work, its job and lease. */
  let id: string;
  let job: { id: string; lease: string };
  beforeAll(async () => {
    t = await startTestApplication();
  });
  beforeEach(async () => {
    service = await createService(t);
    world = await createAssignment(t);
    await makeTestable(t, world.contentId, service.id);
    const artifact = await handedIn(world.student.client, world.groupId, { submit: true });
    const started = await world.student.client.post('/tests', { artifact_id: artifact });
    id = started.body.id as string;
    const { body } = await service.client.post('/jobs/claim', { worker_id: 'w', wait_seconds: 0 });
    job = body.jobs[0];
  });
  afterAll(() => t.close());

  const write = (body: object, client = service.client, headers: Record<string, string> = {}) =>
    client.patch(`/results/${id}`, body, headers);
  const read = async () => (await world.student.client.get(`/results/${id}`)).body;
  const upload = async (files: Record<string, string> | Buffer, client: TestClient = service.client) =>
    client.upload(`/results/${id}/artifacts/upload`, {
      file: {
        field: 'file',
        name: 'artifacts.zip',
        content: Buffer.isBuffer(files) ? files : await zipOf(files),
      },
    });

  it('end with the report, and with them the job', async () => {
    const answer = await write(FINISHED);
    expect(answer.status).toBe(200);
    expect(answer.headers['etag']).toMatch(/^"\d+"$/);
    expect(answer.body).toMatchObject({
      id,
      status: 'finished',
      result: 0.75,
      grade: 0.75,
      result_json: { ...REPORT, result_value: 0.75 },
      properties: {},
      grading_ids: [],
      result_artifacts: [],
      has_artifacts: false,
      artifact_count: 0,
    });
    expect((await readRun(t, job.id)).state).toBe('finished');
    expect(refusal(await write({ status: 'failed' }))).toEqual([409, 'TASK_005']);
    expect(await read()).toMatchObject({ status: 'finished', result: 0.75 });
  });

  it('take the report in steps; the score stands with the end only', async () => {
    const first = await write({ result_json: REPORT, result: 0.75, properties: { box: 'L3' } });
    expect(first.body).toMatchObject({ status: 'started', result: 0, properties: { box: 'L3' } });
    expect((await write({ test_system_id: 'other' })).body.test_system_id).toBe('other');
    expect((await write({ status: 0 })).body).toMatchObject({
      status: 'finished',
      result: 0.75,
      result_json: REPORT,
      properties: { box: 'L3' },
    });
  });

  it('are changed by the holder of the lease only', async () => {
    const { student, other, tutor, lecturer } = world;
    for (const { client } of [student, tutor, lecturer]) {
      expect(refusal(await write(FINISHED, client))).toEqual([403, 'AUTHZ_010']);
      expect(refusal(await upload({ 'a.txt': 'x' }, client))).toEqual([403, 'AUTHZ_010']);
    }
    expect(refusal(await write(FINISHED, other.client))).toEqual([404, 'NF_001']);
    expect((await write(FINISHED, t.anonymous)).status).toBe(401);
    const rival = await createService(t);
    expect(refusal(await write(FINISHED, rival.client))).toEqual([404, 'NF_001']);
    expect(refusal(await upload({ 'a.txt': 'x' }, rival.client))).toEqual([404, 'NF_001']);
    const stale = { 'x-job-lease': 'another' };
    expect(refusal(await write(FINISHED, service.client, stale))).toEqual([409, 'TASK_005']);
    expect(refusal(await service.client.patch(`/results/${NOBODY}`, FINISHED))).toEqual([404, 'NF_001']);
    expect(await read()).toMatchObject({ status: 'started', result: 0, result_json: null });
    await endLease(t, job.id);
    expect(refusal(await write(FINISHED))).toEqual([409, 'TASK_005']);
  });

  it('accept the named lease, and the row version', async () => {
    const lease = { 'x-job-lease': job.lease };
    const { headers } = await world.tutor.client.get(`/results/${id}`);
    expect(refusal(await write(FINISHED, service.client, { ...lease, 'if-match': '"999"' }))).toEqual([
      412,
      'CONFLICT_002',
    ]);
    const answer = await write(FINISHED, service.client, { ...lease, 'if-match': headers['etag'] ?? '' });
    expect(answer.status).toBe(200);
  });

  it('are refused when they do not fit their report', async () => {
    for (const bad of [
      { status: 'finished' },
      { status: 'finished', result_json: {} },
      { ...FINISHED, result: 1 },
      { ...FINISHED, result: 1.5 },
      { ...FINISHED, result_json: 'text' },
      { ...FINISHED, result_json: { summary: { total: 1, passed: 2 } } },
      { status: 'done' },
      { status: 8 },
      { result_json: { text: 'x'.repeat(4 * 1024 * 1024) } },
    ]) {
      expect(refusal(await write(bad))).toEqual([400, 'VAL_001']);
    }
    expect(await read()).toMatchObject({ status: 'started', result: 0, result_json: null });
    expect(refusal(await service.client.patch('/results/x', FINISHED))).toEqual([400, 'VAL_003']);
  });

  it('with an error in the report are failed, and without a report get one', async () => {
    const broken = { ...FINISHED, result_json: { ...REPORT, error: 'crashed' } };
    expect((await write(broken)).body).toMatchObject({ status: 'failed', result: 0 });
    expect(await read()).toMatchObject({ result_json: { error: 'crashed' } });
  });

  it('change once when the holder writes many times at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        write({
          status: 'finished',
          result_json: { summary: { total: 20, passed: n, failed: 20 - n, skipped: 0 } },
        }),
      ),
    );
    const accepted = answers.filter(({ status }) => status === 200);
    expect(accepted).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status !== 200)) {
      expect(refusal(answer)).toEqual([409, 'TASK_005']);
    }
    expect((await read()).result).toBe(accepted[0]?.body.result);
  });

  it('are corrected by administrators, also when they are over', async () => {
    await write(FINISHED);
    const answer = await write({ result: 1, result_json: { note: 'by hand' } }, t.admin);
    expect(answer.body).toMatchObject({ status: 'finished', result: 1, result_json: { note: 'by hand' } });
    const uploaded = await upload({ 'late.txt': 'x' }, t.admin);
    expect(uploaded.status).toBe(201);
  });

  describe('with files', () => {
    it('keep what was left, without hidden files, each upload in place of the last one', async () => {
      const { student, other } = world;
      const none = await student.client.get(`/results/${id}/artifacts/download`);
      expect(refusal(none)).toEqual([404, 'NF_001']);
      await upload({ 'old.txt': 'old' });
      const answer = await upload({
        'plots/figure.png': 'png',
        'log.txt': 'hello',
        '.secret': 'x',
        '.cache/a': 'y',
      });
      expect([answer.status, answer.headers['location']]).toEqual([201, `/results/${id}/artifacts`]);
      expect(answer.body).toEqual({
        result_id: id,
        artifacts_count: 2,
        artifacts: expect.arrayContaining([
          { filename: 'plots/figure.png', file_size: 3, content_type: 'image/png' },
          { filename: 'log.txt', file_size: 5, content_type: 'text/plain' },
        ]),
      });
      const list = await student.client.get(`/results/${id}/artifacts`);
      expect(list.headers['x-total-count']).toBe('2');
      expect(list.body[0]).toEqual({
        id: expect.any(String),
        result_id: id,
        content_type: 'text/plain',
        file_size: 5,
        bucket_name: expect.any(String),
        object_key: expect.any(String),
        properties: { filename: 'log.txt' },
        created_at: expect.any(String),
        updated_at: expect.any(String),
      });
      const zip = await student.client.get(`/results/${id}/artifacts/download`);
      const files = await readArchive(zip.raw, LIMITS);
      expect(files.map((file) => [file.path, file.content.toString()]).sort()).toEqual([
        ['log.txt', 'hello'],
        ['plots/figure.png', 'png'],
      ]);
      expect(await read()).toMatchObject({
        has_artifacts: true,
        artifact_count: 2,
        result_artifacts: [{ filename: 'log.txt', file_size: 5 }, { filename: 'plots/figure.png' }],
      });
      for (const path of ['artifacts', 'artifacts/download', 'status', '']) {
        expect(refusal(await other.client.get(`/results/${id}/${path}`))).toEqual([404, 'NF_001']);
      }
    });

    it('refuse what is no archive, too many files, and hostile ones', async () => {
      const bad: Buffer[] = [
        Buffer.from('no zip'),
        hostileZip([{ name: '../x', content: 'x' }]),
        hostileZip([{ name: 'l', content: '/etc/passwd', mode: 0o120777 }]),
        hostileZip(Array.from({ length: 1001 }, (_, n) => ({ name: `f${n}`, content: 'x' }))),
      ];
      for (const zip of bad) expect(refusal(await upload(zip))).toEqual([400, 'VAL_004']);
      const json = await service.client.post(`/results/${id}/artifacts/upload`, {});
      expect(refusal(json)).toEqual([415, 'VAL_006']);
      expect(await countRows(t, 'result_artifacts', sql`result_id = ${id}`)).toBe(0);
    });

    it('are refused without the lease, before and after the end', async () => {
      await write(FINISHED);
      expect(refusal(await upload({ 'a.txt': 'x' }))).toEqual([409, 'TASK_005']);
    });
  });
});
