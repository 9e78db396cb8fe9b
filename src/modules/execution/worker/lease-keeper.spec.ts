import type { Job } from '../schemas/job.schema.js';
import { heartbeatEvery, LeaseKeeper } from './lease-keeper.js';
import { ProgressReporter } from './progress-reporter.js';
import { ServerRefusal, type ServerClient } from './server-client.js';

const JOB = { id: 'job', lease: 'lease' } as Job;

describe('keeping a lease', () => {
  let answers: (boolean | Error)[];
  let beats: number;
  const server = {
    heartbeat: async () => {
      beats += 1;
      const answer = answers.shift() ?? false;
      if (answer instanceof Error) throw answer;
      return answer;
    },
  } as unknown as ServerClient;

  beforeEach(() => {
    beats = 0;
    answers = [];
  });

  /** A keeper whose pauses are over at once, until it has had `count` heartbeats. */
  async function kept(count: number): Promise<LeaseKeeper> {
    const keeper = new LeaseKeeper(server, JOB, 0);
    while (beats < count) await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    return keeper;
  }

  it('goes on until its end', async () => {
    const keeper = await kept(3);
    await keeper.end();
    const last = beats;
    await new Promise((resolve) => setImmediate(resolve));
    expect([beats, keeper.reason]).toEqual([last, null]);
  });

  it('passes on that the server cancels', async () => {
    answers = [false, true];
    const keeper = await kept(2);
    await keeper.end();
    expect([keeper.reason, keeper.signal.aborted]).toEqual(['cancelled', true]);
  });

  it('tells news soon, without waiting for the next regular heartbeat', async () => {
    const told: unknown[] = [];
    const listening = {
      heartbeat: async (_job: Job, progress: unknown) => {
        told.push(progress);
        return false;
      },
    } as unknown as ServerClient;
    const reporter = new ProgressReporter();
    const keeper = new LeaseKeeper(listening, JOB, 3_600_000, reporter);
    const turn = { number: 1, total: 1, name: 'a', state: 'started' } as const;
    reporter.collection(turn);
    while (told.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await keeper.end();
    expect(told).toEqual([{ collection: turn, output: [] }]);
  });

  it('stops the work when the lease is lost', async () => {
    answers = [new ServerRefusal(409, 'TASK_005', 'lost')];
    const keeper = await kept(1);
    expect(keeper.reason).toBe('lease lost');
    await keeper.end();
    expect(beats).toBe(1);
  });
});

describe('heartbeats', () => {
  const now = Date.parse('2026-11-21T12:00:00Z');
  const every = (seconds: number) =>
    heartbeatEvery({ lease_expires_at: new Date(now + seconds * 1000).toISOString() }, now);

  it('come three times in a lease, as often as the protocol says in the usual one', () => {
    expect([every(60), every(30), every(6)]).toEqual([20_000, 10_000, 2_000]);
  });

  it('keep the lease with a clock that is hours off, too', () => {
    expect([every(60 - 3600), every(60 + 3600), every(0.1)]).toEqual([1_000, 20_000, 1_000]);
  });
});
