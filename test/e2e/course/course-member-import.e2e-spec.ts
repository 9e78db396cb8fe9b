import { DataSource } from 'typeorm';
import { addMember, createCourse, type TestCourse, type TestMember, unique } from '../../factories/course.js';
import { createUser } from '../../factories/user.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';

describe('course member import', () => {
  let t: TestApplication;
  let course: TestCourse;
  let lecturer: TestMember;
  beforeAll(async () => {
    t = await startTestApplication();
    course = await createCourse(t);
    lecturer = await addMember(t, course.id, '_lecturer');
  });
  afterAll(() => t.close());

  const address = () => `${unique('mail')}@uni.example`;
  const send = (line: object, client = lecturer.client) =>
    client.post(`/course-member-import/${course.id}`, line);

  it('makes the account, the group and the membership', async () => {
    const email = address();
    const title = unique('Group');
    const first = await send({
      email,
      given_name: 'Grace',
      family_name: 'Hopper',
      course_group_title: ` ${title} `,
    });
    expect(first.status).toBe(200);
    expect(first.body).toMatchObject({
      success: true,
      message: null,
      workflow_id: null,
      created_group: { title, course_id: course.id },
      course_member: {
        course_role_id: '_student',
        course_group_id: first.body.created_group.id,
        user: { email, given_name: 'Grace', family_name: 'Hopper' },
      },
    });
    const second = await send({ email: address(), course_group_title: title, given_name: '' });
    expect(second.body).toMatchObject({ success: true, created_group: null });
    expect(second.body.course_member.course_group_id).toBe(first.body.created_group.id);
  });

  it('finds accounts by e-mail and by student e-mail and leaves their names', async () => {
    const user = await createUser(t, { given_name: 'Ada', family_name: 'Lovelace' });
    const found = await send({
      email: user.email.toUpperCase(),
      given_name: 'Adah',
      family_name: 'Lovelace',
    });
    expect(found.body.course_member).toMatchObject({ user_id: user.id, user: { given_name: 'Ada' } });
    expect(found.body.message).toContain('Adah');
    expect(found.body.message).not.toContain('family_name');
    const known = await createUser(t);
    const studentEmail = address();
    await t.get(DataSource).query(
      `INSERT INTO auth.student_profiles (id, user_id, organization_id, student_email)
         VALUES (gen_random_uuid(), $1, $2, $3)`,
      [known.id, course.organizationId, studentEmail],
    );
    expect((await send({ email: studentEmail })).body.course_member.user_id).toBe(known.id);
  });

  it('updates members within the limits of the caller', async () => {
    const [student, owner] = [
      await addMember(t, course.id, '_student'),
      await addMember(t, course.id, '_owner'),
    ];
    const mailOf = async (member: TestMember) =>
      (await t.admin.get(`/course-members/${member.memberId}`)).body.user.email as string;
    const raised = await send({ email: await mailOf(student), course_role_id: '_tutor' });
    expect(raised.body.course_member).toMatchObject({ id: student.memberId, course_role_id: '_tutor' });
    const kept = await send({ email: await mailOf(student), update_if_exists: false });
    expect([kept.status, kept.body.success, kept.body.course_member]).toEqual([200, false, null]);
    expect(kept.body.message).toEqual(expect.any(String));
    const guarded = await send({ email: await mailOf(owner) });
    expect([guarded.status, guarded.body.error_code]).toEqual([403, 'AUTHZ_005']);
    const above = await send({ email: address(), course_role_id: '_owner' });
    expect([above.status, above.body.error_code]).toEqual([403, 'AUTHZ_005']);
  });

  it('leaves nothing behind when the group is missing and must not be made', async () => {
    const email = address();
    const answer = await send({ email, course_group_title: 'nowhere', create_missing_group: false });
    expect([answer.status, answer.body.success, answer.body.created_group]).toEqual([200, false, null]);
    expect((await t.admin.get(`/users?email=${email}`)).body).toEqual([]);
  });

  it('makes one account and one group of equal lines sent at once', async () => {
    const line = { email: address(), course_group_title: unique('Race') };
    const answers = await Promise.all(Array.from({ length: 5 }, () => send(line)));
    expect(answers.map((answer) => [answer.status, answer.body.success])).toEqual(Array(5).fill([200, true]));
    expect(new Set(answers.map((answer) => answer.body.course_member.id)).size).toBe(1);
    expect(answers.filter((answer) => answer.body.created_group !== null)).toHaveLength(1);
  });

  it('is for lecturers of the course and refuses what is no line', async () => {
    const tutor = await addMember(t, course.id, '_tutor');
    const outsider = await createUser(t);
    expect((await send({ email: address() }, tutor.client)).status).toBe(403);
    expect((await send({ email: address() }, outsider.client)).body.error_code).toBe('NF_003');
    for (const line of [{}, { email: 'nobody' }, { email: address(), course_role_id: 'x' }]) {
      expect((await send(line)).body.error_code).toBe('VAL_001');
    }
  });
});
