import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FirstServices } from '../../../src/modules/execution/services/first-services.js';
import { availableLanguages } from '../../../src/modules/execution/tester/languages.js';
import { ServiceDependents } from '../../../src/modules/execution/services/service-dependents.js';
import { createService } from '../../factories/service.js';
import { createUser } from '../../factories/user.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';

describe('service accounts', () => {
  let t: TestApplication;
  beforeAll(async () => {
    t = await startTestApplication();
  });
  afterAll(() => t.close());

  const input = { slug: 'my.tester', name: 'Tester', service_type: 'testing.worker' };

  it('are created, listed, read and changed', async () => {
    const created = await t.admin.post('/service-accounts', {
      ...input,
      description: 'x',
      config: { language: 'python' },
    });
    expect([created.status, created.headers['location']]).toEqual([
      201,
      `/service-accounts/${created.body.id}`,
    ]);
    expect(created.body).toMatchObject({
      slug: 'my.tester',
      name: 'Tester',
      service_type_path: 'testing.worker',
      enabled: true,
      last_seen_at: null,
      config: { language: 'python' },
    });
    const listed = await t.admin.get('/service-accounts?slug=my.tester');
    expect(listed.headers['x-total-count']).toBe('1');
    expect(listed.body[0]).toEqual(created.body);
    const url = `/service-accounts/${created.body.id}`;
    const changed = await t.admin.patch(url, { slug: 'z.z', enabled: false, properties: { a: 1 } });
    expect(changed.body).toMatchObject({ slug: 'my.tester', enabled: false, properties: { a: 1 } });
    const late = await t.admin.patch(url, { name: 'Late' }, { 'if-match': '"1"' });
    expect([late.status, late.body.error_code]).toEqual([412, 'CONFLICT_002']);
  });

  it('refuse unknown types, taken names and configs that their type does not allow', async () => {
    await createService(t, { slug: 'taken.slug', username: 'taken.name' });
    await t.admin.post('/service-types', {
      path: 'custom.strict',
      name: 'Strict',
      category: 'custom',
      schema: { type: 'object', properties: { depth: { type: 'integer' } }, required: ['depth'] },
    });
    const refusal = async (changes: object) => {
      const answer = await t.admin.post('/service-accounts', { ...input, slug: 'new.slug', ...changes });
      return [answer.status, answer.body.error_code];
    };
    for (const unknown of ['testing.none', 'no..path', 'testing.*']) {
      expect(await refusal({ service_type: unknown })).toEqual([400, 'TASK_003']);
    }
    expect(await refusal({ slug: 'taken.slug', username: 'other.name' })).toEqual([409, 'CONFLICT_001']);
    expect(await refusal({ username: 'taken.name' })).toEqual([409, 'CONFLICT_001']);
    expect(await refusal({ service_type: 'custom.strict', config: { depth: 'deep' } })).toEqual([
      400,
      'VAL_001',
    ]);
    expect(await refusal({ slug: '-a' })).toEqual([400, 'VAL_001']);
    expect(await refusal({ service_type: 'custom.strict', config: { depth: 1 } })).toEqual([201, undefined]);
  });

  it('that test refuse limits that no run could be held to', async () => {
    const refusal = async (config: object) => {
      const { status, body } = await t.admin.post('/service-accounts', {
        ...input,
        slug: 'odd.limits',
        config,
      });
      return [status, body.details?.validation_errors[0].field as string];
    };
    for (const [key, value] of [
      ['timeout_seconds', -5],
      ['timeout_seconds', '300'],
      ['timeout_seconds', 1e9],
      ['memory_mb', 0],
      ['memory_mb', 1e300],
      ['cpu_seconds', true],
      ['language', 7],
    ] as const)
      expect(await refusal({ [key]: value })).toEqual([400, `body -> config -> ${key}`]);
    expect(await refusal({ languages: ['c', 1] })).toEqual([400, 'body -> config -> languages -> 1']);
    const config = { timeout_seconds: 0.5, memory_mb: 64, cpu_seconds: null, languages: ['c'], temporal: {} };
    const { id } = await createService(t, { config });
    const changed = await t.admin.patch(`/service-accounts/${id}`, { config: { memory_mb: -1 } });
    expect([changed.status, changed.body.error_code]).toEqual([400, 'VAL_001']);
    const review = { slug: 'slow.review', service_type: 'custom.loose', config: { timeout_seconds: 'long' } };
    await t.admin.post('/service-types', { path: 'custom.loose', name: 'Loose', category: 'review' });
    expect((await t.admin.post('/service-accounts', { ...input, ...review })).status).toBe(201);
  });

  it('are nothing for people without a right', async () => {
    const service = await createService(t);
    const student = (await createUser(t)).client;
    const url = `/service-accounts/${service.id}`;
    const codes = async (...answers: ReturnType<typeof student.get>[]) =>
      (await Promise.all(answers)).map((answer) => `${answer.status} ${answer.body.error_code}`);
    expect(
      await codes(
        student.get('/service-accounts'),
        student.get(url),
        student.get('/service-accounts/me'),
        student.put(`${url}/heartbeat`),
        student.post('/service-accounts', input),
        student.patch(url, {}),
        t.admin.get('/service-accounts/me'),
        t.admin.get('/service-accounts/00000000-0000-7000-8000-000000000000'),
        service.client.patch(url, {}),
      ),
    ).toEqual([
      '403 AUTHZ_001',
      '404 NF_010',
      '403 AUTHZ_010',
      '404 NF_010',
      '403 AUTHZ_001',
      '404 NF_010',
      '403 AUTHZ_010',
      '404 NF_010',
      '403 AUTHZ_002',
    ]);
  });

  it('know themselves, and their heartbeat is no change of the row', async () => {
    const service = await createService(t);
    const other = await createService(t);
    const before = await service.client.get('/service-accounts/me');
    expect([before.status, before.body.id, before.body.last_seen_at]).toEqual([200, service.id, null]);
    const sandbox = { level: 'L3', why: 'root with cgroups' };
    const url = `/service-accounts/${service.id}/heartbeat`;
    expect((await service.client.put(url)).status).toBe(204);
    const seen = await service.client.get('/service-accounts/me');
    expect(seen.body.last_seen_at).not.toBeNull();
    expect(seen.headers['etag']).toBe('"1"');
    expect((await service.client.put(url, { sandbox })).status).toBe(204);
    expect((await service.client.put(url, { sandbox })).status).toBe(204);
    const told = await service.client.get('/service-accounts/me');
    expect([told.body.properties, told.headers['etag']]).toEqual([{ sandbox }, '"2"']);
    expect((await other.client.put(url)).status).toBe(404);
    expect((await t.admin.put(url)).status).toBe(204);
  });

  it('are not disabled while something uses them, unless forced', async () => {
    const service = await createService(t);
    t.get(ServiceDependents).register(async (id) => id === service.id);
    const url = `/service-accounts/${service.id}`;
    const refused = await t.admin.patch(url, { enabled: false });
    expect([refused.status, refused.body.error_code]).toEqual([409, 'SERVICE_HAS_DEPENDENTS']);
    const forced = await t.admin.patch(`${url}?force=true`, { enabled: false });
    expect([forced.status, forced.body.enabled]).toEqual([200, false]);
  });

  it('have tokens with the scopes of their category unless others are named', async () => {
    const metrics = await t.admin.post('/service-types', { path: 'm', name: 'M', category: 'metrics' });
    expect(metrics.status).toBe(200);
    const service = await createService(t, { service_type: 'm' });
    const claim = await service.client.post('/jobs/claim', { worker_id: 'w', wait_seconds: 0 });
    expect([claim.status, claim.body.error_code]).toEqual([403, 'AUTHZ_007']);
    const tester = await createService(t);
    expect((await tester.client.post('/jobs/claim', { worker_id: 'w', wait_seconds: 0 })).body).toEqual({
      jobs: [],
    });
    expect((await tester.client.get('/organizations')).body.error_code).toBe('AUTHZ_007');
  });

  describe('of the first start', () => {
    const file = () => join(t.env.LECTERN_HOME, 'secrets', 'worker-token');
    const me = async () => {
      const client = t.anonymous.with({ 'x-api-token': readFileSync(file(), 'utf8').trim() });
      return client.get('/service-accounts/me');
    };

    it('are one for each language and one for the worker, whose token only its owner can read', async () => {
      const listed = await t.admin.get('/service-accounts?sort=slug');
      const first = (listed.body as { slug: string; service_type_path: string; config: object }[])
        .filter((service) => service.slug.startsWith('lectern.'))
        .map((service) => [service.slug, service.service_type_path, service.config]);
      const languages = (await availableLanguages()).filter(({ available }) => available);
      const services = languages.map(({ language }) => [
        `lectern.${language}`,
        'testing.worker',
        { language },
      ]);
      expect(services.map(([slug]) => slug)).toEqual(
        expect.arrayContaining(['lectern.c', 'lectern.document', 'lectern.python']),
      );
      expect(first).toHaveLength(services.length + 1);
      expect(first).toEqual(expect.arrayContaining([...services, ['lectern.worker', 'agent', {}]]));
      expect(statSync(file()).mode & 0o777).toBe(0o600);
      expect((await me()).body.slug).toBe('lectern.worker');
    });

    it('stay as they are at the next start, and a token that is lost is made anew', async () => {
      const before = readFileSync(file(), 'utf8');
      const count = (await t.admin.get('/service-accounts')).headers['x-total-count'];
      await t.get(FirstServices).onApplicationBootstrap();
      expect(readFileSync(file(), 'utf8')).toBe(before);
      expect((await t.admin.get('/service-accounts')).headers['x-total-count']).toBe(count);
      writeFileSync(file(), 'ctp_somethingelse');
      await t.get(FirstServices).onApplicationBootstrap();
      expect((await me()).status).toBe(200);
    });
  });
});
