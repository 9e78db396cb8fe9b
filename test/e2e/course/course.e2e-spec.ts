import { addMember, createCourse, type TestCourse, unique } from '../../factories/course.js';
import { createUser } from '../../factories/user.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';

describe('courses', () => {
  let t: TestApplication;
  let course: TestCourse;
  beforeAll(async () => {
    t = await startTestApplication();
    course = await createCourse(t);
  });
  afterAll(() => t.close());

  it('are made with their family, repositories and an owner', async () => {
    const path = unique('c');
    const created = await t.admin.post('/courses', {
      path,
      course_family_id: course.familyId,
      title: ' Algorithms ',
      properties: { gitlab: { token: 'secret' }, room: '101' },
      team_mode: 'hybrid',
    });
    expect(created.status).toBe(201);
    expect(created.headers['etag']).toBe('"1"');
    const fullPath = `${course.fullPath.split('/').slice(0, 2).join('/')}/${path}`;
    expect(created.body).toMatchObject({
      path,
      title: 'Algorithms',
      description: null,
      language_code: 'en',
      organization_id: course.organizationId,
      team_mode: 'hybrid',
      team_min_group_size: null,
      course_family: { id: course.familyId, organization: { id: course.organizationId } },
      properties: {
        room: '101',
        gitlab: {
          full_path: fullPath,
          assignments_url: `http://localhost:8000/git/${fullPath}/assignments.git`,
          student_template_url: `http://localhost:8000/git/${fullPath}/student-template.git`,
        },
      },
      created_by: t.admin.userId,
    });
    expect(created.body.properties.gitlab).not.toHaveProperty('token');
    const members = await t.admin.get(`/course-members?course_id=${created.body.id}`);
    expect(members.body).toMatchObject([{ user_id: t.admin.userId, course_role_id: '_owner' }]);
  });

  it('are seen by members, managers above them and nobody else', async () => {
    const student = await addMember(t, course.id, '_student');
    const [manager, developer, stranger] = [await createUser(t), await createUser(t), await createUser(t)];
    for (const [user, role] of [
      [manager, '_manager'],
      [developer, '_developer'],
    ] as const) {
      const made = await t.admin.post('/course-family-members', {
        user_id: user.id,
        course_family_id: course.familyId,
        course_family_role_id: role,
      });
      expect(made.status).toBe(201);
    }
    const seen = async (client: typeof t.admin) => {
      const list = await client.get(`/courses?id=${course.id}`);
      expect(list.headers['x-total-count']).toBe(String(list.body.length));
      return [(await client.get(`/courses/${course.id}`)).status, list.body.length];
    };
    expect(await seen(student.client)).toEqual([200, 1]);
    expect(await seen(manager.client)).toEqual([200, 1]);
    expect(await seen(developer.client)).toEqual([404, 0]);
    expect(await seen(stranger.client)).toEqual([404, 0]);
    expect((await stranger.client.get(`/courses/${course.id}`)).body.error_code).toBe('NF_003');
  });

  it('are made by managers of the family only', async () => {
    const [manager, stranger] = [await createUser(t), await createUser(t)];
    await t.admin.post('/organization-members', {
      user_id: manager.id,
      organization_id: course.organizationId,
      organization_role_id: '_manager',
    });
    const student = await addMember(t, course.id, '_student');
    const input = { path: unique('c'), course_family_id: course.familyId };
    expect((await stranger.client.post('/courses', input)).status).toBe(404);
    expect((await student.client.post('/courses', input)).body.error_code).toBe('AUTHZ_001');
    expect((await manager.client.post('/courses', input)).status).toBe(201);
    const taken = await manager.client.post('/courses', input);
    expect([taken.status, taken.body.error_code]).toEqual([409, 'CONFLICT_001']);
    const malformed = await manager.client.post('/courses', { ...input, path: 'a b' });
    expect([malformed.status, malformed.body.error_code]).toEqual([400, 'VAL_001']);
  });

  it('are changed by lecturers; null clears and properties merge', async () => {
    const [lecturer, tutor, stranger] = [
      await addMember(t, course.id, '_lecturer'),
      await addMember(t, course.id, '_tutor'),
      await createUser(t),
    ];
    await lecturer.client.patch(`/courses/${course.id}`, { properties: { a: 1, b: 2 } });
    const changed = await lecturer.client.patch(`/courses/${course.id}`, {
      title: null,
      properties: { a: null, c: 3 },
      path: 'ignored',
    });
    expect(changed.body).toMatchObject({ title: null, properties: { b: 2, c: 3 } });
    expect(changed.body.properties).not.toHaveProperty('a');
    expect(changed.body.path).not.toBe('ignored');
    const late = await lecturer.client.patch(`/courses/${course.id}`, { title: 'x' }, { 'if-match': '"1"' });
    expect([late.status, late.body.error_code]).toEqual([412, 'CONFLICT_002']);
    const refused = await tutor.client.patch(`/courses/${course.id}`, { title: 'x' });
    expect([refused.status, refused.body.error_code]).toEqual([403, 'AUTHZ_004']);
    expect((await stranger.client.patch(`/courses/${course.id}`, { title: 'x' })).status).toBe(404);
    const bad = await lecturer.client.patch(`/courses/${course.id}`, { team_min_group_size: 0 });
    expect([bad.status, bad.body.error_code]).toEqual([400, 'VAL_001']);
  });

  it('have roles and kinds that everybody may read', async () => {
    const { client } = await createUser(t);
    const roles = await client.get('/course-roles');
    expect(roles.body.map((role: { id: string }) => role.id)).toEqual([
      '_student',
      '_tutor',
      '_lecturer',
      '_maintainer',
      '_owner',
    ]);
    const tutorRole = await client.get('/course-roles/_tutor');
    expect(tutorRole.body).toMatchObject({ id: '_tutor', title: 'Tutor', created_by: null });
    expect(tutorRole.headers['etag']).toBe('"1"');
    expect((await client.get('/course-roles/none')).status).toBe(404);
    const kinds = await client.get('/course-content-kinds?submittable=true');
    expect(kinds.body).toMatchObject([
      { id: 'assignment', has_ascendants: true, has_descendants: false, submittable: true },
    ]);
    expect(kinds.body[0]).not.toHaveProperty('description');
    expect((await client.get('/course-content-kinds/unit')).body).toMatchObject({ description: null });
    expect((await t.anonymous.get('/course-roles')).status).toBe(401);
  });
});
