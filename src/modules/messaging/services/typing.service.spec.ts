import type { Events } from '../../../platform/events/events.js';
import type { ServerEvent } from '../../../platform/events/server-event.js';
import type { LiveConnection } from './live-connection.js';
import { TypingService } from './typing.service.js';

describe('typing', () => {
  const told: boolean[] = [];
  const events = {
    publish: (event: ServerEvent) => {
      told.push(event.data['is_typing'] as boolean);
      return Promise.resolve();
    },
  } as unknown as Events;
  const connection = { actor: { userId: 'ada' }, userName: 'Ada' } as LiveConnection;
  let typing: TypingService;

  beforeEach(() => {
    jest.useFakeTimers();
    told.length = 0;
    typing = new TypingService(events);
  });
  afterEach(() => {
    typing.onModuleDestroy();
    jest.useRealTimers();
  });

  it('ends by itself after five seconds', async () => {
    await typing.start(connection, 'course:1');
    await jest.advanceTimersByTimeAsync(4999);
    expect(told).toEqual([true]);
    await jest.advanceTimersByTimeAsync(1);
    expect(told).toEqual([true, false]);
    await typing.stop(connection, 'course:1');
    expect(told).toEqual([true, false]);
  });

  it('goes on with every start, and is told at most once a second', async () => {
    for (let step = 0; step < 20; step += 1) {
      await typing.start(connection, 'course:1');
      await jest.advanceTimersByTimeAsync(400);
    }
    expect(told.length).toBeGreaterThanOrEqual(6);
    expect(told.length).toBeLessThanOrEqual(8);
    expect(told).not.toContain(false);
  });

  it('ends everywhere when the connection ends', async () => {
    await typing.start(connection, 'course:1');
    await typing.start(connection, 'course:2');
    await typing.leave(connection);
    expect(told).toEqual([true, true, false, false]);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(told).toHaveLength(4);
  });
});
