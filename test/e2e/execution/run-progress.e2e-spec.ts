import { MAX_OUTPUT_BYTES } from '../../../src/modules/execution/schemas/run-progress.schema.js';
import { createAssignment, handedIn, makeTestable, type TestAssignment } from '../../factories/hand-in.js';
import { readRun } from '../../factories/run.js';
import { createService, type TestService } from '../../factories/service.js';
import { tryFolder } from '../../factories/tutor-test.js';
import { LiveClient, listenForSockets, type ReceivedFrame } from '../../setup/live-client.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';
import type { Answer } from '../../setup/test-client.js';

const TURN = { number: 1, total: 3, name: 'Output', state: 'started' };
const REPORT = { summary: { total: 1, passed: 1, failed: 0, skipped: 0 } };
const told = (answer: Answer) => [answer.status, answer.body?.error_code];
const dataOf = (frame: ReceivedFrame) => frame['data'] as Record<string, unknown>;

describe('the progress of a run', () => {
  let t: TestApplication;
  let url: string;
  let world: TestAssignment;
  let service: TestService;
  let student: LiveClient;
  beforeAll(async () => {
    t = await startTestApplication();
    url = await listenForSockets(t);
    service = await createService(t);
    world = await createAssignment(t);
    await makeTestable(t, world.contentId, service.id);
  });
  beforeEach(async () => {
    student = await LiveClient.as(url, world.student.client);
    await student.subscribe(`submission_group:${world.groupId}`);
  });
  afterEach(async () => {
    // A group has one run at a time.
    for (const { id, lease } of claimed.splice(0)) {
      await service.client.post(`/jobs/${id}/complete`, { lease, status: 'failed' });
    }
    await student.close();
  });
  afterAll(() => t.close());

  const claimed: { id: string; lease: string }[] = [];
  const claim = async () => {
    const { body } = await service.client.post('/jobs/claim', { worker_id: 'w', wait_seconds: 0 });
    const job = body.jobs[0] as { id: string; lease: string };
    claimed.push(job);
    return job;
  };
  /** A hand-in at work, with a file that no other has. */
  let counter = 0;
  const atWork = async () => {
    counter += 1;
    const files = { 'add.py': `total = ${counter}\n` };
    const artifact = await handedIn(world.student.client, world.groupId, { files });
    const { id } = (await world.student.client.post('/tests', { artifact_id: artifact })).body;
    const job = await claim();
    const beat = (progress: unknown, lease = job.lease) =>
      service.client.post(`/jobs/${job.id}/heartbeat`, { lease, progress });
    return { artifact, id: id as string, job, beat };
  };

  it('is told to the group from the queue to the end, in order', async () => {
    const { artifact, id, job, beat } = await atWork();
    const about = { result_id: id, submission_artifact_id: artifact };
    expect((await beat({ collection: TURN, output: [] })).body).toEqual({
      lease_expires_at: expect.any(String),
      cancel: false,
    });
    await beat({
      collection: TURN,
      output: [
        { stream: 'stdout', text: 'one\r\n\x1B[31mtwo\x1B[0m' },
        { stream: 'stderr', text: '\x07' },
        { stream: 'stderr', text: 'oh' },
      ],
    });
    await service.client.post(`/jobs/${job.id}/complete`, {
      lease: job.lease,
      status: 'finished',
      result_json: REPORT,
      progress: { collection: { ...TURN, state: 'finished' }, output: [{ stream: 'stdout', text: 'three' }] },
    });
    await student.next('result:updated', (frame) => dataOf(frame)['status'] === 'finished');
    const news = (await student.rest()).filter(({ type }) => type === 'result:progress').map(dataOf);
    expect(news.map(({ phase }) => phase)).toEqual([
      'queued',
      'started',
      'collection',
      'collection',
      'collection',
      'collection',
    ]);
    for (const data of news) expect(data).toMatchObject({ ...about, timestamp: expect.any(String) });
    expect(news.map(({ position }) => position)).toEqual([1, null, null, null, null, null]);
    expect(news.map(({ output }) => output)).toEqual([
      null,
      null,
      null,
      { stream: 'stdout', text: 'one\ntwo' },
      { stream: 'stderr', text: 'oh' },
      { stream: 'stdout', text: 'three' },
    ]);
    expect(news[5]?.['collection']).toEqual({ ...TURN, state: 'finished' });
    expect(await readRun(t, job.id)).toMatchObject({
      state: 'finished',
      progress: { collection: { ...TURN, state: 'finished' } },
      output_bytes: 14,
    });
  });

  it('is refused in a wrong form or size, without a change', async () => {
    const { job, beat } = await atWork();
    for (const wrong of [
      'half',
      { collection: { ...TURN, number: 0 } },
      { collection: { ...TURN, name: 7 } },
      { collection: { ...TURN, state: 'lost' } },
      { output: 'text' },
      { output: [{ stream: 'channel', text: 'x' }] },
      { output: Array.from({ length: 101 }, () => ({ stream: 'stdout', text: '' })) },
      { output: [{ stream: 'stdout', text: 'x'.repeat(16 * 1024) }] },
      { anything: 'x'.repeat(16 * 1024) },
    ]) {
      expect(told(await beat(wrong))).toEqual([400, 'VAL_001']);
    }
    expect(told(await beat({ collection: TURN }, 'another'))).toEqual([409, 'TASK_005']);
    expect(await readRun(t, job.id)).toMatchObject({ progress: null, output_bytes: 0 });
    expect((await beat({ percent: 50 })).status).toBe(200);
    expect(await readRun(t, job.id)).toMatchObject({ progress: { percent: 50 } });
  });

  it('has so much output of a run, and no more', async () => {
    const { job, beat } = await atWork();
    const text = 'x'.repeat(15_000);
    for (let number = 0; number < 20; number += 1) {
      const answer = await beat({ output: [{ stream: 'stdout', text }] });
      expect(answer.status).toBe(200);
    }
    const news = (await student.rest()).filter(({ type }) => type === 'result:progress').map(dataOf);
    const pieces = news.flatMap(({ output }) => (output as { text: string } | null)?.text ?? []);
    expect(pieces.join('').length).toBe(Math.floor(MAX_OUTPUT_BYTES / 15_000) * 15_000);
    expect((await readRun(t, job.id)).output_bytes).toBe(pieces.join('').length);
  });

  it('is for the group and its tutors only, that of a tutor test for its author', async () => {
    const other = await LiveClient.as(url, world.other.client);
    const tutor = await LiveClient.as(url, world.tutor.client);
    await tutor.subscribe(`submission_group:${world.groupId}`);
    const { id, beat } = await atWork();
    await beat({ collection: TURN, output: [{ stream: 'stdout', text: 'mine' }] });
    const heard = await tutor.next('result:progress', (frame) => dataOf(frame)['phase'] === 'collection');
    expect(dataOf(heard)['result_id']).toBe(id);
    expect(await other.rest()).toEqual([]);
    await student.rest();

    const testId = (await tryFolder(world.tutor.client, world.contentId)).body.test_id as string;
    const job = await claim();
    const progress = { collection: TURN, output: [{ stream: 'stderr', text: 'tried' }] };
    await service.client.post(`/jobs/${job.id}/heartbeat`, { lease: job.lease, progress });
    const own = await tutor.next(
      'result:progress',
      (frame) => dataOf(frame)['tutor_test_id'] === testId && dataOf(frame)['phase'] === 'collection',
    );
    expect([own['channel'], dataOf(own)]).toEqual([
      `user:${world.tutor.userId}`,
      expect.objectContaining({ result_id: null, output: { stream: 'stderr', text: 'tried' } }),
    ]);
    expect(JSON.stringify(await student.rest())).not.toContain('tried');
    await other.close();
    await tutor.close();
  });
});
