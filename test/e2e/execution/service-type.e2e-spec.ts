import { createUser } from '../../factories/user.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';
import type { TestClient } from '../../setup/test-client.js';

describe('service types', () => {
  let t: TestApplication;
  let student: TestClient;
  beforeAll(async () => {
    t = await startTestApplication();
    student = (await createUser(t)).client;
  });
  afterAll(() => t.close());

  const paths = async (query: string) => {
    const answer = await student.get(`/service-types?${query}`);
    expect(answer.status).toBe(200);
    return (answer.body as { path: string }[]).map((type) => type.path);
  };

  it('are there from the first start and found by path', async () => {
    expect(await paths('')).toEqual(['testing.temporal', 'testing.worker', 'agent']);
    expect(await paths('path=agent')).toEqual(['agent']);
    expect(await paths('path_descendant=testing&sort=path')).toEqual(['testing.temporal', 'testing.worker']);
    expect(await paths('path_descendant=test')).toEqual([]);
    expect(await paths('path_pattern=testing.*&sort=-path')).toEqual(['testing.worker', 'testing.temporal']);
    expect(await paths('path_pattern=*.w*')).toEqual(['testing.worker']);
    expect(await paths('path_pattern=testing')).toEqual([]);
    expect(await paths('category=agent&enabled=true')).toEqual(['agent']);
  });

  it('are created with status 200, changed, and read by everybody', async () => {
    const created = await t.admin.post('/service-types', {
      path: 'review.plain',
      name: ' Review ',
      category: 'review',
      color: '#00ff7F',
      schema: { type: 'object', properties: { depth: { type: 'integer' } }, required: ['depth'] },
      properties: { kept: 1, gone: 2 },
    });
    expect([created.status, created.headers['etag']]).toEqual([200, '"1"']);
    expect(created.body).toMatchObject({
      name: 'Review',
      enabled: true,
      requires_workspace: false,
      icon: null,
    });
    const changed = await t.admin.patch(
      `/service-types/${created.body.id}`,
      { path: 'other', enabled: false, icon: null, properties: { gone: null } },
      { 'if-match': '"1"' },
    );
    expect(changed.status).toBe(200);
    expect(changed.body).toMatchObject({
      path: 'review.plain',
      enabled: false,
      version: 2,
      properties: { kept: 1 },
    });
    const read = await student.get(`/service-types/${created.body.id}`);
    expect(read.body).toEqual(changed.body);
  });

  it('refuse wrong input, taken paths and everybody but administrators', async () => {
    const input = { path: 'metrics.a', name: 'A', category: 'metrics' };
    const refused = await student.post('/service-types', input);
    expect([refused.status, refused.body.error_code]).toEqual([403, 'AUTHZ_002']);
    expect((await t.admin.post('/service-types', input)).status).toBe(200);
    const taken = await t.admin.post('/service-types', input);
    expect([taken.status, taken.body.error_code]).toEqual([409, 'CONFLICT_001']);
    for (const wrong of [
      { path: 'a..b' },
      { category: 'none' },
      { color: 'red' },
      { name: '' },
      { schema: { type: 'nonsense' } },
    ]) {
      const answer = await t.admin.post('/service-types', { ...input, path: 'metrics.b', ...wrong });
      expect([answer.status, answer.body.error_code]).toEqual([400, 'VAL_001']);
    }
    const missing = await student.get('/service-types/00000000-0000-7000-8000-000000000000');
    expect([missing.status, missing.body.error_code]).toEqual([404, 'NF_001']);
  });
});
