import fc from 'fast-check';
import { callerOf, RequestLimiter } from './request-limiter.js';

describe('RequestLimiter', () => {
  let now: number;
  let limiter: RequestLimiter;
  beforeEach(() => {
    now = 1_000_000;
    limiter = new RequestLimiter(100, () => now);
  });

  const admitted = (caller: string, tries: number) =>
    Array.from({ length: tries }, () => limiter.admit(caller)).filter(Boolean).length;

  it('admits a burst of 300 and then 100 a second, each caller apart', () => {
    expect(admitted('a', 500)).toBe(300);
    expect(admitted('b', 500)).toBe(300);
    now += 10;
    expect(admitted('a', 5)).toBe(1);
    now += 1000;
    expect(admitted('a', 500)).toBe(100);
    now += 60_000;
    expect(admitted('a', 500)).toBe(300);
  });

  it('never admits more than burst and rate allow, whatever the rhythm, and whoever keeps to the rate always', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(8000), fc.nat(400)), { maxLength: 30 }), (rhythm) => {
        now = 0;
        limiter = new RequestLimiter(100, () => now);
        let sum = 0;
        for (const [pause, tries] of rhythm) {
          now += pause;
          sum += admitted('greedy', tries);
          expect(sum).toBeLessThanOrEqual(300 + (now / 1000) * 100);
          expect(admitted(`modest ${pause}`, 1)).toBe(1);
        }
      }),
    );
  });

  it('forgets callers once their buckets are full again', () => {
    for (let i = 0; i < 1000; i += 1) limiter.admit(`caller ${i}`);
    now += 3000;
    limiter.admit('later');
    now += 3000;
    limiter.admit('much later');
    expect(limiter.size).toBe(2);
  });

  it('charges what was counted elsewhere, but not so much that nobody comes back', () => {
    limiter.charge('a', 250);
    expect(admitted('a', 500)).toBe(50);
    limiter.charge('a', 1_000_000);
    now += 3000;
    expect(admitted('a', 500)).toBe(0);
    now += 1000;
    expect(admitted('a', 500)).toBe(100);
  });

  it('tells once what busy callers asked, and not what they were charged for', () => {
    admitted('busy', 40);
    admitted('busier', 50);
    admitted('calm', 5);
    limiter.charge('calm', 100);
    expect(limiter.takeCounts(20)).toEqual([
      ['busier', 50],
      ['busy', 40],
    ]);
    expect(limiter.takeCounts(20)).toEqual([]);
    admitted('calm', 15);
    expect(limiter.takeCounts(20)).toEqual([['calm', 20]]);
  });
});

describe('callerOf', () => {
  const of = (headers: Record<string, string>) => callerOf(headers, '10.0.0.1');
  const bare = (credential: string) => of({ 'x-api-token': credential });

  it('is the credential that decides, however it is sent', () => {
    expect(of({ cookie: 'theme=dark' })).toBe(of({}));
    expect(callerOf({}, '10.0.0.2')).not.toBe(of({}));
    expect(of({ authorization: 'Bearer ctp_x', cookie: 'ct_access_token=y' })).toBe(bare('ctp_x'));
    expect(of({ 'x-api-token': 'ctp_x', authorization: 'Bearer z' })).toBe(bare('ctp_x'));
    expect(of({ cookie: 'theme=dark; ct_access_token=y; a=b' })).toBe(bare('y'));
    expect(bare('x')).not.toBe(bare('y'));
  });

  it('shows nothing of the credential', () => {
    expect(bare('ctp_secret')).not.toContain('secret');
  });
});
