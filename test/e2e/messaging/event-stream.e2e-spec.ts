import { connect } from 'node:net';
import sql from 'sql-template-tag';
import { createApplication } from '../../../src/application.js';
import { EventStreamService } from '../../../src/modules/messaging/services/event-stream.service.js';
import { LiveConnections } from '../../../src/modules/messaging/services/live-connections.js';
import { Transaction } from '../../../src/platform/database/transaction.js';
import { Events } from '../../../src/platform/events/events.js';
import { createAssignment, type TestAssignment } from '../../factories/hand-in.js';
import { posted } from '../../factories/message.js';
import { createUser } from '../../factories/user.js';
import { EventClient } from '../../setup/event-client.js';
import { LiveClient, listenForSockets, type ReceivedFrame } from '../../setup/live-client.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';
import type { TestClient } from '../../setup/test-client.js';

const NOBODY = '00000000-0000-7000-8000-000000000000';

describe('GET /events', () => {
  let t: TestApplication;
  let sockets: string;
  let origin: string;
  let world: TestAssignment;
  let group: string;
  beforeAll(async () => {
    t = await startTestApplication();
    sockets = await listenForSockets(t);
    origin = sockets.replace('ws:', 'http:').replace(/\/ws$/, '');
    world = await createAssignment(t);
    group = `submission_group:${world.groupId}`;
  });
  afterAll(() => t.close());

  const publish = (number: number, channel = group) =>
    t.get(Events).publish({ type: 'test:news', channel, data: { number } });
  const numberOf = ({ frame }: { frame: ReceivedFrame }) => (frame['data'] as { number: number }).number;
  const stream = (client: TestClient, channels = group, headers = {}) =>
    EventClient.open(origin, client, channels, headers);

  it('tells the same objects as the WebSocket, each with its id', async () => {
    const events = await stream(world.student.client, `${group}, course:${world.course.id}`);
    expect(events.answer.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-request-id': expect.any(String) as string,
    });
    const socket = await LiveClient.as(sockets, world.student.client);
    await socket.subscribe(group);
    await publish(1);
    const told = await events.next('test:news');
    expect(told.frame).toEqual(await socket.next('test:news'));
    expect(told.frame).toMatchObject({ channel: group, data: { channel: group, number: 1 } });
    expect(told.id).toBe(told.frame['event_id']);
    await publish(2, `user:${world.student.userId}`);
    expect(numberOf(await events.next('test:news'))).toBe(2);
    const message = await posted(world.tutor.client, { submission_group_id: world.groupId });
    const heard = await events.next('message:new');
    expect(heard.frame).toMatchObject({ channel: group, message_id: message, event_id: heard.id });
    await events.close();
    await socket.close();
    expect(t.get(LiveConnections).ofUser(world.student.userId)).toEqual([]);
  });

  it('refuses before the stream begins, in the one shape of errors', async () => {
    const ask = (query: string, client = world.student.client, headers = {}) =>
      client.get(`/events${query}`, headers);
    const told = async (...asked: Parameters<typeof ask>) => {
      const { status, body } = await ask(...asked);
      return [status, body.error_code as string];
    };
    expect(await told(`?channels=${group}`, t.anonymous)).toEqual([401, 'AUTH_001']);
    expect(await told('')).toEqual([400, 'VAL_002']);
    for (const wrong of ['', 'nonsense', `${group},`, 'course:1', `${group};x`]) {
      expect(await told(`?channels=${wrong}`)).toEqual([400, 'VAL_003']);
    }
    const header = { 'last-event-id': '-1' };
    expect(await told(`?channels=${group}`, world.student.client, header)).toEqual([400, 'VAL_003']);
    for (const foreign of [
      `submission_group:${NOBODY}`,
      `user:${world.tutor.userId}`,
      `strange:${NOBODY}`,
      `${group},course:${NOBODY}`,
    ]) {
      expect(await told(`?channels=${foreign}`)).toEqual([403, 'AUTHZ_001']);
    }
    expect(await told(`?channels=${group}`, world.other.client)).toEqual([403, 'AUTHZ_001']);
    const token = (await world.student.client.post('/api-tokens', { name: 'x', scopes: ['course:list'] }))
      .body;
    const narrow = t.anonymous.with({ 'x-api-token': token.token as string });
    expect(await told(`?channels=${group}`, narrow)).toEqual([403, 'AUTHZ_007']);
    const head = await world.student.client.send('HEAD', `/events?channels=${group}`);
    expect([head.status, head.headers['content-type']]).toEqual([200, 'text/event-stream']);
  });

  it.each([3, 60])('replays %i missed events, each once and in order, and goes on', async (missed) => {
    const first = await stream(world.student.client);
    await publish(0);
    const { id } = await first.next('test:news');
    await first.close();
    for (let number = 1; number <= missed; number += 1) await publish(number);
    await publish(-1, `submission_group:${NOBODY}`);
    const hidden = await posted(world.tutor.client, { course_member_id: world.other.memberId });
    const message = await posted(world.tutor.client, { submission_group_id: world.groupId });
    const again = await stream(world.student.client, group, { 'last-event-id': id as string });
    await publish(missed + 1);
    await again.next('test:news', (frame) => numberOf({ frame }) === missed + 1);
    const numbers = again.left.filter(({ frame }) => frame.type === 'test:news').map(numberOf);
    expect(numbers).toEqual(Array.from({ length: missed }, (_, index) => index + 1));
    const messages = again.left.filter(({ frame }) => frame.type === 'message:new');
    expect(messages.map(({ frame }) => frame['message_id'])).toEqual([message]);
    expect(JSON.stringify(again.left)).not.toContain(hidden);
    await again.close();
  });

  it('ends a subscription with the right to it, and the stream with the session', async () => {
    const { student, groupId } = await createAssignment(t);
    const own = await stream(student.client, `submission_group:${groupId}`);
    await t
      .get(Transaction)
      .execute(sql`DELETE FROM submission.submission_group_members WHERE submission_group_id = ${groupId}`);
    expect((await own.next('channel:unsubscribed')).frame['channels']).toEqual([
      `submission_group:${groupId}`,
    ]);
    await t
      .get(Transaction)
      .execute(sql`UPDATE auth.user_sessions SET revoked_at = now() WHERE user_id = ${student.userId}`);
    expect((await own.next('system:error')).frame).toMatchObject({ code: 'AUTH_FAILED' });
    await own.ended;
  });

  it('takes ten streams of a user, and the sockets besides', async () => {
    const user = await createUser(t);
    const asked = await Promise.all(Array.from({ length: 12 }, () => stream(user.client, 'global')));
    const open = asked.filter(({ answer }) => answer.statusCode === 200);
    const refused = asked.find(({ answer }) => answer.statusCode !== 200);
    expect(open.length).toBe(10);
    expect([refused?.answer.statusCode, refused?.answer.headers['retry-after']]).toEqual([429, '5']);
    await (await LiveClient.as(sockets, user.client)).close();
    await open[0]?.close();
    const connections = t.get(LiveConnections);
    while (connections.ofUser(user.id).length > 9) await new Promise(setImmediate);
    const again = await stream(user.client, 'global');
    expect(again.answer.statusCode).toBe(200);
    await Promise.all([...open, again].map((client) => client.close()));
  });

  it('serves a hundred idle clients, and drops one that does not read', async () => {
    const users = await Promise.all(Array.from({ length: 10 }, () => createUser(t)));
    const idle = await Promise.all(
      users.flatMap(({ client }) => Array.from({ length: 10 }, () => stream(client, 'global'))),
    );
    expect(idle.every(({ answer }) => answer.statusCode === 200)).toBe(true);
    t.get(EventStreamService).beat();
    await Promise.all(idle.map((client) => client.commented(2)));

    const sleeper = await createUser(t);
    const slow = connect(Number(new URL(origin).port), '127.0.0.1').on('error', () => undefined);
    const path = `/events?channels=${encodeURIComponent('global')}`;
    const credential = `authorization: ${sleeper.client.headers['authorization'] ?? ''}`;
    slow.write(`GET ${path} HTTP/1.1\r\nhost: x\r\n${credential}\r\n\r\n`);
    const connections = t.get(LiveConnections);
    while (connections.ofUser(sleeper.id).length === 0) await new Promise(setImmediate);
    slow.pause();
    const [connection] = connections.ofUser(sleeper.id);
    let sent = 0;
    for (; connections.ofUser(sleeper.id).length > 0 && sent < 1000; sent += 1) {
      connection?.send({ type: 'filler', text: 'x'.repeat(64 * 1024) });
      await new Promise(setImmediate);
    }
    expect(sent).toBeLessThan(1000);
    slow.destroy();

    await publish(7, 'global');
    const heard = await Promise.all(idle.map((client) => client.next('test:news')));
    expect(new Set(heard.map(({ id }) => id)).size).toBe(1);
    await Promise.all(idle.map((client) => client.close()));
  });

  /** The last one: passport keeps one strategy a process, that of the newest application. */
  it('goes on at another server where it ended at this one, and ends with its server', async () => {
    const second = await createApplication(t.env, t.databaseUrl);
    await second.init();
    await second.listen(0, '127.0.0.1');
    const elsewhere = await second.getUrl();
    const here = await stream(world.student.client);
    await publish(1);
    const { id } = await here.next('test:news');
    await here.close();
    await publish(2);
    await t.get(Transaction).run(async () => {
      await publish(3);
    });
    const there = await EventClient.open(elsewhere, world.student.client, group, {
      'last-event-id': id as string,
    });
    const back = await stream(world.student.client, group, { 'last-event-id': id as string });
    for (const number of [2, 3]) {
      const missed = await there.next('test:news');
      expect([numberOf(missed), missed]).toEqual([number, await back.next('test:news')]);
    }
    await second.close();
    await there.ended;
    await back.close();
  });
});
