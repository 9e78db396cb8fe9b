import { unique } from '../../factories/course.js';
import { createUser, type TestUser } from '../../factories/user.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';

describe('course families and the members of scopes', () => {
  let t: TestApplication;
  let organizationId: string;
  let path: string;
  beforeAll(async () => {
    t = await startTestApplication();
    path = unique('org');
    const input = { path, organization_type: 'organization', title: 'University' };
    organizationId = (await t.admin.post('/organizations', input)).body.id;
  });
  afterAll(() => t.close());

  const outcome = ({ status, body }: { status: number; body: { error_code?: string } | null }) =>
    body?.error_code === undefined ? status : `${status} ${body.error_code}`;
  const newFamily = async () =>
    (await t.admin.post('/course-families', { path: unique('f'), organization_id: organizationId })).body
      .id as string;

  const join = async (organization: string, role: string): Promise<TestUser & { memberId: string }> => {
    const user = await createUser(t);
    const { body } = await t.admin.post('/organization-members', {
      user_id: user.id,
      organization_id: organization,
      organization_role_id: role,
    });
    return { ...user, memberId: body.id };
  };
  const newOrganization = async () =>
    (await t.admin.post('/organizations', { path: unique('o'), organization_type: 'community', title: 'C' }))
      .body.id as string;

  it('families are created with their organization, changed and stay in it', async () => {
    const input = { path: 'prog', organization_id: organizationId, title: 'Programming' };
    const created = await t.admin.post('/course-families', input);
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      ...input,
      description: null,
      organization: { id: organizationId, path, properties: { gitlab: { full_path: path } } },
      properties: { gitlab: { full_path: `${path}/prog`, visibility: 'private', settings: {} } },
    });
    expect(created.body.organization.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(outcome(await t.admin.post('/course-families', input))).toBe('409 CONFLICT_001');
    const url = `/course-families/${created.body.id}`;
    const elsewhere = await newOrganization();
    expect(outcome(await t.admin.patch(url, { organization_id: elsewhere }))).toBe('400 VAL_001');
    const changed = await t.admin.patch(url, { organization_id: organizationId, path: 'programming' });
    expect(changed.body.properties.gitlab.full_path).toBe(`${path}/programming`);
    const list = await t.admin.get(`/course-families?organization_id=${organizationId}&path=programming`);
    expect(list.body).toMatchObject([{ id: created.body.id, title: 'Programming' }]);
    expect(list.body[0]).not.toHaveProperty('organization');
    const owners = await t.admin.get(`/course-family-members?course_family_id=${created.body.id}`);
    expect(owners.body).toMatchObject([{ user_id: t.admin.userId, course_family_role_id: '_owner' }]);
  });

  it('families are seen by everybody who works in them or in their organization', async () => {
    const familyId = await newFamily();
    const [developer, manager, stranger] = [
      await join(organizationId, '_developer'),
      await join(organizationId, '_manager'),
      await createUser(t),
    ];
    const url = `/course-families/${familyId}`;
    expect((await developer.client.get(url)).status).toBe(200);
    expect(outcome(await developer.client.patch(url, { title: 'x' }))).toBe('403 AUTHZ_001');
    expect((await manager.client.patch(url, { title: 'x' })).body.title).toBe('x');
    expect(outcome(await stranger.client.get(url))).toBe('404 NF_001');
    expect((await stranger.client.get('/course-families')).body).toEqual([]);
    const input = { path: unique('f'), organization_id: organizationId };
    expect(outcome(await developer.client.post('/course-families', input))).toBe('403 AUTHZ_001');
    expect(outcome(await stranger.client.post('/course-families', input))).toBe('404 NF_001');
    expect((await manager.client.post('/course-families', input)).status).toBe(201);
  });

  it('managers handle all members but owners', async () => {
    const organization = await newOrganization();
    const [owner, manager, developer] = [
      await join(organization, '_owner'),
      await join(organization, '_manager'),
      await join(organization, '_developer'),
    ];
    const post = async (by: TestUser, role: string, userId?: string) =>
      outcome(
        await by.client.post('/organization-members', {
          user_id: userId ?? (await createUser(t)).id,
          organization_id: organization,
          organization_role_id: role,
        }),
      );
    const patch = async (by: TestUser, of: { memberId: string }, role: string) =>
      outcome(await by.client.patch(`/organization-members/${of.memberId}`, { organization_role_id: role }));
    expect(await post(developer, '_developer')).toBe('403 AUTHZ_001');
    expect(await post(manager, '_manager')).toBe(201);
    expect(await post(manager, '_owner')).toBe('403 AUTHZ_005');
    expect(await post(owner, '_owner')).toBe(201);
    expect(await post(owner, '_developer', developer.id)).toBe('409 CONFLICT_001');
    expect(await post(owner, '_developer', '00000000-0000-7000-8000-000000000000')).toBe('404 NF_002');
    expect(await post(await createUser(t), '_developer')).toBe('404 NF_001');
    expect(await patch(manager, developer, '_manager')).toBe(200);
    expect(await patch(manager, developer, '_owner')).toBe('403 AUTHZ_005');
    expect(await patch(manager, owner, '_manager')).toBe('403 AUTHZ_005');
    expect(await patch(manager, manager, '_developer')).toBe('403 AUTHZ_005');
    expect(outcome(await manager.client.delete(`/organization-members/${owner.memberId}`))).toBe(
      '403 AUTHZ_005',
    );
    expect(outcome(await manager.client.delete(`/organization-members/${developer.memberId}`))).toBe(204);
  });

  it('members see themselves, managers everybody; everybody may leave but the last owner', async () => {
    const organization = await newOrganization();
    const owner = await join(organization, '_owner');
    const developer = await join(organization, '_developer');
    const founder = await t.admin.get(
      `/organization-members?organization_id=${organization}&user_id=${t.admin.userId}`,
    );
    expect(outcome(await t.admin.delete(`/organization-members/${founder.body[0].id}`))).toBe(204);
    const seen = await developer.client.get(`/organization-members?organization_id=${organization}`);
    expect(seen.body).toMatchObject([{ id: developer.memberId }]);
    expect(outcome(await developer.client.get(`/organization-members/${owner.memberId}`))).toBe('404 NF_001');
    const read = await owner.client.get(`/organization-members/${developer.memberId}`);
    expect(read.body).toMatchObject({ user: { id: developer.id }, organization_role_id: '_developer' });
    expect(read.body.user).not.toHaveProperty('password_hash');
    expect(outcome(await developer.client.delete(`/organization-members/${developer.memberId}`))).toBe(204);
    expect(outcome(await owner.client.delete(`/organization-members/${owner.memberId}`))).toBe(
      '409 CONFLICT_005',
    );
    expect(outcome(await t.admin.delete(`/organization-members/${owner.memberId}`))).toBe(204);
  });

  it('of two owners who leave at once one stays', async () => {
    const organization = await newOrganization();
    const [one, two] = [await join(organization, '_owner'), await join(organization, '_owner')];
    const founder = await t.admin.get(
      `/organization-members?organization_id=${organization}&user_id=${t.admin.userId}`,
    );
    await t.admin.delete(`/organization-members/${founder.body[0].id}`);
    const answers = await Promise.all(
      [one, two].map((owner) => owner.client.delete(`/organization-members/${owner.memberId}`)),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([204, 409]);
  });

  it('managers of an organization count in its families, developers do not', async () => {
    const familyId = await newFamily();
    const [manager, developer, owner] = [
      await join(organizationId, '_manager'),
      await join(organizationId, '_developer'),
      await join(organizationId, '_owner'),
    ];
    const post = async (by: TestUser, role: string) =>
      outcome(
        await by.client.post('/course-family-members', {
          user_id: (await createUser(t)).id,
          course_family_id: familyId,
          course_family_role_id: role,
        }),
      );
    expect(await post(developer, '_developer')).toBe('403 AUTHZ_001');
    expect(await post(manager, '_developer')).toBe(201);
    expect(await post(manager, '_owner')).toBe('403 AUTHZ_005');
    expect(await post(owner, '_owner')).toBe(201);
    expect((await developer.client.get(`/course-family-members?course_family_id=${familyId}`)).body).toEqual(
      [],
    );
    const list = await manager.client.get(`/course-family-members?course_family_id=${familyId}`);
    expect(list.headers['x-total-count']).toBe('3');
    for (const { user_id } of list.body as { user_id: string }[]) {
      expect((await manager.client.get(`/users/${user_id}`)).status).toBe(200);
      expect((await developer.client.get(`/users/${user_id}`)).status).toBe(404);
    }
    const merged = await owner.client.patch(`/course-family-members/${list.body[1].id}`, {
      properties: { desk: 4 },
    });
    expect(merged.body).toMatchObject({ properties: { desk: 4 }, course_family_role_id: '_developer' });
  });

  it('roles are read by everybody', async () => {
    const { client } = await createUser(t);
    for (const scope of ['organization', 'course-family']) {
      const roles = await client.get(`/${scope}-roles?builtin=true`);
      expect(roles.body.map((role: { id: string }) => role.id)).toEqual(['_developer', '_manager', '_owner']);
      expect((await client.get(`/${scope}-roles/_owner`)).body).toMatchObject({ builtin: true });
      expect(outcome(await client.get(`/${scope}-roles/none`))).toBe('404 NF_001');
    }
  });
});
