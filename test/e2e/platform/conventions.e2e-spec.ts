import { limitPages } from '../../../src/platform/database/listing.js';
import { createUser } from '../../factories/user.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';

/** Sentences of contract 00 that hold for every endpoint, each tried at one. */
describe('conventions', () => {
  let t: TestApplication;
  beforeAll(async () => {
    t = await startTestApplication();
  });
  afterAll(() => t.close());

  it('a text where JSON is expected is of the wrong media type; an empty one is no body', async () => {
    const text = await t.admin.send('POST', '/users', '{}', { 'content-type': 'text/plain' });
    expect([text.status, text.body.error_code]).toEqual([415, 'VAL_006']);
    const type = { 'content-type': 'text/plain;charset=UTF-8' };
    const empty = await t.anonymous.send('POST', '/auth/logout', '', type);
    expect(empty.status).toBe(200);
    const refreshed = await t.anonymous.send('POST', '/auth/refresh', '', type);
    expect([refreshed.status, refreshed.body.error_code]).toEqual([401, 'AUTH_003']);
  });

  it('JSON that is not UTF-8 is refused, and JSON that is arrives as sent', async () => {
    const send = (text: string, encoding: BufferEncoding) =>
      t.admin.send('POST', '/users', Buffer.from(text, encoding), { 'content-type': 'application/json' });
    const latin = await send('{"given_name":"Zoë"}', 'latin1');
    expect([latin.status, latin.body.error_code]).toEqual([400, 'VAL_001']);
    expect((await send('{"given_name":"Zoë 🎓"}', 'utf8')).body.given_name).toBe('Zoë 🎓');
  });

  it('OPTIONS is answered to whoever asks', async () => {
    const answer = await t.anonymous.send('OPTIONS', '/organizations');
    expect([answer.status, answer.raw.length]).toEqual([204, 0]);
  });

  it('limits of any size mean the largest page, and any number of rows may be skipped', async () => {
    const large = await t.admin.get(`/users?limit=${9n ** 40n}`);
    expect([large.status, large.body.length]).toEqual([200, Number(large.headers['x-total-count'])]);
    const beyond = await t.admin.get(`/users?skip=${2n ** 63n}`);
    expect([beyond.status, beyond.body, beyond.headers['x-total-count']]).toEqual([
      200,
      [],
      large.headers['x-total-count'],
    ]);
  });

  it.each([
    '/users/%E0%A4%A',
    '/courses/%',
    '/%zz',
    '/users?username=%zz',
    '/users?%E0%A4%A=1',
    '/organizations?a=%',
  ])('the address %s is refused as every other wrong request is', async (path) => {
    const sent = { origin: 'http://localhost:3000', 'x-request-id': 'request-of-mine' };
    const plain = await t.admin.get('/users/none', sent);
    const answer = await t.admin.get(path, sent);
    expect([answer.status, answer.body]).toMatchObject([
      400,
      { error_code: 'VAL_003', status: 400, request_id: 'request-of-mine' },
    ]);
    const named = ({ headers }: typeof answer) =>
      Object.fromEntries(
        Object.entries(headers).filter(([name]) => !['content-length', 'date'].includes(name)),
      );
    expect(named(answer)).toEqual(named(plain));
    expect(answer.headers['access-control-allow-origin']).toBe('http://localhost:3000');
    const preflight = { ...sent, 'access-control-request-method': 'GET' };
    expect((await t.anonymous.send('OPTIONS', path, undefined, preflight)).status).toBe(204);
  });

  it('an address with a part of more than 300 characters is refused the same way', async () => {
    const answer = await t.admin.get(`/users/${'x'.repeat(301)}`, { origin: 'http://localhost:3000' });
    expect([answer.status, answer.body.error_code]).toEqual([400, 'VAL_003']);
    expect(answer.headers['access-control-allow-origin']).toBe('http://localhost:3000');
  });

  it.each([
    '/roles/_admin',
    '/organization-roles/_owner',
    '/course-family-roles/_developer',
    '/user-roles/users/{admin}/roles/_admin',
  ])('%s has a row version', async (template) => {
    const path = template.replace('{admin}', t.admin.userId);
    const etag = (await t.admin.get(path)).headers['etag'];
    expect(etag).toMatch(/^"\d+"$/);
    expect((await t.admin.get(path, { 'if-none-match': etag as string })).status).toBe(304);
  });

  it('a role is not taken from a user by somebody who names another version', async () => {
    const { id } = await createUser(t);
    const given = await t.admin.post('/user-roles', { user_id: id, role_id: '_user_manager' });
    const path = `/user-roles/users/${id}/roles/_user_manager`;
    const stale = await t.admin.delete(path, { 'if-match': '"0"' });
    expect([stale.status, stale.body.error_code]).toEqual([412, 'CONFLICT_002']);
    const right = await t.admin.delete(path, { 'if-match': given.headers['etag'] as string });
    expect(right.body).toEqual({ ok: true });
    expect((await t.admin.delete(path)).status).toBe(404);
  });

  it.each([
    ['2099-02-28T08:00:00', '2099-02-28T08:00:00.000Z'],
    ['2096-02-29T08:00:00+02:00', '2096-02-29T06:00:00.000Z'],
    ['2099-12-31T24:00:00Z', '2100-01-01T00:00:00.000Z'],
    ['2099-02-29T08:00:00Z', null],
    ['2099-02-30', null],
    ['2099-04-31T08:00', null],
    ['2099-13-01', null],
  ])('the time %s is read as %s', async (sent, expected) => {
    const answer = await t.admin.post('/api-tokens', { name: 'x', expires_at: sent });
    expect([answer.status, answer.body.expires_at ?? null]).toEqual([expected ? 201 : 400, expected]);
  });

  it('tokens are sorted by their names', async () => {
    for (const name of ['b', 'c', 'a']) await t.admin.post('/api-tokens', { name });
    const names = (await t.admin.get('/api-tokens?sort=-name')).body.map((row: { name: string }) => row.name);
    expect(names.filter((name: string) => name !== 'x')).toEqual(['c', 'b', 'a']);
  });
});

describe('lists of a server that is set to short pages', () => {
  let t: TestApplication;
  beforeAll(async () => {
    t = await startTestApplication({ LIST_LIMIT: '2' });
  });
  afterAll(async () => {
    await t.close();
    limitPages(1000);
  });

  it('have no longer ones', async () => {
    for (const limit of ['limit=2', 'limit=3', 'limit=10000', ''])
      expect((await t.admin.get(`/roles?${limit}`)).body).toHaveLength(2);
    expect((await t.admin.get('/roles?limit=1')).body).toHaveLength(1);
    const none = await t.admin.get('/roles?limit=0');
    expect([none.body, Number(none.headers['x-total-count'])]).toEqual([[], expect.any(Number)]);
    expect(Number(none.headers['x-total-count'])).toBeGreaterThan(2);
  });
});
