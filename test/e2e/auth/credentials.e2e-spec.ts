import { createHmac } from 'node:crypto';
import { createUser } from '../../factories/user.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';

describe('credentials', () => {
  let t: TestApplication;
  beforeAll(async () => {
    t = await startTestApplication();
  });
  afterAll(() => t.close());

  const whoAmI = async (headers: Record<string, string>) => {
    const answer = await t.anonymous.get('/user', headers);
    return answer.status === 200 ? answer.body.id : answer.body.error_code;
  };
  const basic = (user: string, password: string) => ({
    authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
  });
  const newToken = async (client: typeof t.admin, scopes: string[] = []) =>
    (await client.post('/api-tokens', { name: 'test', scopes })).body as { id: string; token: string };

  it('API tokens work in every place they may stand', async () => {
    const ada = await createUser(t);
    const { token, id } = await newToken(ada.client);
    expect(token).toMatch(/^ctp_[A-Za-z0-9]{32}$/);
    expect(await whoAmI({ 'x-api-token': token })).toBe(ada.id);
    expect(await whoAmI({ authorization: `Bearer ${token}` })).toBe(ada.id);
    expect(await whoAmI(basic('anybody', token))).toBe(ada.id);
    expect((await ada.client.delete(`/api-tokens/${id}?reason=lost`)).status).toBe(204);
    expect((await ada.client.delete(`/api-tokens/${id}`)).status).toBe(204);
    expect(await whoAmI({ 'x-api-token': token })).toBe('AUTH_005');
    const all = await ada.client.get('/api-tokens?include_revoked=true');
    expect(all.body).toMatchObject([{ id, revocation_reason: 'lost', token_prefix: token.slice(0, 12) }]);
    expect(JSON.stringify(all.body)).not.toContain(token);
  });

  it('a bad credential is never replaced by a good one of lower rank', async () => {
    const good = t.admin.headers['authorization'] ?? '';
    expect(await whoAmI({ 'x-api-token': 'ctp_nonsense', authorization: good })).toBe('AUTH_005');
    expect(
      await whoAmI({ authorization: 'Bearer nonsense', cookie: good.replace('Bearer ', 'ct_access_token=') }),
    ).toBe('AUTH_002');
    expect(await whoAmI({ cookie: good.replace('Bearer ', 'ct_access_token=') })).toBe(t.admin.userId);
    expect(await whoAmI(basic(t.env.ADMIN_USERNAME, t.env.ADMIN_PASSWORD ?? ''))).toBe(t.admin.userId);
    expect(await whoAmI(basic(t.env.ADMIN_USERNAME, 'wrong'))).toBe('AUTH_002');
    expect(await whoAmI({ authorization: 'Digest x' })).toBe('AUTH_002');
  });

  it('forged access tokens are all answered alike', async () => {
    const [head = '', payload = '', signature = ''] = (t.admin.headers['authorization'] ?? '')
      .slice(7)
      .split('.');
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const hmac = (text: string, key: string) => createHmac('sha256', key).update(text).digest('base64url');
    const forged = [
      `${encode({ alg: 'none', typ: 'JWT' })}.${payload}.`,
      `${head}.${payload}.`,
      `${head}.${payload}.${signature.slice(0, -4)}AAAA`,
      `${head}.${payload}.${hmac(`${head}.${payload}`, 'secret')}`,
      `${encode({ alg: 'HS512', typ: 'JWT' })}.${payload}.${signature}`,
      `${encode({ alg: 'HS256', kid: '../../etc/passwd', jku: 'http://127.0.0.1/' })}.${payload}.${signature}`,
      'not-even-a-token',
    ];
    const answers = await Promise.all(
      forged.map((token) => t.anonymous.get('/user', { authorization: `Bearer ${token}` })),
    );
    const bodies = answers.map((answer) => JSON.stringify({ ...answer.body, request_id: '' }));
    expect(new Set(bodies).size).toBe(1);
    expect(answers[0]?.body.error_code).toBe('AUTH_002');
  });

  it('scopes narrow a token and keep it from making others', async () => {
    const { token } = await newToken(t.admin, ['organization:read']);
    const client = t.anonymous.with({ 'x-api-token': token });
    expect((await client.get('/organizations')).status).toBe(200);
    for (const answer of [
      await client.get('/users'),
      await client.post('/organizations', {}),
      await client.post('/api-tokens', { name: 'x' }),
    ]) {
      expect([answer.status, answer.body.error_code]).toEqual([403, 'AUTHZ_007']);
    }
    const refused = await t.admin.post('/api-tokens', { name: 'x', scopes: ['nonsense'] });
    expect(refused.status).toBe(400);
  });

  it('cookies change things only from allowed origins', async () => {
    const cookie = (t.admin.headers['authorization'] ?? '').replace('Bearer ', 'ct_access_token=');
    const post = (headers: Record<string, string>) =>
      t.anonymous.post('/user-roles', {}, { cookie, ...headers });
    expect((await post({ origin: 'https://evil.example' })).body.error_code).toBe('AUTHZ_008');
    expect((await post({ 'sec-fetch-site': 'cross-site' })).body.error_code).toBe('AUTHZ_008');
    expect((await post({ origin: 'http://localhost:3000' })).body.error_code).toBe('VAL_001');
    expect((await post({})).body.error_code).toBe('VAL_001');
  });

  it('failed logins are counted and refused', async () => {
    const limited = await startTestApplication({ RATE_LIMITS: 'true' });
    const attempt = () => limited.anonymous.post('/auth/login', { username: 'somebody', password: 'wrong' });
    const statuses: number[] = [];
    for (let count = 0; count < 6; count += 1) statuses.push((await attempt()).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
    const refused = await attempt();
    expect([refused.body.error_code, refused.headers['retry-after']]).toEqual(['RATE_002', '60']);
    const guess = () =>
      limited.admin.post('/user/password', { password: 'another secret', password_old: 'wrong' });
    for (let count = 0; count < 5; count += 1) expect((await guess()).status).toBe(400);
    expect((await guess()).body.error_code).toBe('RATE_002');
    const ada = await createUser(limited);
    const names = [ada.username, ada.email, ada.username.toUpperCase(), ada.email, ada.username, ada.email];
    const tried: number[] = [];
    for (const username of names) {
      tried.push((await limited.anonymous.post('/auth/login', { username, password: 'wrong' })).status);
    }
    expect(tried).toEqual([401, 401, 401, 401, 401, 429]);
    await limited.close();
  });
});
