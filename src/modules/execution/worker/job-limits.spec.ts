import fc from 'fast-check';
import { limitsOf } from './job-limits.js';

describe('the limits of a job', () => {
  it('are the usual ones when nobody says anything', () => {
    expect(limitsOf({}, {}, 300)).toEqual({
      limits: {
        wallSeconds: 300,
        cpuSeconds: 300,
        memoryMb: 512,
        processes: 64,
        diskMb: 64,
        outputKb: 1024,
      },
      settings: { flags: [], env: {} },
    });
  });

  it('are lowered and never raised by the exercise', () => {
    const amount = fc.double({ min: 0.5, max: 10_000, noNaN: true });
    const settings = fc.record({ cpuLimit: amount, memoryLimitMB: amount, maxProcesses: amount });
    fc.assert(
      fc.property(amount, amount, amount, settings, (timeout, memory, job, wanted) => {
        const config = { timeout_seconds: timeout, memory_mb: memory };
        const without = limitsOf(config, {}, job).limits;
        const { limits } = limitsOf(config, wanted, job);
        expect(limits.wallSeconds).toBeLessThanOrEqual(Math.min(timeout, job));
        expect(limits.memoryMb).toBe(Math.min(memory, wanted.memoryLimitMB));
        expect(limits.cpuSeconds).toBe(Math.min(without.cpuSeconds, wanted.cpuLimit));
        expect(limits.processes).toBeLessThanOrEqual(without.processes);
        expect(limits.processes).toBeGreaterThanOrEqual(1);
      }),
    );
  });

  it.each([0, -1, Number.NaN, Infinity, '5', {}])('refuse %p instead of leaving the limit out', (wrong) => {
    expect(() => limitsOf({ memory_mb: wrong }, {}, 300)).toThrow('memory_mb');
    expect(() => limitsOf({}, { timeout: wrong }, 300)).toThrow('timeout');
  });

  it('pass on what the compiler is told', () => {
    const settings = { compiler: 'gcc', flags: ['-O2'], env: ['A=b=c'], timeout: 4, compileTimeout: 30 };
    expect(limitsOf({}, settings, 300).settings).toEqual({
      compiler: 'gcc',
      flags: ['-O2'],
      env: { A: 'b=c' },
      timeoutSeconds: 4,
      compileTimeoutSeconds: 30,
    });
  });
});
