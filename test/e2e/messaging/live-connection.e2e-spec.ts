import type { Actor } from '../../../src/access/actor.js';
import { LiveConnection } from '../../../src/modules/messaging/services/live-connection.js';
import { LiveConnections } from '../../../src/modules/messaging/services/live-connections.js';
import { LiveSessionService } from '../../../src/modules/messaging/services/live-session.service.js';
import type { LiveTransport } from '../../../src/modules/messaging/services/live-transport.js';
import { SharedConnections } from '../../../src/modules/messaging/services/shared-connections.js';
import { DatabaseNotifications } from '../../../src/platform/database/notifications.js';
import sql from 'sql-template-tag';
import { Transaction } from '../../../src/platform/database/transaction.js';
import { createUser } from '../../factories/user.js';
import { LiveClient, listenForSockets, tokenOf } from '../../setup/live-client.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';

describe('the WebSocket', () => {
  let t: TestApplication;
  let url: string;
  beforeAll(async () => {
    t = await startTestApplication();
    url = await listenForSockets(t);
  });
  afterAll(() => t.close());

  it('greets with every kind of credential', async () => {
    const user = await createUser(t);
    const token = tokenOf(user.client);
    const apiToken = (await user.client.post('/api-tokens', { name: 'live' })).body.token as string;
    const basic = Buffer.from(`x:${apiToken}`).toString('base64');
    const ways: [string, Record<string, string>][] = [
      [`${url}?token=${token}`, {}],
      [`${url}/?token=${apiToken}`, {}],
      [url, { authorization: `Bearer ${token}` }],
      [url, { 'x-api-token': apiToken }],
      [url, { authorization: `Basic ${basic}` }],
      [url, { cookie: `a=b; ct_access_token=${token}`, origin: 'http://localhost:3000' }],
    ];
    for (const [address, headers] of ways) {
      const client = new LiveClient(address, headers);
      expect(await client.next('system:connected')).toEqual({ type: 'system:connected', user_id: user.id });
      expect(await client.close()).toBe(1000);
    }
  });

  it('accepts bad credentials, says AUTH_FAILED and closes with 4001', async () => {
    const user = await createUser(t);
    const narrow = await user.client.post('/api-tokens', { name: 'narrow', scopes: ['course:list'] });
    const ways: [string, Record<string, string>][] = [
      [url, {}],
      [`${url}?token=`, {}],
      [`${url}?token=forged`, {}],
      [`${url}?token=ctp_${'x'.repeat(32)}`, { authorization: `Bearer ${tokenOf(user.client)}` }],
      [`${url}?token=${narrow.body.token as string}`, {}],
      [url, { cookie: `ct_access_token=${tokenOf(user.client)}`, origin: 'http://evil.example' }],
    ];
    for (const [address, headers] of ways) {
      const client = new LiveClient(address, headers);
      expect(await client.next('system:error')).toMatchObject({
        code: 'AUTH_FAILED',
        message: expect.any(String) as string,
      });
      expect(await client.closed).toBe(4001);
    }
    expect(await new LiveClient(url, {}).next('system:error')).toHaveProperty('message', 'Please sign in.');
    expect(t.get(LiveConnections).ofUser(user.id)).toEqual([]);
  });

  it('lives on no other path, and answers plain requests', async () => {
    const other = new LiveClient(url.replace('/ws', '/messages'));
    expect(await other.closed).toBe(1006);
    const plain = await t.admin.get('/ws');
    expect([plain.status, plain.body.error_code]).toEqual([400, 'VAL_001']);
    expect((await t.anonymous.get('/ws')).status).toBe(401);
  });

  it('takes ten connections of a user', async () => {
    const user = await createUser(t);
    const ten = await Promise.all(Array.from({ length: 10 }, () => LiveClient.as(url, user.client)));
    const eleventh = new LiveClient(`${url}?token=${tokenOf(user.client)}`);
    expect(await eleventh.next('system:error')).toMatchObject({ code: 'CONNECTION_LIMIT' });
    expect(await eleventh.closed).toBe(4008);
    await ten[0]?.close();
    const again = await LiveClient.as(url, user.client);
    await Promise.all([...ten.slice(1), again].map((client) => client.close()));
  });

  it('counts the connections of a user on other servers, as long as these live', async () => {
    const news = t.get(DatabaseNotifications);
    const user = await createUser(t);
    const other = new SharedConnections(news, new LiveConnections());
    const actor = { userId: user.id } as Actor;
    /** Done once all servers have heard of `sockets` from the other one, which is the first to be told. */
    const heard = (what: string, sockets?: number) =>
      new Promise<void>((resolve) => {
        void news.listen('lectern_connections', (payload) => {
          const [, told, counts] = JSON.parse(payload) as [string, string, [string, number][]?];
          if (told !== what) return;
          if (sockets === undefined || counts?.some(([id, n]) => id === user.id && n === sockets)) resolve();
        });
      });
    const [nine, eight, gone] = [heard('counts', 9), heard('counts', 8), heard('bye')];
    await other.onApplicationBootstrap();
    const opened = Array.from({ length: 9 }, () => {
      const connection = new LiveConnection({ kind: 'socket' } as LiveTransport, actor);
      expect(other.add(connection)).toBe(true);
      return connection;
    });
    await nine;
    const first = await LiveClient.as(url, user.client);
    const second = new LiveClient(`${url}?token=${tokenOf(user.client)}`);
    expect(await second.next('system:error')).toMatchObject({ code: 'CONNECTION_LIMIT' });
    expect(await second.closed).toBe(4008);
    other.remove(opened[0]!);
    await eight;
    const third = await LiveClient.as(url, user.client);
    const refused = new LiveClient(`${url}?token=${tokenOf(user.client)}`);
    expect(await refused.closed).toBe(4008);
    await other.onModuleDestroy();
    await gone;
    const fourth = await LiveClient.as(url, user.client);
    await Promise.all([first, third, fourth].map((client) => client.close()));
  });

  it('tells what is wrong with a frame and stays', async () => {
    const client = await LiveClient.as(url, t.admin);
    const cases: [string | Buffer, string][] = [
      ['no json', 'INVALID_JSON'],
      ['[1', 'INVALID_JSON'],
      [Buffer.from([1, 2, 3]), 'INVALID_JSON'],
      ['[]', 'INVALID_EVENT'],
      ['null', 'INVALID_EVENT'],
      ['{"type": 5}', 'INVALID_EVENT'],
      ['{"type": "channel:subscribe"}', 'INVALID_EVENT'],
      ['{"type": "channel:subscribe", "channels": [1]}', 'INVALID_EVENT'],
      ['{"type": "read:mark", "channel": "x", "message_id": "1"}', 'INVALID_EVENT'],
      ['{"type": "constructor"}', 'UNHANDLED_EVENT'],
      ['{"type": "typing:start", "channel": "course:x"}', 'NOT_SUBSCRIBED'],
      [
        '{"type": "read:mark", "channel": "x", "message_id": "00000000-0000-7000-8000-000000000000"}',
        'READ_MARK_FAILED',
      ],
    ];
    for (const [frame, code] of cases) {
      client.socket.send(frame);
      expect([frame, (await client.next('system:error'))['code']]).toEqual([frame, code]);
    }
    client.send({ type: 'system:ping' });
    expect(Date.parse((await client.next('system:pong'))['timestamp'] as string)).not.toBeNaN();
    await client.close();
  });

  it('answers a thousand frames sent at once, in their order', async () => {
    const client = await LiveClient.as(url, t.admin);
    for (let count = 0; count < 1000; count += 1) client.send({ type: `unknown-${count}` });
    for (let count = 0; count < 1000; count += 1) {
      const { message } = await client.next('system:error');
      expect(message).toContain(`unknown-${count} `);
    }
    await client.close();
  });

  it('closes on frames above 64 KiB, not on those below', async () => {
    const client = await LiveClient.as(url, t.admin);
    client.send(' '.repeat(64 * 1024));
    expect(await client.next('system:error')).toMatchObject({ code: 'INVALID_JSON' });
    client.send(' '.repeat(64 * 1024 + 1));
    expect(await client.closed).toBe(1009);
  });

  it('ends with the session, the token, and the account, and with nothing else', async () => {
    const user = await createUser(t);
    const { token, id } = (await user.client.post('/api-tokens', { name: 'live' })).body as {
      token: string;
      id: string;
    };
    const bySession = await LiveClient.as(url, user.client);
    const byToken = new LiveClient(`${url}?token=${token}`);
    await byToken.next('system:connected');
    expect((await user.client.delete(`/api-tokens/${id}`)).status).toBe(204);
    expect(await byToken.closed).toBe(4001);
    expect(await bySession.rest()).toEqual([]);
    await t
      .get(Transaction)
      .execute(sql`UPDATE auth.user_sessions SET ended_at = now() WHERE user_id = ${user.id}`);
    expect(await bySession.closed).toBe(4001);
    const other = await createUser(t);
    const archived = await LiveClient.as(url, other.client);
    expect((await t.admin.patch(`/users/${other.id}/archive`)).status).toBe(204);
    expect(await archived.closed).toBe(4001);
  });

  it('notices at the next beat what ran out, and clients that are dead', async () => {
    const user = await createUser(t);
    const client = await LiveClient.as(url, user.client);
    const tx = t.get(Transaction);
    await tx.raw('ALTER TABLE auth.user_sessions DISABLE TRIGGER USER');
    await tx.execute(sql`UPDATE auth.user_sessions SET expires_at = now() WHERE user_id = ${user.id}`);
    await tx.raw('ALTER TABLE auth.user_sessions ENABLE TRIGGER USER');
    await t.get(LiveSessionService).beat();
    expect(await client.closed).toBe(4001);
    const dead = await LiveClient.as(url, t.admin);
    dead.socket.pause();
    await t.get(LiveSessionService).beat();
    await t.get(LiveSessionService).beat();
    dead.socket.resume();
    expect(await dead.closed).toBe(1006);
  });

  it('drops a client that does not take what it is sent', async () => {
    const user = await createUser(t);
    const client = await LiveClient.as(url, user.client);
    client.socket.pause();
    const [connection] = t.get(LiveConnections).ofUser(user.id);
    if (connection === undefined) throw new Error('not connected');
    let sent = 0;
    while (t.get(LiveConnections).ofUser(user.id).length > 0 && sent < 1000) {
      connection.send({ type: 'filler', text: 'x'.repeat(64 * 1024) });
      sent += 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(sent).toBeLessThan(1000);
    client.socket.terminate();
  });

  it('tells with 1012 that the server stops', async () => {
    const own = await startTestApplication();
    const client = await LiveClient.as(await listenForSockets(own), own.admin);
    const closing = own.close();
    expect(await client.closed).toBe(1012);
    await closing;
  });
});
