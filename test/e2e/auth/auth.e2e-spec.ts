import { startTestApplication, type TestApplication } from '../../setup/test-application.js';

describe('signing in', () => {
  let t: TestApplication;
  beforeAll(async () => {
    t = await startTestApplication();
  });
  afterAll(() => t.close());

  const login = (password: string) =>
    t.anonymous.post('/auth/login', { username: t.env.ADMIN_USERNAME, password });

  it('answers tokens and cookies for the right password', async () => {
    const answer = await login(t.env.ADMIN_PASSWORD ?? '');
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      access_token: expect.stringMatching(/^[A-Za-z0-9._~-]+$/),
      refresh_token: expect.stringMatching(/^[A-Za-z0-9._~-]+$/),
      expires_in: 3600,
      user_id: t.admin.userId,
      token_type: 'Bearer',
    });
    const cookies = [answer.headers['set-cookie']].flat().join('\n');
    expect(cookies).toMatch(/ct_access_token=[^;]+; Max-Age=3600; Path=\/; HttpOnly; SameSite=Lax/);
    expect(cookies).toMatch(/ct_refresh_token=[^;]+; Max-Age=1209600; Path=\/auth; HttpOnly; SameSite=Lax/);
  });

  it('answers one and the same error for a wrong password and an unknown user', async () => {
    const wrong = await login('not the password');
    const unknown = await t.anonymous.post('/auth/login', {
      username: 'nobody',
      password: 'not the password',
    });
    expect(wrong.status).toBe(401);
    expect(wrong.headers['www-authenticate']).toBe('Bearer');
    expect({ ...wrong.body, request_id: '' }).toEqual({ ...unknown.body, request_id: '' });
    expect(wrong.body.error_code).toBe('AUTH_002');
  });

  it('names the fields that are missing', async () => {
    const answer = await t.anonymous.post('/auth/login', { username: 'admin' });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({
      error_code: 'VAL_001',
      status: 400,
      type: 'urn:lectern:error:VAL_001',
    });
    expect(answer.body.details.validation_errors).toEqual([
      { field: 'body -> password', message: 'This field is required.', type: 'missing' },
    ]);
  });

  it('redeems a refresh token, twice within the grace, and never after logout', async () => {
    const first = (await login(t.env.ADMIN_PASSWORD ?? '')).body;
    const refresh = () => t.anonymous.post('/auth/refresh/local', { refresh_token: first.refresh_token });
    const answers = await Promise.all([refresh(), refresh()]);
    expect(answers.map((answer) => answer.status)).toEqual([200, 200]);
    const bearer = t.anonymous.with({ authorization: `Bearer ${answers[0]?.body.access_token}` });
    expect((await bearer.post('/auth/logout')).status).toBe(200);
    expect((await refresh()).body.error_code).toBe('AUTH_003');
  });

  it('refreshes and signs out by cookie, from allowed origins only', async () => {
    const jar = await browser();
    const call = (path: string, headers: Record<string, string> = {}) =>
      t.anonymous.post(path, undefined, { cookie: jar.cookie, ...headers });
    for (const path of ['/auth/refresh', '/auth/logout']) {
      const foreign = await call(path, { origin: 'http://localhost:3001' });
      expect([foreign.status, foreign.body.error_code]).toEqual([403, 'AUTHZ_008']);
      expect(foreign.headers['set-cookie']).toBeUndefined();
    }
    const again = await call('/auth/refresh', { origin: 'http://localhost:3000' });
    expect(again.body).toEqual({
      access_token: expect.any(String),
      expires_in: 3600,
      refresh_token: expect.any(String),
    });
    expect([again.headers['set-cookie']].flat()).toHaveLength(2);
    const out = await call('/auth/logout', { origin: 'http://localhost:3000' });
    expect([out.status, out.body]).toEqual([200, { message: expect.any(String), provider: 'local' }]);
    const over = await call('/auth/refresh');
    expect([over.status, over.body.error_code]).toEqual([401, 'AUTH_003']);
    const cleared = [over.headers['set-cookie']].flat().join('\n');
    expect(cleared).toMatch(/ct_access_token=;.*Path=\/;/);
    expect(cleared).toMatch(/ct_refresh_token=;.*Path=\/auth;/);
    expect((await t.anonymous.post('/auth/logout')).status).toBe(200);
  });

  it('signs out by the refresh cookie when the access token is no good', async () => {
    const jar = await browser();
    const cookie = `ct_access_token=expired; ${jar.refresh}`;
    expect((await t.anonymous.post('/auth/logout', undefined, { cookie })).status).toBe(200);
    expect((await t.anonymous.get('/user', { cookie: jar.access })).body.error_code).toBe('AUTH_003');
  });

  /** The cookies of a fresh login. */
  const browser = async () => {
    const answer = await login(t.env.ADMIN_PASSWORD ?? '');
    const pairs = [answer.headers['set-cookie']].flat().map((cookie) => cookie?.split(';', 1)[0] ?? '');
    const [access = '', refresh = ''] = pairs;
    return { access, refresh, cookie: pairs.join('; ') };
  };
});
