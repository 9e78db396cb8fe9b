import type { RunUse } from './meter.js';
import { Supervisor } from './supervisor.js';

const LIMITS = { cpuSeconds: 2, wallSeconds: 10, memoryMb: 64, processes: 1, diskMb: 1, outputKb: 1 };

describe('the supervisor', () => {
  let use: RunUse;
  let kill: jest.Mock;
  let supervisor: Supervisor;

  beforeEach(() => {
    jest.useFakeTimers();
    use = { cpuSeconds: 0, memoryMb: 1, outOfMemory: false };
    kill = jest.fn();
    supervisor = new Supervisor(LIMITS, { sample: () => use }, kill);
  });

  afterEach(() => {
    supervisor.finish();
    jest.useRealTimers();
  });

  it('lets a modest program be', () => {
    use = { cpuSeconds: 1.9, memoryMb: 64, outOfMemory: false };
    jest.advanceTimersByTime(9_999);
    expect(kill).not.toHaveBeenCalled();
    supervisor.finish();
    expect([supervisor.verdict, supervisor.peakMb, supervisor.cpuSeconds]).toEqual([null, 64, 1.9]);
    jest.advanceTimersByTime(10_000);
    expect(kill).not.toHaveBeenCalled();
  });

  it.each<[string, Partial<RunUse>]>([
    ['memory', { memoryMb: 64.1 }],
    ['memory', { outOfMemory: true }],
    ['time', { cpuSeconds: 2 }],
  ])('ends it by %s for %j within 40 ms', (end, change) => {
    jest.advanceTimersByTime(100);
    use = { ...use, ...change };
    jest.advanceTimersByTime(40);
    expect(kill).toHaveBeenCalled();
    expect(supervisor.verdict?.end).toBe(end);
  });

  it('ends it on the wall clock', () => {
    jest.advanceTimersByTime(10_000);
    expect([supervisor.verdict?.end, kill.mock.calls.length > 0]).toEqual(['time', true]);
  });

  it('keeps the first verdict, and kills again should the first shot have missed', () => {
    supervisor.stop({ end: 'output', detail: 'too much' });
    use = { ...use, memoryMb: 1000 };
    jest.advanceTimersByTime(50);
    expect(supervisor.verdict?.end).toBe('output');
    expect(kill.mock.calls.length).toBeGreaterThan(1);
  });

  it('sees what was over the limit only at the end', () => {
    use = { ...use, outOfMemory: true };
    supervisor.finish();
    expect(supervisor.verdict?.end).toBe('memory');
  });
});
