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
});
