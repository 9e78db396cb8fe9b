import { addMember, createCourse, type TestCourse, type TestMember } from '../../factories/course.js';
import { createUser } from '../../factories/user.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';

describe('course groups, content types and comments', () => {
  let t: TestApplication;
  let course: TestCourse;
  let [student, tutor, lecturer]: TestMember[] = [];
  beforeAll(async () => {
    t = await startTestApplication();
    course = await createCourse(t);
    student = await addMember(t, course.id, '_student');
    tutor = await addMember(t, course.id, '_tutor');
    lecturer = await addMember(t, course.id, '_lecturer');
  });
  afterAll(() => t.close());

  const outcome = ({ status, body }: { status: number; body: { error_code?: string } | null }) =>
    body?.error_code === undefined ? status : `${status} ${body.error_code}`;

  it('groups are written by lecturers, read by tutors and their own members', async () => {
    const input = { course_id: course.id, title: 'Monday', properties: { room: 'A' } };
    const created = await lecturer!.client.post('/course-groups', input);
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ ...input, description: null });
    const url = `/course-groups/${created.body.id}`;
    expect(outcome(await lecturer!.client.post('/course-groups', input))).toBe('409 CONFLICT_001');
    expect(outcome(await tutor!.client.post('/course-groups', input))).toBe('403 AUTHZ_004');
    expect((await tutor!.client.get(`/course-groups?course_id=${course.id}`)).body).toMatchObject([
      { id: created.body.id, title: 'Monday' },
    ]);
    const inside = await addMember(t, course.id, '_student', created.body.id);
    expect((await inside.client.get(url)).status).toBe(200);
    expect(outcome(await student!.client.get(url))).toBe('404 NF_001');
    expect((await student!.client.get('/course-groups')).body).toEqual([]);
    expect(outcome(await inside.client.patch(url, { title: 'x' }))).toBe('403 AUTHZ_004');
    const changed = await lecturer!.client.patch(url, { title: 'Friday', properties: { room: null } });
    expect(changed.body).toMatchObject({ title: 'Friday', properties: {} });
    expect(outcome(await lecturer!.client.delete(url))).toBe('409 CONFLICT_003');
    const moved = await lecturer!.client.patch(`/course-members/${inside.memberId}`, {
      course_group_id: null,
    });
    expect(moved.body.course_group_id).toBeNull();
    expect(outcome(await lecturer!.client.delete(url))).toBe(204);
    expect(outcome(await lecturer!.client.get(url))).toBe('404 NF_001');
  });

  it('content types are written by lecturers, read by members; kinds stay', async () => {
    const input = { course_id: course.id, slug: 'Sheet-1.0', course_content_kind_id: 'assignment' };
    const created = await lecturer!.client.post('/course-content-types', input);
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      ...input,
      color: 'green',
      title: null,
      properties: {},
      course_content_kind: { id: 'assignment', has_descendants: false, description: null },
    });
    const url = `/course-content-types/${created.body.id}`;
    const post = async (changes: object) =>
      outcome(await lecturer!.client.post('/course-content-types', { ...input, ...changes }));
    expect(await post({})).toBe('409 CONFLICT_001');
    expect(await post({ course_content_kind_id: 'unit' })).toBe(201);
    expect(await post({ course_content_kind_id: 'nothing' })).toBe('400 VAL_001');
    expect(await post({ slug: 'a b' })).toBe('400 VAL_001');
    expect((await student!.client.get(url)).status).toBe(200);
    expect(outcome(await tutor!.client.patch(url, { color: 'red' }))).toBe('403 AUTHZ_004');
    const changed = await lecturer!.client.patch(url, { color: 'red', course_content_kind_id: 'unit' });
    expect(changed.body).toMatchObject({ color: 'red', course_content_kind_id: 'assignment' });
    const list = await student!.client.get(`/course-content-types?course_id=${course.id}&slug=Sheet-1.0`);
    expect(list.headers['x-total-count']).toBe('2');
    expect(list.body[0]).not.toHaveProperty('properties');
    expect(outcome(await lecturer!.client.delete(url))).toBe(204);
    await lecturer!.client.post('/course-contents', {
      path: 'used',
      course_id: course.id,
      course_content_type_id: course.unitTypeId,
    });
    const used = await lecturer!.client.delete(`/course-content-types/${course.unitTypeId}`);
    expect(outcome(used)).toBe('409 CONFLICT_003');
    const outsider = await createUser(t);
    expect(outcome(await outsider.client.get(`/course-content-types/${course.unitTypeId}`))).toBe(
      '404 NF_001',
    );
    expect((await outsider.client.get('/course-content-types')).body).toEqual([]);
  });

  it('comments about a member are for tutors, changed by their authors', async () => {
    const about = { course_member_id: student!.memberId };
    const list = `/course-member-comments?course_member_id=${student!.memberId}`;
    const first = await tutor!.client.post('/course-member-comments', { ...about, message: 'Helps others' });
    expect(first.status).toBe(200);
    expect(first.body).toMatchObject([
      {
        ...about,
        message: 'Helps others',
        transmitter_id: tutor!.memberId,
        transmitter: { id: tutor!.memberId, user: { username: tutor!.username } },
      },
    ]);
    expect(JSON.stringify(first.body)).not.toContain('password');
    const second = await lecturer!.client.post('/course-member-comments', { ...about, message: 'Yes' });
    expect(second.body.map((row: { message: string }) => row.message)).toEqual(['Helps others', 'Yes']);
    const [mine, theirs] = second.body.map((row: { id: string }) => `/course-member-comments/${row.id}`);
    expect(outcome(await tutor!.client.patch(theirs, { message: 'No' }))).toBe('403 AUTHZ_001');
    expect(outcome(await tutor!.client.delete(theirs))).toBe('403 AUTHZ_004');
    expect((await tutor!.client.patch(mine, { message: 'Helps' })).body[0].message).toBe('Helps');
    expect(outcome(await student!.client.get(list))).toBe('403 AUTHZ_004');
    expect(outcome(await student!.client.patch(mine, { message: 'x' }))).toBe('404 NF_001');
    expect((await lecturer!.client.delete(mine)).body).toMatchObject([{ message: 'Yes' }]);
    expect((await tutor!.client.get(list)).headers['x-total-count']).toBe('1');
    const outsider = await createUser(t);
    expect(outcome(await outsider.client.get(list))).toBe('404 NF_001');
    expect(outcome(await tutor!.client.get('/course-member-comments'))).toBe('400 VAL_002');
    expect(outcome(await tutor!.client.post('/course-member-comments', { ...about, message: '' }))).toBe(
      '400 VAL_001',
    );
    const foreign = await createCourse(t);
    const somebody = await addMember(t, foreign.id, '_student');
    const owner = await addMember(t, foreign.id, '_owner');
    const { body } = await t.admin.get(`/course-members?course_id=${foreign.id}&user_id=${t.admin.userId}`);
    expect((await t.admin.delete(`/course-members/${body[0].id}`)).status).toBe(204);
    const refused = await t.admin.post('/course-member-comments', {
      course_member_id: somebody.memberId,
      message: 'x',
    });
    expect(outcome(refused)).toBe('403 AUTHZ_003');
    expect(
      (await owner.client.get(`/course-member-comments?course_member_id=${somebody.memberId}`)).body,
    ).toEqual([]);
  });
});
