import { startTestApplication, type TestApplication } from '../../setup/test-application.js';

describe('organizations', () => {
  let t: TestApplication;
  beforeAll(async () => {
    t = await startTestApplication();
  });
  afterAll(() => t.close());

  const input = { path: 'kit', organization_type: 'organization', title: 'KIT' };

  it('are created, listed, read and changed', async () => {
    const created = await t.admin.post('/organizations', input);
    expect(created.status).toBe(201);
    expect(created.headers['location']).toBe(`/organizations/${created.body.id}`);
    expect(created.headers['etag']).toBe('"1"');
    expect(created.body).toMatchObject({
      ...input,
      created_by: t.admin.userId,
      properties: { gitlab: { full_path: 'kit' } },
    });
    const list = await t.admin.get('/organizations?path=kit');
    expect(list.headers['x-total-count']).toBe('1');
    expect(list.body[0].id).toBe(created.body.id);
    const changed = await t.admin.patch(
      `/organizations/${created.body.id}`,
      { title: 'Karlsruhe' },
      { 'if-match': '"1"' },
    );
    expect(changed.body).toMatchObject({ title: 'Karlsruhe', path: 'kit' });
    expect(changed.headers['etag']).toBe('"2"');
    const late = await t.admin.patch(
      `/organizations/${created.body.id}`,
      { title: 'x' },
      { 'if-match': '"1"' },
    );
    expect([late.status, late.body.error_code]).toEqual([412, 'CONFLICT_002']);
    const unchanged = await t.admin.get(`/organizations/${created.body.id}`, { 'if-none-match': '"2"' });
    expect([unchanged.status, unchanged.raw.length]).toEqual([304, 0]);
  });

  it('refuse a taken path, a type without its fields, and malformed ids', async () => {
    await t.admin.post('/organizations', { ...input, path: 'taken' });
    const taken = await t.admin.post('/organizations', { ...input, path: 'taken' });
    expect([taken.status, taken.body.error_code]).toEqual([409, 'CONFLICT_001']);
    const untitled = await t.admin.post('/organizations', { path: 'x', organization_type: 'organization' });
    expect([untitled.status, untitled.body.error_code]).toEqual([400, 'VAL_001']);
    const malformed = await t.admin.get('/organizations/42');
    expect([malformed.status, malformed.body.error_code]).toEqual([400, 'VAL_003']);
    const missing = await t.admin.get('/organizations/00000000-0000-7000-8000-000000000000');
    expect([missing.status, missing.body.error_code]).toEqual([404, 'NF_001']);
  });

  it('take empty lines, and let go of properties', async () => {
    const empty = {
      number: '',
      telephone: '',
      fax_number: '',
      postal_code: '',
      street_address: '',
      locality: '',
      region: '',
      country: '',
    };
    const created = await t.admin.post('/organizations', {
      ...input,
      ...empty,
      path: 'form',
      properties: { a: 1 },
    });
    expect([created.status, created.body]).toEqual([201, expect.objectContaining(empty)]);
    const cleared = await t.admin.patch(`/organizations/${created.body.id}`, { properties: null });
    expect(Object.keys(cleared.body.properties as object)).toEqual(['gitlab']);
    const family = await t.admin.post('/course-families', {
      path: 'form',
      organization_id: created.body.id,
      properties: { a: 1 },
    });
    const emptied = await t.admin.patch(`/course-families/${family.body.id}`, { properties: null });
    expect(Object.keys(emptied.body.properties as object)).toEqual(['gitlab']);
  });

  it('do not belong to users who do not exist', async () => {
    const user_id = '00000000-0000-7000-8000-000000000000';
    const answer = await t.admin.post('/organizations', {
      path: 'nobody',
      organization_type: 'user',
      user_id,
    });
    expect([answer.status, answer.body.error_code]).toEqual([404, 'NF_002']);
    const { id } = (await t.admin.post('/organizations', { ...input, path: 'somebody' })).body;
    const change = { organization_type: 'user', title: null, user_id };
    expect((await t.admin.patch(`/organizations/${id}`, change)).body.error_code).toBe('NF_002');
  });

  it('need credentials', async () => {
    const answer = await t.anonymous.get('/organizations');
    expect([answer.status, answer.body.error_code]).toEqual([401, 'AUTH_001']);
  });
});
