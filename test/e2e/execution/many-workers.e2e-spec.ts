import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import sql from 'sql-template-tag';
import { abandoned } from '../../../bench/abandoned.js';
import { LostRuns } from '../../../src/modules/execution/services/lost-runs.js';
import { RunKinds } from '../../../src/modules/execution/services/run-kinds.js';
import { Transaction } from '../../../src/platform/database/transaction.js';
import { addMember } from '../../factories/course.js';
import { createExampleVersion } from '../../factories/example.js';
import { createAssignment, groupOf, handedIn, makeTestable } from '../../factories/hand-in.js';
import { RemoteWorker } from '../../network/remote-worker.js';
import { openWorkerNetwork } from '../../network/worker-network.js';
import type { WorkerNetwork, WorkerSite } from '../../network/worker-site.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';
import type { TestClient } from '../../setup/test-client.js';
import { buildEntryPoints } from '../../setup/worker-process.js';

const STUDENTS = 14;
const HAND_INS_EACH = 3;
const SLOW_BY_MS = 150;
/** What a stopped or cut worker had sent before has arrived by then. */
const SETTLED_MS = 300;
const STORY_MS = 600_000;
/** Long enough to be met in mid-run. */
const program = (total: number) => ({ 'add.py': `import time\ntime.sleep(1)\ntotal = ${total}\n` });

interface Run {
  id: string;
  state: string;
  attempt: number;
  worker_id: string | null;
}

let t: TestApplication;
let network: WorkerNetwork;
let port: number;
let students: { client: TestClient; groupId: string }[];
const workers: RemoteWorker[] = [];
/** Requests about a job that were answered with 409: `<action> <job>`. */
const refused: string[] = [];
/** Runs whose end was told to their owner. */
const ended: string[] = [];

beforeAll(async () => {
  buildEntryPoints();
  network = await openWorkerNetwork();
  t = await startTestApplication({ LEASE_SECONDS: '4', RUNS_PER_COURSE: '100' });
  await t.app.listen(0, network.listenOn);
  port = Number(new URL(await t.app.getUrl()).port);
  watch();
  const { course, contentId } = await createAssignment(t);
  const example = await createExampleVersion(t);
  await makeTestable(t, contentId, example.serviceId, example);
  students = [];
  for (let index = 0; index < STUDENTS; index += 1) {
    const { client, memberId } = await addMember(t, course.id, '_student');
    students.push({ client, groupId: await groupOf(t, memberId, contentId) });
  }
}, STORY_MS);

afterAll(async () => {
  try {
    await Promise.all(workers.map((worker) => worker.remove()));
  } finally {
    await network.close();
    await t.close();
  }
}, STORY_MS);

/** Listens to what the server answers, and to the ends it tells. */
function watch(): void {
  (t.app.getHttpServer() as Server).on('request', (request, response) => {
    const [, runId, action] = /^\/jobs\/([^/]+)\/(\w+)/u.exec(request.url ?? '') ?? [];
    response.on('finish', () => {
      if (runId !== undefined && response.statusCode === 409) refused.push(`${action} ${runId}`);
    });
  });
  const owner = t.get(RunKinds).of('student_test');
  const finished = owner.finished.bind(owner);
  jest.spyOn(owner, 'finished').mockImplementation(async (runId, ...rest) => {
    ended.push(runId);
    await finished(runId, ...rest);
  });
}

function worker(name: string, site: WorkerSite): RemoteWorker {
  const token = readFileSync(`${t.env.LECTERN_HOME}/secrets/worker-token`, 'utf8').trim();
  const made = new RemoteWorker(name, site, token);
  workers.push(made);
  return made;
}

const allRuns = () =>
  t
    .get(Transaction)
    .rows<Run & Record<string, unknown>>(sql`SELECT id, state, attempt, worker_id FROM execution.runs`);
const heldBy = async (name: string) =>
  (await allRuns()).filter((run) => run.worker_id === name && run.state === 'started').map(({ id }) => id);

/** Asks until the answer is not null, and looks for lost runs meanwhile, as the server does every 15 s. */
async function awaited<T>(what: string, question: () => Promise<T | null>): Promise<T> {
  const end = performance.now() + STORY_MS / 2;
  while (performance.now() < end) {
    const answer = await question();
    if (answer !== null) return answer;
    await t.get(LostRuns).recover();
    await pause(25);
  }
  throw new Error(`${what}: it did not happen. ${workers.map(({ log }) => log).join('\n')}`);
}

/** Strikes a worker while it has a run at work, and again should the run have ended at that moment; returns the run. */
async function struck(name: string, strike: () => Promise<void>, undo: () => Promise<void>) {
  return awaited(`${name} is struck in mid-run`, async () => {
    if ((await heldBy(name)).length === 0) return null;
    await strike();
    await pause(SETTLED_MS);
    const [held] = await heldBy(name);
    if (held !== undefined) return held;
    await undo();
    return null;
  });
}

/** Hands in for a student and asks for the test; every other hand-in is wrong. */
async function handInAndTest(number: number): Promise<{ resultId: string; score: number }> {
  const { client, groupId } = students[number % STUDENTS] ?? students[0]!;
  const score = number % 2;
  const artifactId = await handedIn(client, groupId, { files: program(score === 1 ? 5 : 4) });
  const { status, body, raw } = await client.post('/tests', { artifact_id: artifactId });
  if (status !== 200) throw new Error(`POST /tests: ${status} ${raw.toString()}`);
  return { resultId: body.id as string, score };
}

const isOver = (run: Run) => run.state !== 'queued' && run.state !== 'started';
const all = async () => ((await allRuns()).every(isOver) ? true : null);

it(
  'one killed, one cut off, one slow, one steady: no job is lost, none is graded twice, nothing is left',
  async () => {
    const sites = { cut: await network.site(port), slow: await network.site(port, SLOW_BY_MS) };
    const killed = worker('killed', await network.site(port));
    const cut = worker('cut', sites.cut);
    const slow = worker('slow', sites.slow);
    const steady = worker('steady', await network.site(port));
    for (const one of workers) one.start();
    const handIns: { resultId: string; score: number }[] = [];
    for (let number = 0; number < STUDENTS * HAND_INS_EACH; number += 1) {
      handIns.push(await handInAndTest(number));
    }

    const cutRun = await struck('cut', sites.cut.cut, sites.cut.mend);
    const stop = async () => killed.signal('SIGSTOP');
    const killedRun = await struck('killed', stop, async () => killed.signal('SIGCONT'));
    await killed.end('SIGKILL');

    const taken = (id: string, by: string) => async () => {
      const run = (await allRuns()).find((one) => one.id === id);
      return run !== undefined && run.attempt > 1 && run.worker_id !== by ? run : null;
    };
    await awaited('the run of the killed worker goes elsewhere', taken(killedRun, 'killed'));
    await awaited('the run of the lost worker goes elsewhere', taken(cutRun, 'cut'));

    // Back again: the cut one brings what it found long ago, the killed one finds what it left behind.
    await sites.cut.mend();
    killed.start();
    await awaited('the late word of the cut worker is refused', async () =>
      refused.some((one) => one.endsWith(cutRun)) ? true : null,
    );
    await awaited('all are over', all);

    // Whoever was lost works on as before.
    const doneBy = async (name: string) =>
      (await allRuns()).filter((run) => run.worker_id === name && isOver(run)).length;
    const counts = { cut: await doneBy('cut'), killed: await doneBy('killed') };
    for (
      let number = 0;
      (await doneBy('cut')) === counts.cut || (await doneBy('killed')) === counts.killed;
    ) {
      for (const end = number + 6; number < end; number += 1) handIns.push(await handInAndTest(number));
      await awaited('all are over', all);
    }

    expect(workers.map(({ name }) => name)).toEqual([killed, cut, slow, steady].map(({ name }) => name));
    const runs = await allRuns();
    expect(runs).toHaveLength(handIns.length);
    expect(runs.filter((run) => run.state !== 'finished')).toEqual([]);
    expect(ended.toSorted()).toEqual(runs.map(({ id }) => id).toSorted());
    const attempts = new Map(runs.map(({ id, attempt }) => [id, attempt]));
    expect([attempts.get(cutRun), attempts.get(killedRun)].every((attempt) => (attempt ?? 0) >= 2)).toBe(
      true,
    );
    for (const name of ['cut', 'slow', 'steady', 'killed'])
      expect([name, await doneBy(name)]).not.toEqual([name, 0]);
    for (const { resultId, score } of handIns) {
      const { body } = await t.admin.get(`/results/${resultId}`);
      expect([body.status, body.result]).toEqual(['finished', score]);
    }

    const users = workers.flatMap(({ boxUsers }) => boxUsers);
    if (process.getuid?.() === 0) expect(users).not.toEqual([]);
    const ends = await Promise.all(workers.map((one) => one.end('SIGTERM')));
    expect(ends).toEqual(workers.map(() => [0, null]));
    expect(workers.flatMap((one) => one.leftovers())).toEqual([]);
    // Workers that other specs kill meanwhile leave something too; that of theirs is not looked at here.
    expect(abandoned(users)).toEqual([]);
  },
  STORY_MS,
);
