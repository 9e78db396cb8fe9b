import { addMember, createCourse, type TestCourse, type TestMember } from '../../factories/course.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';

const LIST = '/students/courses';
const NOBODY = '00000000-0000-7000-8000-000000000000';

describe('courses as students see them', () => {
  let t: TestApplication;
  let first: TestCourse;
  let student: TestMember;
  beforeAll(async () => {
    t = await startTestApplication();
    first = await createCourse(t);
    student = await addMember(t, first.id, '_student');
  });
  afterAll(() => t.close());

  it('are those that he attends, with the place of their repository', async () => {
    const second = await createCourse(t);
    await createCourse(t);
    await t.admin.post('/course-members', {
      course_id: second.id,
      user_id: student.userId,
      course_role_id: '_tutor',
    });
    const answer = await student.client.get(LIST);
    expect([answer.status, answer.headers['x-total-count']]).toEqual([200, '2']);
    expect(answer.body[0]).toEqual({
      id: first.id,
      title: 'Programming 1',
      course_family_id: first.familyId,
      organization_id: first.organizationId,
      path: first.fullPath.split('/')[2],
      repository: { provider_url: `${t.env.PUBLIC_URL}/git`, full_path: first.fullPath },
      created_at: expect.any(String),
      updated_at: expect.any(String),
    });
    expect(answer.body[1].id).toBe(second.id);
  });

  it('show their content types one by one', async () => {
    const answer = await student.client.get(`${LIST}/${first.id}`);
    expect(answer.status).toBe(200);
    expect(answer.headers['etag']).toBeDefined();
    expect(answer.body).toMatchObject({
      id: first.id,
      created_by: t.admin.userId,
      updated_by: t.admin.userId,
      course_content_types: [
        { id: first.unitTypeId, slug: 'unit', course_content_kind: { id: 'unit', submittable: false } },
        { id: first.assignmentTypeId, slug: 'assignment', course_content_kind: { submittable: true } },
      ],
    });
  });

  it('filter like courses, where a repeated parameter means any of its values', async () => {
    const found = async (query: string) =>
      (await student.client.get(`${LIST}?${query}`)).body.map((row: { id: string }) => row.id);
    expect(await found(`id=${first.id}`)).toEqual([first.id]);
    expect(await found(`id=${first.id}&id=${NOBODY}`)).toEqual([first.id]);
    expect(await found(`id=${NOBODY}`)).toEqual([]);
    expect(await found(`course_family_id=${first.familyId}&language_code=en`)).toEqual([first.id]);
    expect(await found(`organization_id=${first.organizationId}&language_code=de`)).toEqual([]);
    const page = await student.client.get(`${LIST}?limit=1&skip=1`);
    expect([page.body.length, page.headers['x-total-count']]).toEqual([1, '2']);
    const bad = await student.client.get(`${LIST}?id=7`);
    expect([bad.status, bad.body.error_code]).toEqual([400, 'VAL_003']);
  });

  it('are nothing to those who do not attend them', async () => {
    const stranger = await addMember(t, (await createCourse(t)).id, '_owner');
    expect((await stranger.client.get(LIST)).body.map((row: { id: string }) => row.id)).not.toContain(
      first.id,
    );
    for (const id of [first.id, NOBODY]) {
      const answer = await stranger.client.get(`${LIST}/${id}`);
      expect([answer.status, answer.body.error_code]).toEqual([404, 'NF_003']);
    }
    expect((await t.anonymous.get(LIST)).status).toBe(401);
    expect((await student.client.get(`${LIST}/x`)).status).toBe(400);
  });
});
