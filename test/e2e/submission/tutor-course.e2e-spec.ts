import { addMember, createCourse, type TestCourse, type TestMember } from '../../factories/course.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';

const LIST = '/tutors/courses';

describe('courses as tutors see them', () => {
  let t: TestApplication;
  let course: TestCourse;
  let tutor: TestMember;
  beforeAll(async () => {
    t = await startTestApplication();
    course = await createCourse(t);
    tutor = await addMember(t, course.id, '_tutor');
  });
  afterAll(() => t.close());

  it('name all their repositories, in the list and one by one', async () => {
    const list = await tutor.client.get(LIST);
    expect([list.status, list.headers['x-total-count']]).toEqual([200, '1']);
    const view = {
      id: course.id,
      title: 'Programming 1',
      course_family_id: course.familyId,
      organization_id: course.organizationId,
      path: course.fullPath.split('/')[2],
      repository: {
        provider_url: `${t.env.PUBLIC_URL}/git`,
        full_path: course.fullPath,
        full_path_assignments: `${course.fullPath}/assignments`,
        full_path_student_template: `${course.fullPath}/student-template`,
      },
      created_at: expect.any(String),
      updated_at: expect.any(String),
      created_by: t.admin.userId,
      updated_by: t.admin.userId,
    };
    expect(list.body).toEqual([view]);
    const single = await tutor.client.get(`${LIST}/${course.id}`);
    expect([single.status, single.body]).toEqual([200, view]);
    const known = await tutor.client.get(`${LIST}/${course.id}`, {
      'if-none-match': single.headers['etag'] ?? '',
    });
    expect(known.status).toBe(304);
  });

  it('are those where he is tutor or more', async () => {
    const lecturer = await addMember(t, course.id, '_lecturer');
    expect((await lecturer.client.get(LIST)).body).toHaveLength(1);
    const student = await addMember(t, course.id, '_student');
    expect((await student.client.get(LIST)).body).toEqual([]);
    const refused = await student.client.get(`${LIST}/${course.id}`);
    expect([refused.status, refused.body.error_code]).toEqual([403, 'AUTHZ_004']);
    const stranger = await addMember(t, (await createCourse(t)).id, '_owner');
    const hidden = await stranger.client.get(`${LIST}/${course.id}`);
    expect([hidden.status, hidden.body.error_code]).toEqual([404, 'NF_003']);
    expect((await t.anonymous.get(LIST)).status).toBe(401);
  });

  it('filter, and refuse what is malformed', async () => {
    expect((await tutor.client.get(`${LIST}?title=Programming%201`)).body).toHaveLength(1);
    expect((await tutor.client.get(`${LIST}?title=Other`)).body).toEqual([]);
    for (const bad of ['?organization_id=x', '?sort=full_path', '?limit=-1', '/x']) {
      expect([bad, (await tutor.client.get(`${LIST}${bad}`)).status]).toEqual([bad, 400]);
    }
  });
});
