import sql from 'sql-template-tag';
import { Transaction } from '../../../src/platform/database/transaction.js';
import { enqueueRun, ownStudentTests } from '../../factories/run.js';
import { createService, type TestService } from '../../factories/service.js';
import { createUser, type TestUser } from '../../factories/user.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';

interface GivenJob {
  id: string;
  lease: string;
}

/** Contract 00 section 10. */
describe('while the system is maintained', () => {
  let t: TestApplication;
  let user: TestUser;
  let service: TestService;
  let running: GivenJob;

  const claim = async () =>
    (await service.client.post('/jobs/claim', { worker_id: 'w', wait_seconds: 0 })).body.jobs as GivenJob[];
  const setActive = (active: boolean) =>
    t.get(Transaction).execute(sql`
      UPDATE maintenance.maintenance_state
      SET active = ${active}, message = 'New disks', activated_at = CASE WHEN ${active} THEN now() END`);

  beforeAll(async () => {
    t = await startTestApplication();
    ownStudentTests(t);
    user = await createUser(t);
    service = await createService(t);
    await enqueueRun(t, service.id);
    const [job] = await claim();
    if (job === undefined) throw new Error('no job');
    running = job;
    await enqueueRun(t, service.id);
    await setActive(true);
  });
  afterAll(() => t.close());

  it('nobody but administrators changes anything', async () => {
    for (const [method, path] of [
      ['POST', '/messages'],
      ['PATCH', `/users/${user.id}`],
      ['DELETE', `/messages/${user.id}`],
      ['POST', '/user/password'],
      ['POST', '/invites/x/accept'],
      ['POST', '/git/any/thing.git/git-receive-pack'],
      ['POST', `/jobs/${running.id}/retry`],
    ] as const) {
      for (const client of [user.client, t.anonymous, service.client]) {
        const answer = await client.send(method, path);
        expect([method, path, answer.status, answer.headers['retry-after']]).toEqual([
          method,
          path,
          503,
          '300',
        ]);
      }
    }
    const refused = await user.client.post('/messages', {});
    expect(refused.body).toMatchObject({ error_code: 'MAINT_001', maintenance: true, message: 'New disks' });
  });

  it('everybody reads, signs in and signs out', async () => {
    expect((await user.client.get('/users')).status).toBe(200);
    expect((await user.client.send('HEAD', '/users')).status).toBe(200);
    expect((await t.anonymous.send('OPTIONS', '/messages')).status).toBe(204);
    const { ADMIN_USERNAME: username, ADMIN_PASSWORD: password } = t.env;
    expect((await t.anonymous.post('/auth/login', { username, password })).status).toBe(200);
    expect((await t.anonymous.post('/auth/refresh')).status).toBe(401);
    expect((await t.anonymous.post('/auth/logout')).status).toBe(200);
  });

  it('administrators change things with every kind of credential', async () => {
    const { token } = (await t.admin.post('/api-tokens', { name: 'mine' })).body;
    const basic = Buffer.from(`${t.env.ADMIN_USERNAME}:${t.env.ADMIN_PASSWORD}`).toString('base64');
    for (const client of [
      t.admin,
      t.anonymous.with({ 'x-api-token': token as string }),
      t.anonymous.with({ authorization: `Basic ${basic}` }),
    ]) {
      expect((await client.post('/users', {})).status).toBe(201);
    }
  });

  it('workers get nothing new and end what they have', async () => {
    expect(await claim()).toEqual([]);
    const { lease } = running;
    const alive = await service.client.post(`/jobs/${running.id}/heartbeat`, { lease });
    expect(alive.status).toBe(200);
    const report = { summary: { total: 1, passed: 1, failed: 0, skipped: 0 } };
    const done = { lease, status: 'finished', result: 1, result_json: report };
    expect((await service.client.post(`/jobs/${running.id}/complete`, done)).status).toBe(200);
    expect((await service.client.put(`/service-accounts/${service.id}/heartbeat`, {})).status).toBe(204);
  });

  it('all goes on afterwards', async () => {
    await setActive(false);
    expect(await claim()).toHaveLength(1);
    expect((await user.client.post('/messages', {})).status).toBe(400);
  });
});
