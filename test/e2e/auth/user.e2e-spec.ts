import sql from 'sql-template-tag';
import { Transaction } from '../../../src/platform/database/transaction.js';
import { createUser } from '../../factories/user.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';

describe('users', () => {
  let t: TestApplication;
  beforeAll(async () => {
    t = await startTestApplication();
  });
  afterAll(() => t.close());

  it('are made without a password, with a set-up token and a generated user name', async () => {
    const answer = await t.admin.post('/users', {
      given_name: ' Jörg ',
      family_name: 'Groß',
      email: 'Jo@Uni.example',
    });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      given_name: 'Jörg',
      username: 'joerg.gross',
      email: 'Jo@Uni.example',
      is_service: false,
      archived_at: null,
      user_roles: [],
      student_profiles: [],
      profile: { nickname: null },
      setup_token: expect.stringMatching(/^cts_[A-Za-z0-9]{32}$/),
      created_by: t.admin.userId,
    });
    const read = await t.admin.get(`/users/${answer.body.id}`);
    expect(read.body).toEqual({ ...answer.body, setup_token: null });
    const again = await t.admin.post('/users', { given_name: 'Jörg', family_name: 'Groß' });
    expect(again.body.username).toBe('joerg.gross2');
    const taken = await t.admin.post('/users', { email: 'JO@uni.example' });
    expect([taken.status, taken.body.error_code]).toEqual([409, 'CONFLICT_001']);
  });

  it('see themselves only, and nobody else is found', async () => {
    const [ada, bob] = [await createUser(t), await createUser(t)];
    expect((await ada.client.get('/users')).body.map((row: { id: string }) => row.id)).toEqual([ada.id]);
    expect((await ada.client.get(`/users?username=${bob.username}`)).body).toEqual([]);
    const foreign = await ada.client.get(`/users/${bob.id}`);
    expect([foreign.status, foreign.body.error_code]).toEqual([404, 'NF_002']);
    expect((await ada.client.patch(`/users/${ada.id}`, { given_name: 'x' })).status).toBe(403);
    expect((await ada.client.post('/users', {})).status).toBe(403);
    expect((await ada.client.patch(`/users/${bob.id}`, {})).status).toBe(404);
  });

  it('are found by any of several values, and roles by a part of their description', async () => {
    const [ada, bob] = [await createUser(t), await createUser(t)];
    const found = await t.admin.get(`/users?username=${ada.username.toUpperCase()}&username=${bob.username}`);
    expect(found.body.map((row: { id: string }) => row.id)).toEqual([ada.id, bob.id]);
    expect((await t.admin.get(`/users?id=${ada.id}&id=${bob.id}&email=${bob.email}`)).body).toHaveLength(1);
    const roles = await t.admin.get('/roles?description=MANAGES&id=_user_manager&id=_admin');
    expect(roles.body.map((row: { id: string }) => row.id)).toEqual(['_user_manager']);
    const any = await t.admin.get('/roles?description=MANAGES&description=everything');
    expect(any.body.map((row: { id: string }) => row.id)).toContain('_admin');
    expect(any.body.length).toBeGreaterThan(1);
    const held = await t.admin.get('/user-roles?role_id=_user_manager&role_id=_admin');
    expect(held.body).toMatchObject([{ user_id: t.admin.userId, role_id: '_admin' }]);
  });

  it('are changed, archived and unarchived; archiving ends their sessions', async () => {
    const ada = await createUser(t);
    const changed = await t.admin.patch(`/users/${ada.id}`, {
      family_name: null,
      properties: { a: 1, gone: 2 },
    });
    expect(changed.body).toMatchObject({
      family_name: null,
      given_name: 'Ada',
      properties: { a: 1, gone: 2 },
    });
    const merged = await t.admin.patch(`/users/${ada.id}`, { properties: { gone: null, b: 2 } });
    expect(merged.body.properties).toEqual({ a: 1, b: 2 });
    expect((await t.admin.patch(`/users/${ada.id}`, { properties: null })).body.properties).toEqual({});
    expect((await t.admin.patch(`/users/${ada.id}/archive`)).status).toBe(204);
    const ended = await ada.client.get('/user');
    expect([ended.status, ended.body.error_code]).toEqual([401, 'AUTH_003']);
    expect((await t.admin.get(`/users?id=${ada.id}`)).body).toEqual([]);
    expect((await t.admin.get(`/users?id=${ada.id}&archived=true`)).body).toHaveLength(1);
    expect((await t.admin.patch(`/users/${ada.id}/unarchive`)).status).toBe(204);
    expect((await t.admin.patch(`/users/${t.admin.userId}/archive`)).status).toBe(403);
  });

  it('are archived by user managers whatever they hold, administrators by administrators only', async () => {
    const [manager, service] = [await createUser(t), await createUser(t)];
    const [planner, administrator] = [await createUser(t), await createUser(t)];
    for (const [user, role_id] of [
      [manager, '_user_manager'],
      [planner, '_organization_manager'],
      [administrator, '_admin'],
    ] as const) {
      await t.admin.post('/user-roles', { user_id: user.id, role_id });
    }
    await t.get(Transaction).execute(sql`UPDATE auth.users SET is_service = true WHERE id = ${service.id}`);
    const { client } = manager;
    for (const { id } of [planner, service]) {
      expect((await client.patch(`/users/${id}`, { given_name: 'x' })).body.error_code).toBe('AUTHZ_005');
      expect((await client.patch(`/users/${id}/archive`)).status).toBe(204);
      expect((await client.patch(`/users/${id}/unarchive`)).status).toBe(204);
    }
    for (const step of ['archive', 'unarchive']) {
      const refused = await client.patch(`/users/${administrator.id}/${step}`);
      expect([refused.status, refused.body.error_code]).toEqual([403, 'AUTHZ_005']);
      expect((await t.admin.patch(`/users/${administrator.id}/${step}`)).status).toBe(204);
    }
    await t.admin.delete(`/user-roles/users/${administrator.id}/roles/_admin`);
  });

  it('set their own password with the old one, and administrators that of others', async () => {
    const ada = await createUser(t);
    const set = await t.admin.post('/user/password', { username: ada.username, password: 'a lovely secret' });
    expect(set.status).toBe(204);
    const client = await t.anonymous.signIn(ada.username, 'a lovely secret');
    const wrong = await client.post('/user/password', { password: 'another secret', password_old: 'no' });
    expect([wrong.status, wrong.body.details.validation_errors[0].field]).toEqual([
      400,
      'body -> password_old',
    ]);
    const weak = await client.post('/user/password', {
      password: 'qwerty12',
      password_old: 'a lovely secret',
    });
    expect(weak.body.details.validation_errors.map((problem: { type: string }) => problem.type)).toEqual([
      'password_run',
    ]);
    const good = await client.post('/user/password', {
      password: 'another secret',
      password_old: 'a lovely secret',
    });
    expect(good.status).toBe(204);
    expect((await client.get('/user')).status).toBe(200);
    expect((await ada.client.get('/user')).status).toBe(401);
    const foreign = await client.post('/user/password', { username: 'admin', password: 'another secret' });
    expect([foreign.status, foreign.body.error_code]).toEqual([403, 'AUTHZ_002']);
  });

  it('roles: given and taken within the own claims; the last administrator stays', async () => {
    const [manager, ada] = [await createUser(t), await createUser(t)];
    const give = (by: typeof t.admin, user: string, role: string) =>
      by.post('/user-roles', { user_id: user, role_id: role });
    expect((await give(t.admin, manager.id, '_user_manager')).status).toBe(200);
    expect((await give(manager.client, ada.id, '_user_manager')).body).toMatchObject({
      user_id: ada.id,
      role_id: '_user_manager',
    });
    for (const role of ['_organization_manager', '_admin']) {
      expect((await give(manager.client, ada.id, role)).body.error_code).toBe('AUTHZ_005');
    }
    expect((await manager.client.get('/user/views')).body).toEqual(['student', 'user_manager']);
    expect(
      (await manager.client.patch(`/users/${t.admin.userId}`, { given_name: 'x' })).body.error_code,
    ).toBe('AUTHZ_005');
    const taken = await manager.client.delete(`/user-roles/users/${ada.id}/roles/_user_manager`);
    expect([taken.status, taken.body]).toEqual([200, { ok: true }]);
    expect((await ada.client.get('/user-roles')).body).toEqual([]);
    const last = await t.admin.delete(`/user-roles/users/${t.admin.userId}/roles/_admin`);
    expect([last.status, last.body.error_code]).toEqual([409, 'CONFLICT_005']);
  });

  it('administrators are told so, with every view', async () => {
    expect((await t.admin.get('/user/scopes')).body).toEqual({
      is_admin: true,
      organization: {},
      course_family: {},
      course: {},
    });
    expect((await t.admin.get('/user/views')).body).toEqual(['lecturer', 'student', 'tutor', 'user_manager']);
    expect((await t.admin.get('/user')).body.user_roles).toMatchObject([{ role_id: '_admin' }]);
    const roles = await t.anonymous.with(t.admin.headers).get('/roles');
    expect(roles.body.map((role: { id: string }) => role.id).sort()).toEqual([
      '_admin',
      '_organization_manager',
      '_user_manager',
    ]);
  });
});
