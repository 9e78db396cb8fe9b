import { decideWindow } from './hand-in-window.js';

const times = {
  opens_at: '2026-02-01T08:00:00.000Z',
  due_at: '2026-02-08T08:00:00.000Z',
  closes_at: '2026-02-09T08:00:00.000Z',
};
const at = (now: string, official: boolean, byGroupMember = true) =>
  decideWindow({ ...times, now }, { official, byGroupMember });

describe('the window of a hand-in', () => {
  it('has no edges when no moment is set', () => {
    const free = { now: '2026-02-01T08:00:00.000Z', opens_at: null, due_at: null, closes_at: null };
    expect(decideWindow(free, { official: true, byGroupMember: true })).toEqual({
      allowed: true,
      lateSeconds: null,
    });
  });

  it.each([
    ['a millisecond before it opens', '2026-02-01T07:59:59.999Z', false, false],
    ['when it opens', '2026-02-01T08:00:00.000Z', false, true],
    ['after it closed', '2026-02-09T08:00:00.001Z', false, true],
  ])('lets a member practise: %s', (_case, now, official, allowed) => {
    expect(at(now, official).allowed).toBe(allowed);
  });

  it.each([
    ['in time, to the moment', '2026-02-08T08:00:00.000Z', { allowed: true, lateSeconds: null }],
    ['a millisecond late', '2026-02-08T08:00:00.001Z', { allowed: true, lateSeconds: 1 }],
    ['an hour late', '2026-02-08T09:00:00.900Z', { allowed: true, lateSeconds: 3600 }],
    ['when it closes', '2026-02-09T08:00:00.000Z', { allowed: true, lateSeconds: 86400 }],
  ])('takes an official one %s', (_case, now, decision) => {
    expect(at(now, true)).toEqual(decision);
  });

  it('refuses an official one after it closed, but not from outside the group', () => {
    expect(at('2026-02-09T08:00:00.001Z', true).allowed).toBe(false);
    expect(at('2026-02-09T08:00:01.000Z', true, false)).toEqual({ allowed: true, lateSeconds: 86401 });
    expect(at('2026-01-01T08:00:00.000Z', false, false).allowed).toBe(true);
  });
});
