import { DataSource } from 'typeorm';
import { addMember, createCourse, type TestCourse, type TestMember } from '../../factories/course.js';
import { createUser } from '../../factories/user.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';

describe('course members', () => {
  let t: TestApplication;
  let course: TestCourse;
  let [student, tutor, lecturer, maintainer, owner]: TestMember[] = [];
  beforeAll(async () => {
    t = await startTestApplication();
    course = await createCourse(t);
    student = await addMember(t, course.id, '_student');
    tutor = await addMember(t, course.id, '_tutor');
    lecturer = await addMember(t, course.id, '_lecturer');
    maintainer = await addMember(t, course.id, '_maintainer');
    owner = await addMember(t, course.id, '_owner');
  });
  afterAll(() => t.close());

  const outcome = ({ status, body }: { status: number; body: { error_code?: string } | null }) =>
    body?.error_code === undefined ? status : `${status} ${body.error_code}`;
  const patch = async (by: TestMember, of: TestMember, body: object) =>
    outcome(await by.client.patch(`/course-members/${of.memberId}`, body));
  const remove = async (by: TestMember, of: TestMember) =>
    outcome(await by.client.delete(`/course-members/${of.memberId}`));

  it('carry their account and repository, and get a student profile', async () => {
    const user = await createUser(t, { family_name: 'Zuse' });
    const input = {
      user_id: user.id,
      course_id: course.id,
      course_role_id: '_student',
      properties: { gitlab: { token: 'secret' }, seat: 7 },
    };
    const created = await lecturer!.client.post('/course-members', input);
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      user_id: user.id,
      course_group_id: null,
      course_role_id: '_student',
      user: { id: user.id, username: user.username, email: user.email, is_service: false, archived_at: null },
      properties: {
        seat: 7,
        gitlab: { full_path_submission: `${course.fullPath}/students/${user.username}` },
      },
      created_by: lecturer!.userId,
    });
    expect(created.body.user).not.toHaveProperty('password_hash');
    expect(created.body.properties.gitlab).not.toHaveProperty('token');
    const profiles = await t
      .get(DataSource)
      .query('SELECT organization_id FROM auth.student_profiles WHERE user_id = $1', [user.id]);
    expect(profiles).toEqual([{ organization_id: course.organizationId }]);
    expect(outcome(await lecturer!.client.post('/course-members', input))).toBe('409 CONFLICT_001');
    const last = await lecturer!.client.get(`/course-members?course_id=${course.id}&family_name=Zuse`);
    expect(last.body).toMatchObject([{ id: created.body.id, user: { family_name: 'Zuse' } }]);
    expect(last.body[0]).not.toHaveProperty('properties');
  });

  it('are seen by tutors; others see only their own row', async () => {
    const list = (member: TestMember) => member.client.get(`/course-members?course_id=${course.id}`);
    expect((await list(student!)).body).toMatchObject([{ id: student!.memberId }]);
    const all = await list(tutor!);
    expect(all.body.length).toBeGreaterThanOrEqual(6);
    const names = all.body.map((row: { user: { family_name: string; given_name: string } }) => [
      row.user.family_name,
      row.user.given_name,
    ]);
    expect(names.filter(([family]: string[]) => family !== null)).toEqual(
      names.filter(([family]: string[]) => family !== null).sort(),
    );
    expect(outcome(await student!.client.get(`/course-members/${tutor!.memberId}`))).toBe('404 NF_001');
    expect((await student!.client.get(`/course-members/${student!.memberId}`)).status).toBe(200);
    const outsider = await createUser(t);
    expect((await outsider.client.get(`/course-members?course_id=${course.id}`)).body).toEqual([]);
    expect((await outsider.client.get(`/course-members/${student!.memberId}`)).status).toBe(404);
  });

  it('get roles up to that of the giver', async () => {
    const post = async (by: TestMember, role: string, changes: object = {}) => {
      const { id } = await createUser(t);
      const input = { user_id: id, course_id: course.id, course_role_id: role, ...changes };
      return outcome(await by.client.post('/course-members', input));
    };
    expect(await post(tutor!, '_student')).toBe('403 AUTHZ_004');
    expect(await post(lecturer!, '_lecturer')).toBe(201);
    expect(await post(lecturer!, '_maintainer')).toBe('403 AUTHZ_005');
    expect(await post(maintainer!, '_owner')).toBe('403 AUTHZ_005');
    expect(await post(owner!, '_owner')).toBe(201);
    expect(await post(lecturer!, '_king')).toBe('400 VAL_001');
    const nobody = '00000000-0000-7000-8000-000000000000';
    expect(await post(lecturer!, '_student', { user_id: nobody })).toBe('404 NF_002');
    const other = await createCourse(t);
    const group = await t.admin.post('/course-groups', { course_id: other.id, title: 'A' });
    expect(await post(lecturer!, '_student', { course_group_id: group.body.id })).toBe('400 VAL_001');
    expect(await post(lecturer!, '_student', { course_id: other.id })).toBe('404 NF_003');
  });

  it('are changed by higher roles only, and never by themselves', async () => {
    const target = await addMember(t, course.id, '_student');
    expect(await patch(tutor!, target, { course_role_id: '_tutor' })).toBe('403 AUTHZ_004');
    expect(await patch(lecturer!, target, { course_role_id: '_maintainer' })).toBe('403 AUTHZ_005');
    expect(await patch(lecturer!, target, { course_role_id: '_lecturer' })).toBe(200);
    expect(await patch(lecturer!, target, { course_role_id: '_student' })).toBe('403 AUTHZ_005');
    expect(await patch(lecturer!, maintainer!, { properties: { a: 1 } })).toBe('403 AUTHZ_005');
    expect(await patch(lecturer!, lecturer!, { course_role_id: '_tutor' })).toBe('403 AUTHZ_005');
    expect(await patch(owner!, owner!, { properties: {} })).toBe('403 AUTHZ_005');
    expect(await patch(maintainer!, target, { course_role_id: '_student', properties: { a: 1 } })).toBe(200);
    const { body } = await tutor!.client.get(`/course-members/${target.memberId}`);
    expect(body).toMatchObject({ course_role_id: '_student', properties: { a: 1 } });
  });

  it('leave or are removed; the last owner stays', async () => {
    const [leaver, other] = [
      await addMember(t, course.id, '_lecturer'),
      await addMember(t, course.id, '_student'),
    ];
    expect(await remove(tutor!, other)).toBe('403 AUTHZ_004');
    expect(await remove(lecturer!, maintainer!)).toBe('403 AUTHZ_005');
    expect(await remove(lecturer!, leaver)).toBe('403 AUTHZ_005');
    expect(await remove(leaver, leaver)).toBe(204);
    expect(await remove(lecturer!, other)).toBe(204);
    expect(await remove(lecturer!, other)).toBe('404 NF_001');
    expect(await remove(owner!, owner!)).toBe('403 AUTHZ_005');
    const lonely = await createCourse(t);
    const { body } = await t.admin.get(`/course-members?course_id=${lonely.id}`);
    const last = await t.admin.delete(`/course-members/${body[0].id}`);
    expect([last.status, last.body.error_code]).toEqual([409, 'CONFLICT_005']);
    const lowered = await t.admin.patch(`/course-members/${body[0].id}`, { course_role_id: '_tutor' });
    expect([lowered.status, lowered.body.error_code]).toEqual([409, 'CONFLICT_005']);
  });

  it('of two owners who are removed at once one stays', async () => {
    const busy = await createCourse(t);
    await addMember(t, busy.id, '_owner');
    const { body } = await t.admin.get(`/course-members?course_id=${busy.id}`);
    const answers = await Promise.all(
      body.map((row: { id: string }) => t.admin.delete(`/course-members/${row.id}`)),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([204, 409]);
  });
});
