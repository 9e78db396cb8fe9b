import fc from 'fast-check';
import type { ReceivedEvent } from '../../../platform/events/server-event.js';
import { RecentEvents } from './recent-events.js';

const MINUTES = 60_000;
const event = (id: number, text = ''): ReceivedEvent => ({
  id: String(id),
  type: 'x',
  channel: 'global',
  data: { text },
});

describe('recent events', () => {
  it('are those of the last five minutes that are newer than the one named', () => {
    const pauses = fc.array(fc.integer({ min: 0, max: 2 * MINUTES }), { maxLength: 3000 });
    fc.assert(
      fc.property(pauses, fc.nat(4000), (steps, after) => {
        const recent = new RecentEvents();
        let now = 0;
        const sent = steps.map((pause, index) => {
          now += pause;
          recent.add(event(index + 1), now);
          return { id: index + 1, at: now };
        });
        const expected = sent.filter(({ id, at }) => id > after && at >= now - 5 * MINUTES);
        expect(recent.since(String(after), now).map(({ id }) => Number(id))).toEqual(
          expected.map(({ id }) => id),
        );
      }),
      { numRuns: 50 },
    );
  });

  it('go earlier when there is too much of them, the oldest first', () => {
    const recent = new RecentEvents();
    for (let id = 1; id <= 40; id += 1) recent.add(event(id, 'x'.repeat(1024 * 1024)), 0);
    const kept = recent.since('0', 0).map(({ id }) => Number(id));
    expect(kept.length).toBeLessThanOrEqual(16);
    expect(kept.at(-1)).toBe(40);
  });
});
