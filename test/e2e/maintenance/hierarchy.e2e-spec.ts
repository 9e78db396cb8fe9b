import { createCourse, addMember, unique } from '../../factories/course.js';
import { createUser } from '../../factories/user.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';

describe('whole structures', () => {
  let t: TestApplication;
  beforeAll(async () => {
    t = await startTestApplication();
  });
  afterAll(() => t.close());

  const structure = (organization = unique('org')) => ({
    organizations: [
      {
        name: 'University',
        path: organization,
        gitlab: { token: 'dropped' },
        course_families: [
          {
            name: 'Programming',
            path: 'programming',
            courses: [
              { name: 'Winter', path: 'winter', description: 'first', services: ['dropped'] },
              { name: 'Summer', path: 'summer', settings: { color: 'blue' } },
            ],
          },
        ],
      },
    ],
    users: [{ username: 'the tool makes them itself' }],
  });
  const create = (deployment_config: unknown, more: Record<string, unknown> = {}) =>
    t.admin.post('/system/hierarchy/create', { deployment_config, ...more });
  const status = async (id: string) => (await t.admin.get(`/system/hierarchy/status/${id}`)).body;

  it('are made in one step, and a second time nothing is', async () => {
    const config = structure();
    const path = config.organizations[0]?.path;
    const first = await create(config);
    expect([first.status, first.body]).toEqual([
      200,
      {
        workflow_id: expect.any(String),
        status: 'started',
        deployment_path: path,
        message: expect.any(String),
      },
    ]);
    expect(await status(first.body.workflow_id)).toMatchObject({
      status: 'completed',
      error: null,
      result: { organizations: 1, course_families: 1, courses: 2 },
    });
    const [organization] = (await t.admin.get(`/organizations?path=${path}`)).body;
    expect(organization).toMatchObject({ title: 'University', organization_type: 'organization' });
    const courses = (await t.admin.get(`/courses?organization_id=${organization.id}&sort=path`)).body;
    expect(courses).toMatchObject([
      { path: 'summer', title: 'Summer', properties: { color: 'blue' } },
      { path: 'winter', title: 'Winter' },
    ]);
    const again = await create(config);
    expect(await status(again.body.workflow_id)).toMatchObject({
      status: 'completed',
      result: { organizations: 0, course_families: 0, courses: 0 },
    });
    expect((await t.admin.get(`/courses?organization_id=${organization.id}`)).body).toHaveLength(2);
  });

  it('may be only checked, and are refused with everything in them when something is wrong', async () => {
    const config = structure();
    const path = config.organizations[0]?.path;
    const checked = await create(config, { validate_only: true });
    expect([checked.status, checked.body]).toEqual([
      200,
      { status: 'validated', deployment_path: path, message: expect.any(String) },
    ]);
    const family = config.organizations[0]?.course_families[0];
    family?.courses.push({ name: '', path: 'not a path', settings: { color: 'red' } });
    const refused = await create(config);
    expect([refused.status, refused.body.error_code]).toEqual([400, 'VAL_001']);
    expect((await create({})).body.error_code).toBe('VAL_001');
    expect((await t.admin.get(`/organizations?path=${path}`)).body).toEqual([]);
  });

  it('are the work of administrators; to others their status is not found', async () => {
    const lecturer = await addMember(t, (await createCourse(t)).id, '_lecturer');
    const refused = await lecturer.client.post('/system/hierarchy/create', {
      deployment_config: structure(),
    });
    expect([refused.status, refused.body.error_code]).toEqual([403, 'AUTHZ_002']);
    const { workflow_id } = (await create(structure())).body;
    const { client } = await createUser(t);
    for (const id of [workflow_id, '00000000-0000-7000-8000-000000000000'])
      expect((await client.get(`/system/hierarchy/status/${id}`)).body).toMatchObject({
        workflow_id: id,
        status: 'not_found',
      });
  });
});
