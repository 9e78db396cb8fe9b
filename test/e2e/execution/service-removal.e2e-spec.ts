import { createAssignment, handedIn, makeTestable } from '../../factories/hand-in.js';
import { createExampleVersion } from '../../factories/example.js';
import { createService } from '../../factories/service.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';
import type { Answer } from '../../setup/test-client.js';

const told = (answer: Answer) => [answer.status, answer.body?.error_code];

describe('services that are removed or disabled', () => {
  let t: TestApplication;
  beforeAll(async () => {
    t = await startTestApplication();
  });
  afterAll(() => t.close());

  it('go with their tokens, their account and their row', async () => {
    const service = await createService(t);
    const url = `/service-accounts/${service.id}`;
    const { lecturer, student } = await createAssignment(t);
    expect(told(await lecturer.client.delete(url))).toEqual([403, 'AUTHZ_002']);
    expect(told(await student.client.delete(url))).toEqual([404, 'NF_010']);
    expect((await t.anonymous.delete(url)).status).toBe(401);
    expect(told(await t.admin.delete('/service-accounts/x'))).toEqual([400, 'VAL_003']);
    expect(told(await t.admin.delete(`${url}?force=maybe`))).toEqual([400, 'VAL_003']);
    expect(told(await t.admin.delete(url, { 'if-match': '"7"' }))).toEqual([412, 'CONFLICT_002']);
    expect((await t.admin.delete(url)).status).toBe(204);
    expect(told(await service.client.get('/service-accounts/me'))).toEqual([401, 'AUTH_005']);
    expect(told(await t.admin.get(url))).toEqual([404, 'NF_010']);
    expect(told(await t.admin.delete(url))).toEqual([404, 'NF_010']);
    expect((await t.admin.get(`/service-accounts?id=${service.id}`)).body).toEqual([]);
    expect((await t.admin.get(`/users/${service.userId}`)).body.archived_at).not.toBeNull();
  });

  it('are kept while contents use them, unless forced; what waited for them is cancelled', async () => {
    const service = await createService(t);
    const world = await createAssignment(t);
    await makeTestable(t, world.contentId, service.id);
    const artifact = await handedIn(world.student.client, world.groupId);
    const { id } = (await world.student.client.post('/tests', { artifact_id: artifact })).body;
    const url = `/service-accounts/${service.id}`;
    expect(told(await t.admin.patch(url, { enabled: false }))).toEqual([409, 'SERVICE_HAS_DEPENDENTS']);
    expect(told(await t.admin.delete(url))).toEqual([409, 'SERVICE_HAS_DEPENDENTS']);
    expect((await world.student.client.get(`/results/${id}/status`)).body).toBe('queued');
    expect((await t.admin.delete(`${url}?force=true`)).status).toBe(204);
    expect((await world.student.client.get(`/results/${id}/status`)).body).toBe('cancelled');
    expect(told(await world.student.client.post('/tests', { artifact_id: artifact }))).toEqual([
      409,
      'SUBMIT_005',
    ]);
  });

  it('are kept while versions of examples use them', async () => {
    const service = await createService(t);
    await createExampleVersion(t, { properties: ['  executionBackend:', `    slug: ${service.slug}`] });
    const url = `/service-accounts/${service.id}`;
    expect(told(await t.admin.patch(url, { enabled: false }))).toEqual([409, 'SERVICE_HAS_DEPENDENTS']);
    expect((await t.admin.patch(`${url}?force=true`, { enabled: false })).status).toBe(200);
  });
});
