import { randomBytes } from 'node:crypto';
import sql from 'sql-template-tag';
import { Transaction } from '../../../src/platform/database/transaction.js';
import { createUser } from '../../factories/user.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';
import type { TestClient } from '../../setup/test-client.js';

const PASSWORD = 'lantern over water';

describe('invites', () => {
  let t: TestApplication;
  let manager: Awaited<ReturnType<typeof createUser>>;
  beforeAll(async () => {
    t = await startTestApplication();
    manager = await createUser(t);
    await t.admin.post('/user-roles', { user_id: manager.id, role_id: '_user_manager' });
  });
  afterAll(() => t.close());

  const invite = async (by: TestClient, fields: Record<string, unknown> = {}) => {
    const answer = await by.post('/admin/invites', fields);
    if (answer.status !== 201) throw new Error(`invite: ${answer.status} ${answer.raw.toString()}`);
    return answer.body as { id: string; token: string };
  };
  const person = (changes: Record<string, unknown> = {}) => {
    const username = `guest-${randomBytes(5).toString('hex')}`;
    return {
      username,
      given_name: 'Grace',
      family_name: 'Guest',
      email: `${username}@uni.example`,
      password: PASSWORD,
      confirm_password: PASSWORD,
      ...changes,
    };
  };
  const accept = (token: string, body: object, client = t.anonymous) =>
    client.post(`/invites/${token}/accept`, body);
  const usesOf = async (id: string) => {
    const rows = (await t.admin.get('/admin/invites?limit=1000')).body as {
      id: string;
      use_count: number;
      revoked_at: string | null;
    }[];
    return rows.find((row) => row.id === id);
  };

  it('are made with what the contract says, shown to those who have the link, and listed to their maker', async () => {
    const made = await manager.client.post('/admin/invites', {
      email: ' Grace@Uni.example ',
      roles: ['_user_manager', '_user_manager'],
      note: 'Welcome',
    });
    expect(made.status).toBe(201);
    const { id, token } = made.body as { id: string; token: string };
    expect(made.headers['location']).toBe(`/admin/invites/${id}`);
    expect(made.body).toEqual({
      id,
      token: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
      email: 'Grace@Uni.example',
      max_uses: 1,
      use_count: 0,
      expires_at: expect.any(String),
      roles: ['_user_manager'],
      note: 'Welcome',
      revoked_at: null,
      created_at: expect.any(String),
      updated_at: expect.any(String),
      created_by: manager.id,
      updated_by: manager.id,
    });
    const days = (Date.parse(made.body.expires_at) - Date.parse(made.body.created_at)) / 86_400_000;
    expect(days).toBeCloseTo(7, 3);
    const shown = await t.anonymous.get(`/invites/${token}`);
    expect([shown.status, shown.body]).toEqual([
      200,
      {
        id,
        email: 'Grace@Uni.example',
        roles: ['_user_manager'],
        expires_at: made.body.expires_at,
        note: 'Welcome',
      },
    ]);
    const newer = await invite(manager.client);
    const list = await manager.client.get('/admin/invites');
    expect(list.headers['x-total-count']).toBe('2');
    expect(list.body.map((row: { id: string }) => row.id)).toEqual([newer.id, id]);
    const { created_by: _by, updated_by: _also, ...listed } = made.body as Record<string, unknown>;
    expect(list.body[1]).toEqual(listed);
    const written = { email: null, max_uses: null, expires_in_days: null, roles: null, note: null };
    expect(await invite(t.admin, written)).toMatchObject({ max_uses: 1, roles: [], email: null });
    expect((await manager.client.get('/admin/invites')).body).toHaveLength(2);
    expect((await t.admin.get('/admin/invites')).body).toHaveLength(3);
  });

  it('are for holders of the claim, with roles within their own claims', async () => {
    const nobody = await createUser(t);
    for (const answer of [
      await nobody.client.post('/admin/invites', {}),
      await nobody.client.get('/admin/invites'),
    ]) {
      expect([answer.status, answer.body.error_code]).toEqual([403, 'AUTHZ_001']);
    }
    expect((await t.anonymous.post('/admin/invites', {})).body.error_code).toBe('AUTH_001');
    for (const role of ['_admin', '_organization_manager']) {
      const refused = await manager.client.post('/admin/invites', { roles: [role] });
      expect([refused.status, refused.body.error_code]).toEqual([403, 'AUTHZ_005']);
      expect((await t.admin.post('/admin/invites', { roles: [role] })).status).toBe(201);
    }
    expect((await t.admin.post('/admin/invites', { roles: ['_no_such'] })).body.error_code).toBe('NF_001');
    const { token } = (
      await manager.client.post('/api-tokens', { name: 'narrow', scopes: ['invite:*', 'user_role:*'] })
    ).body;
    const narrow = t.anonymous.with({ 'x-api-token': token });
    expect((await narrow.get('/admin/invites')).status).toBe(200);
    expect((await narrow.post('/admin/invites', {})).body.error_code).toBe('AUTHZ_007');
    const given = await narrow.post('/user-roles', { user_id: nobody.id, role_id: '_user_manager' });
    expect(given.body.error_code).toBe('AUTHZ_007');
  });

  it.each([
    { max_uses: 0 },
    { max_uses: 101 },
    { max_uses: 1.5 },
    { expires_in_days: 0 },
    { expires_in_days: 366 },
    { email: 'nobody' },
    { roles: '_admin' },
    { note: 'x'.repeat(256) },
  ])('are refused with %j', async (fields) => {
    const answer = await manager.client.post('/admin/invites', fields);
    expect([answer.status, answer.body.error_code]).toEqual([400, 'VAL_001']);
  });

  it('make an account with roles, sign it in, and leave a record', async () => {
    const { id, token } = await invite(manager.client, { roles: ['_user_manager'] });
    const who = person();
    const answer = await accept(token, who);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      user_id: expect.any(String),
      username: who.username,
      access_token: expect.stringMatching(/^[A-Za-z0-9._~-]+$/),
    });
    const cookies = [answer.headers['set-cookie']].flat().join('\n');
    expect(cookies).toMatch(/ct_access_token=[^;]+; Max-Age=3600; Path=\/; HttpOnly; SameSite=Lax/);
    expect(cookies).toMatch(/ct_refresh_token=[^;]+; Max-Age=1209600; Path=\/auth; HttpOnly; SameSite=Lax/);
    const me = t.anonymous.with({ authorization: `Bearer ${answer.body.access_token}` });
    expect((await me.get('/user')).body).toMatchObject({
      id: answer.body.user_id,
      given_name: 'Grace',
      family_name: 'Guest',
      email: who.email,
      is_service: false,
      user_roles: [{ role_id: '_user_manager' }],
    });
    await t.anonymous.signIn(who.username, PASSWORD);
    expect(await usesOf(id)).toMatchObject({ use_count: 1 });
    const log = await t.get(Transaction).rows(sql`
      SELECT action, actor_id, details FROM auth.audit_log
      WHERE target_id = ${id} OR target_id = ${answer.body.user_id as string} ORDER BY id`);
    expect(log).toEqual([
      { action: 'invite.create', actor_id: manager.id, details: { roles: ['_user_manager'], max_uses: 1 } },
      { action: 'user.create', actor_id: null, details: {} },
      { action: 'user_role.create', actor_id: null, details: { role: '_user_manager' } },
      {
        action: 'invite.accept',
        actor_id: null,
        details: { user_id: answer.body.user_id, roles: ['_user_manager'] },
      },
    ]);
    expect(JSON.stringify(log)).not.toContain(token);
    const again = await accept(token, person());
    expect([again.status, again.body.error_code]).toEqual([409, 'INVITE_001']);
    expect((await t.anonymous.get(`/invites/${token}`)).body.error_code).toBe('INVITE_001');
  });

  it('take as many as they are for, however many come at once', async () => {
    const { id, token } = await invite(manager.client, { max_uses: 3 });
    const answers = await Promise.all(Array.from({ length: 50 }, () => accept(token, person())));
    const codes = answers.map((answer) => (answer.status === 200 ? 'in' : answer.body.error_code)).sort();
    expect(codes).toEqual([...Array(47).fill('INVITE_001'), 'in', 'in', 'in']);
    expect(await usesOf(id)).toMatchObject({ use_count: 3 });
  });

  it('count no use for what is refused, and change nothing', async () => {
    const { id, token } = await invite(manager.client, { email: 'Invited@uni.example' });
    const taken = await createUser(t);
    const guest = (changes: object) => person({ email: 'invited@UNI.example', ...changes });
    const problem = async (changes: object) => {
      const answer = await accept(token, guest(changes));
      const problems = answer.body.details?.validation_errors as
        { field: string; type: string }[] | undefined;
      return [answer.status, answer.body.error_code, problems?.map(({ field, type }) => `${field} ${type}`)];
    };
    expect(await problem({ confirm_password: 'lantern over wine' })).toEqual([
      400,
      'VAL_001',
      ['body -> confirm_password passwords_differ'],
    ]);
    expect(await problem({ password: 'qwerty12', confirm_password: 'qwerty12' })).toEqual([
      400,
      'VAL_001',
      ['body -> password password_run'],
    ]);
    expect(await problem({ email: 'other@uni.example' })).toEqual([
      400,
      'VAL_001',
      ['body -> email wrong_email'],
    ]);
    expect((await problem({ password: 'short', confirm_password: 'short' }))[0]).toBe(400);
    expect((await problem({ username: 'a' }))[0]).toBe(400);
    expect((await problem({ given_name: '' }))[0]).toBe(400);
    expect((await problem({ username: taken.username.toUpperCase() })).slice(0, 2)).toEqual([
      409,
      'CONFLICT_001',
    ]);
    const open = await invite(manager.client);
    const sameAddress = await accept(open.token, person({ email: taken.email.toUpperCase() }));
    expect([sameAddress.status, sameAddress.body.error_code]).toEqual([409, 'CONFLICT_001']);
    expect(await usesOf(id)).toMatchObject({ use_count: 0 });
    expect((await accept(token, guest({ username: `g${randomBytes(4).toString('hex')}` }))).status).toBe(200);
  });

  it('give no role that their maker could not give any more', async () => {
    const maker = await createUser(t);
    await t.admin.post('/user-roles', { user_id: maker.id, role_id: '_user_manager' });
    const { id, token } = await invite(maker.client, { roles: ['_user_manager'], max_uses: 5 });
    await t.admin.delete(`/user-roles/users/${maker.id}/roles/_user_manager`);
    const who = person();
    const refused = await accept(token, who);
    expect([refused.status, refused.body.error_code]).toEqual([403, 'AUTHZ_005']);
    expect((await t.admin.get(`/users?username=${who.username}`)).body).toEqual([]);
    await t.admin.post('/user-roles', { user_id: maker.id, role_id: '_user_manager' });
    expect((await accept(token, who)).status).toBe(200);
    await t.admin.patch(`/users/${maker.id}/archive`);
    expect((await accept(token, person())).body.error_code).toBe('AUTHZ_005');
    expect(await usesOf(id)).toMatchObject({ use_count: 1 });
  });

  it('end by revoking and by time; unknown ones are not found', async () => {
    const { id, token } = await invite(manager.client, { max_uses: 2 });
    const foreign = await createUser(t);
    await t.admin.post('/user-roles', { user_id: foreign.id, role_id: '_user_manager' });
    expect((await foreign.client.delete(`/admin/invites/${id}`)).status).toBe(404);
    expect((await manager.client.delete(`/admin/invites/${id}`, { 'if-match': '"99"' })).status).toBe(412);
    expect((await manager.client.delete(`/admin/invites/${id}`)).status).toBe(204);
    expect((await manager.client.delete(`/admin/invites/${id}`)).status).toBe(204);
    expect(await usesOf(id)).toMatchObject({ revoked_at: expect.any(String) });
    expect((await t.anonymous.get(`/invites/${token}`)).body.error_code).toBe('INVITE_001');
    expect((await accept(token, person())).body.error_code).toBe('INVITE_001');
    const old = await invite(manager.client);
    await t
      .get(Transaction)
      .execute(sql`UPDATE auth.invite_links SET expires_at = now() - interval '1 s' WHERE id = ${old.id}`);
    expect((await accept(old.token, person())).body.error_code).toBe('INVITE_001');
    const unknown = await t.anonymous.get(`/invites/${'x'.repeat(43)}`);
    expect([unknown.status, unknown.body.error_code]).toEqual([404, 'NF_001']);
    expect((await t.admin.delete(`/admin/invites/${manager.id}`)).status).toBe(404);
  });

  it('cannot be guessed: unknown tokens count as failed logins', async () => {
    const limited = await startTestApplication({ RATE_LIMITS: 'true' });
    const { token } = (await limited.admin.post('/admin/invites', { email: 'a@uni.example' })).body;
    const guess = (name: string) => limited.anonymous.get(`/invites/${name}`);
    const statuses: number[] = [];
    for (let count = 0; count < 6; count += 1) statuses.push((await guess('guess')).status);
    expect(statuses).toEqual([404, 404, 404, 404, 404, 429]);
    for (let count = 0; count < 5; count += 1) {
      const answer = await limited.anonymous.post(`/invites/${token}/accept`, person());
      expect(answer.body.error_code).toBe('VAL_001');
    }
    const refused = await limited.anonymous.post(`/invites/${token}/accept`, person());
    expect([refused.status, refused.body.error_code, refused.headers['retry-after']]).toEqual([
      429,
      'RATE_002',
      '60',
    ]);
    for (let count = 0; count < 20; count += 1) await guess(`guess-${count}`);
    expect((await guess('another')).status).toBe(429);
    await limited.close();
  });
});
