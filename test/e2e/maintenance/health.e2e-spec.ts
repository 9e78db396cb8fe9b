import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sql from 'sql-template-tag';
import { SandboxUnavailableError } from '../../../src/modules/execution/sandbox/sandbox.errors.js';
import { Transaction } from '../../../src/platform/database/transaction.js';
import { HealthChecks } from '../../../src/platform/health/health-checks.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';

describe('health', () => {
  let t: TestApplication;
  beforeAll(async () => {
    t = await startTestApplication();
  });
  afterAll(() => t.close());

  it('answers without credentials', async () => {
    expect((await t.anonymous.send('HEAD', '/')).status).toBe(204);
    expect((await t.anonymous.get('/health')).body).toEqual({
      status: 'ok',
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      time: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    const ready = await t.anonymous.get('/health/ready');
    expect(ready.body).toEqual({
      status: 'ok',
      checks: { database: 'ok', storage: 'ok', queue: 'ok', git: 'ok', worker: 'ok' },
      details: {},
    });
  });

  it('tells why tests wait, and serves all the same', async () => {
    const token = readFileSync(join(t.env.LECTERN_HOME, 'secrets', 'worker-token'), 'utf8').trim();
    const worker = t.anonymous.with({ 'x-api-token': token });
    const { id } = (await worker.get('/service-accounts/me')).body as { id: string };
    const heard = async (level: string, why: string) => {
      await worker.put(`/service-accounts/${id}/heartbeat`, { sandbox: { level, why } });
      const { status, body } = await t.anonymous.get('/health/ready');
      return [status, body.checks.worker, body.details.worker];
    };
    expect(await heard('L2', 'no cgroups')).toEqual([200, 'ok', undefined]);
    const { message } = new SandboxUnavailableError(['missing programs: bwrap']);
    expect(await heard('L0', message)).toEqual([200, 'failed', message]);
    expect(message).toContain('sudo scripts/setup-system.sh');
    await t
      .get(Transaction)
      .execute(
        sql`UPDATE execution.services SET last_seen_at = now() - interval '3 minutes' WHERE id = ${id}`,
      );
    const silent = (await t.anonymous.get('/health/ready')).body;
    expect([silent.status, silent.details.worker]).toEqual([
      'degraded',
      'the worker has not been heard of; tests wait until it is',
    ]);
    expect((await heard('L3', 'cgroups')).slice(0, 2)).toEqual([200, 'ok']);
  });

  it('tells what failed and is not ready without a required part', async () => {
    const checks = t.get(HealthChecks);
    checks.register('kitchen', async () => ({ ok: false, detail: 'buy milk' }), { required: false });
    const degraded = await t.anonymous.get('/health/ready');
    expect([degraded.status, degraded.body.status, degraded.body.details.kitchen]).toEqual([
      200,
      'degraded',
      'buy milk',
    ]);
    checks.register('kitchen', () => Promise.reject(new Error('on fire')), { required: true });
    const failed = await t.anonymous.get('/health/ready');
    expect([failed.status, failed.body.checks.kitchen, failed.body.details.kitchen]).toEqual([
      503,
      'failed',
      'on fire',
    ]);
  });

  it('tells a wrong method from a wrong path, and follows the conventions of every answer', async () => {
    const method = await t.anonymous.delete('/health', { 'x-request-id': 'my-request-1' });
    expect([method.status, method.body.error_code, method.headers['allow']]).toEqual([
      405,
      'NF_005',
      'GET, HEAD',
    ]);
    expect(method.headers['x-request-id']).toBe('my-request-1');
    expect(method.body.request_id).toBe('my-request-1');
    const path = await t.anonymous.get('/nowhere');
    expect([path.status, path.body.error_code]).toEqual([404, 'NF_004']);
    expect(path.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
    });
    expect((await t.anonymous.get('/health/')).status).toBe(200);
    const problem = await t.anonymous.get('/nowhere', { accept: 'application/problem+json' });
    expect(problem.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  });

  it('refuses bodies that cannot be read or stored', async () => {
    const post = (body: string, type = 'application/json') =>
      t.anonymous.post('/auth/login', body, { 'content-type': type });
    const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`;
    for (const body of [
      '{',
      deep,
      '{"username":"a\\u0000","password":"b"}',
      '{"username":"\\ud800","password":"b"}',
    ]) {
      const answer = await post(body);
      expect([body.slice(0, 20), answer.status, answer.body.error_code]).toEqual([
        body.slice(0, 20),
        400,
        'VAL_001',
      ]);
    }
    expect((await post('{"__proto__":{"x":1},"username":"a","password":"b"}')).status).toBe(401);
    expect((await post('x=1', 'application/x-www-form-urlencoded')).body.error_code).toBe('VAL_006');
    expect((await post('--b--', 'multipart/form-data; boundary=b')).body.error_code).toBe('VAL_006');
    const large = await post(JSON.stringify({ username: 'a', password: 'x'.repeat(1_100_000) }));
    expect([large.status, large.body.error_code]).toEqual([413, 'VAL_005']);
  });
});
