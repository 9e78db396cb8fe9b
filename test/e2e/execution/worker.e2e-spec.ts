import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import sql from 'sql-template-tag';
import { Sandbox } from '../../../src/modules/execution/sandbox/sandbox.js';
import { SandboxUnavailableError } from '../../../src/modules/execution/sandbox/sandbox.errors.js';
import { LostRuns } from '../../../src/modules/execution/services/lost-runs.js';
import type { WorkerView } from '../../../src/modules/execution/schemas/worker.schema.js';
import { WorkerHealth } from '../../../src/modules/execution/services/worker-health.js';
import { ServerClient } from '../../../src/modules/execution/worker/server-client.js';
import { tokenInFile } from '../../../src/modules/execution/worker/token-source.js';
import { Worker } from '../../../src/modules/execution/worker/worker.js';
import { Transaction } from '../../../src/platform/database/transaction.js';
import { createExampleVersion } from '../../factories/example.js';
import { createAssignment, handedIn, makeTestable, type TestAssignment } from '../../factories/hand-in.js';
import { claimJobs, endLease, readRun } from '../../factories/run.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';
import {
  buildEntryPoints,
  killProcess,
  LONG_MS,
  startWorkerProcess,
  until,
} from '../../setup/worker-process.js';

/** Ends by its computing time: on a busy machine it lasts as much longer as everything else does. */
const ENDLESS = { 'add.py': 'while True:\n    pass\n' };

let t: TestApplication;
let url: string;
let assignment: TestAssignment;
const workers: ChildProcess[] = [];

beforeAll(async () => {
  buildEntryPoints();
  t = await startTestApplication({ WORKER_SLOTS: '1' });
  await t.app.listen(0, '127.0.0.1');
  url = await t.app.getUrl();
  assignment = await createAssignment(t);
  const backend = [
    '  executionBackend:',
    '    slug: lectern.python',
    '    settings: { timeout: 240, cpuLimit: 8 }',
  ];
  const example = await createExampleVersion(t, { properties: backend });
  await makeTestable(t, assignment.contentId, example.serviceId, example);
}, LONG_MS);

afterEach(async () => {
  for (const worker of workers.splice(0)) await killProcess(worker);
});

afterAll(() => t.close(), LONG_MS);

function localWorkerToken(): string {
  return readFileSync(`${t.env.LECTERN_HOME}/secrets/worker-token`, 'utf8').trim();
}

function startWorker(): ChildProcess {
  const worker = startWorkerProcess(t, url);
  workers.push(worker);
  return worker;
}

/** Hands in and asks for a test; returns the ids of result and run. */
async function testOf(files: Record<string, string>): Promise<{ resultId: string; runId: string }> {
  const artifactId = await handedIn(assignment.student.client, assignment.groupId, { files });
  const answer = await until(async () => {
    const tried = await assignment.student.client.post('/tests', { artifact_id: artifactId });
    return tried.status === 429 ? null : tried;
  });
  if (answer.status !== 200) throw new Error(`POST /tests: ${answer.raw.toString()}`);
  const { id, test_system_id } = answer.body as { id: string; test_system_id: string };
  return { resultId: id, runId: test_system_id };
}

async function resultIn(resultId: string, ...statuses: string[]) {
  return until(async () => {
    const { body } = await assignment.student.client.get(`/results/${resultId}`);
    return statuses.includes(body.status as string) ? body : null;
  });
}

describe('the worker', () => {
  it(
    'tests what is handed in and reports the score',
    async () => {
      startWorker();
      const right = await testOf({ 'add.py': 'total = 5\n' });
      const wrong = await testOf({ 'add.py': 'total = 4\n' });
      const first = await resultIn(right.resultId, 'finished', 'failed');
      expect(first).toMatchObject({ status: 'finished', result: 1 });
      expect(first.result_json).toMatchObject({ summary: { total: 1, passed: 1 }, result_value: 1 });
      expect(await resultIn(wrong.resultId, 'finished', 'failed')).toMatchObject({
        status: 'finished',
        result: 0,
      });
    },
    LONG_MS,
  );

  it(
    'is one worker with all of its slots: known with what it is, and given nothing while it is paused',
    async () => {
      const listed = async () => (await t.admin.get('/tasks/workers/status')).body.workers as WorkerView[];
      const before = (await listed()).map(({ worker_id }) => worker_id);
      startWorker();
      const known = await until(async () => {
        const found = (await listed()).filter((one) => !before.includes(one.worker_id));
        return found.some(({ slots }) => slots !== null) ? found : null;
      });
      expect(known).toEqual([
        expect.objectContaining({
          state: 'active',
          slots: 2,
          level: expect.stringMatching(/^L[23]$/),
          languages: expect.arrayContaining(['python', 'c']),
          queues: expect.arrayContaining(['lectern.python', 'lectern.c']),
          version: expect.any(String),
          running: 0,
        }),
      ]);
      const name = known[0]?.worker_id ?? '';
      expect((await t.admin.post(`/workers/${name}/pause`)).status).toBe(200);
      const { resultId, runId } = await testOf({ 'add.py': 'total = 7\n' });
      // Asks as the same worker would: the answer is the same for each of its slots.
      const worker = t.anonymous.with({ 'x-api-token': localWorkerToken() });
      expect(await claimJobs(worker, { worker_id: name })).toEqual([]);
      expect((await readRun(t, runId)).state).toBe('queued');
      await t.admin.post(`/workers/${name}/resume`);
      await resultIn(resultId, 'finished', 'failed');
    },
    LONG_MS,
  );

  it(
    'that is killed in mid-run leaves nothing but a lease: the run is graded once, by the next',
    async () => {
      const killed = startWorker();
      const { resultId, runId } = await testOf(ENDLESS);
      await resultIn(resultId, 'started');
      killed.kill('SIGKILL');
      await once(killed, 'exit');
      expect((await readRun(t, runId)).state).toBe('started');
      await endLease(t, runId);
      await t.get(LostRuns).recover();
      startWorker();
      const result = await resultIn(resultId, 'finished', 'failed');
      expect(result).toMatchObject({ status: 'finished', result: 0 });
      expect(await readRun(t, runId)).toMatchObject({ state: 'finished', attempt: 2 });
    },
    LONG_MS,
  );

  it.each([
    ['is told to end', (worker: ChildProcess) => worker.kill('SIGTERM')],
    ['loses the server that started it', (worker: ChildProcess) => worker.stdin?.end()],
  ])(
    'hands its job back when it %s',
    async (_when, end) => {
      const worker = startWorker();
      const { resultId, runId } = await testOf(ENDLESS);
      await resultIn(resultId, 'started');
      end(worker);
      expect(await once(worker, 'exit')).toEqual([0, null]);
      expect(await readRun(t, runId)).toMatchObject({ state: 'queued', attempt: 0, lease: null });
      expect((await resultIn(resultId, 'queued')).status).toBe('queued');
      await t
        .get(Transaction)
        .execute(sql`UPDATE execution.runs SET available_at = now() - interval '2 days' WHERE id = ${runId}`);
      await t.get(LostRuns).recover();
    },
    LONG_MS,
  );

  it(
    'says how strong its boxes are, and takes no job while they are not strong enough',
    async () => {
      const open = jest.spyOn(Sandbox, 'open').mockRejectedValue(new SandboxUnavailableError(['no bwrap']));
      const { runId } = await testOf({ 'add.py': 'total = 6\n' });
      const told: string[] = [];
      const worker = new Worker({
        server: new ServerClient(url, tokenInFile(`${t.env.LECTERN_HOME}/secrets/worker-token`)),
        slots: 1,
        minLevel: 'L2',
        sandboxRoot: `${t.env.LECTERN_HOME}/sandbox`,
        log: (message) => void told.push(message),
      });
      const running = worker.run();
      const refused = await until(async () => {
        const health = await t.get(WorkerHealth).check();
        return health.detail?.includes('no bwrap') ? health : null;
      });
      expect(refused).toEqual({ ok: false, detail: expect.stringContaining('scripts/setup-system.sh') });
      worker.stop();
      await running;
      open.mockRestore();
      expect(told).toEqual([expect.stringContaining('no jobs are taken')]);
      expect((await readRun(t, runId)).state).toBe('queued');
      startWorker();
      await until(async () => ((await t.get(WorkerHealth).check()).ok ? true : null));
      await until(async () => ((await readRun(t, runId)).state === 'finished' ? true : null));
    },
    LONG_MS,
  );
});
