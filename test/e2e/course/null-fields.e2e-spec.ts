import { addMember, createContent, createCourse, type TestCourse } from '../../factories/course.js';
import { createAssignment, handedIn, zipOf } from '../../factories/hand-in.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';
import type { TestClient } from '../../setup/test-client.js';

describe('null in a body', () => {
  let t: TestApplication;
  let course: TestCourse;
  let lecturer: TestClient;
  beforeAll(async () => {
    t = await startTestApplication();
    course = await createCourse(t);
    lecturer = (await addMember(t, course.id, '_lecturer')).client;
  });
  afterAll(() => t.close());

  it('clears the client keys of properties, and only those', async () => {
    const contentId = await createContent(t, course);
    const group = await lecturer.post('/course-groups', { course_id: course.id, title: 'A' });
    const { memberId } = await addMember(t, course.id, '_student');
    const paths = [
      `/courses/${course.id}`,
      `/course-contents/${contentId}`,
      `/course-content-types/${course.unitTypeId}`,
      `/course-groups/${group.body.id as string}`,
      `/course-members/${memberId}`,
    ];
    for (const path of paths) {
      const set = await lecturer.patch(path, { properties: { room: 'B1', seats: 3 } });
      expect(set.body.properties).toMatchObject({ room: 'B1', seats: 3 });
      expect((await lecturer.patch(path, {})).body.properties).toEqual(set.body.properties);
      const { gitlab, ...own } = (await lecturer.patch(path, { properties: null })).body.properties;
      expect([path, own]).toEqual([path, {}]);
      expect(gitlab).toEqual(set.body.properties.gitlab);
    }
  });

  it('clears the client keys of the properties of a hand-in', async () => {
    const { student, groupId } = await createAssignment(t);
    const path = `/submissions/artifacts/${await handedIn(student.client, groupId)}`;
    const before = (await student.client.get(path)).body.properties;
    await student.client.patch(path, { properties: { editor: 'vi' } });
    expect((await student.client.get(path)).body.properties.editor).toBe('vi');
    const { status, body } = await student.client.patch(path, { properties: null });
    expect([status, body.properties]).toEqual([200, before]);
  });

  it('is the default of an optional field of something new', async () => {
    const type = await lecturer.post('/course-content-types', {
      slug: 'quiz',
      course_id: course.id,
      course_content_kind_id: 'assignment',
      color: null,
    });
    expect([type.status, type.body.color]).toEqual([201, 'green']);
    const content = await lecturer.post('/course-contents', {
      path: 'without_position',
      course_id: course.id,
      course_content_type_id: course.assignmentTypeId,
      position: null,
    });
    expect([content.status, content.body.position]).toEqual([201, 0]);
    const line = { email: 'zoe@uni.example', course_group_title: 'Z' };
    const nothing = { course_role_id: null, create_missing_group: null, update_if_exists: null };
    const imported = await lecturer.post(`/course-member-import/${course.id}`, { ...line, ...nothing });
    expect(imported.body).toMatchObject({
      success: true,
      course_member: { course_role_id: '_student' },
      created_group: { title: 'Z' },
    });
  });

  it('is the default of an optional field of a hand-in and of its grade', async () => {
    const { student, tutor, groupId } = await createAssignment(t);
    const handIn = await student.client.upload('/submissions/artifacts', {
      fields: { submission_create: { submission_group_id: groupId, version_identifier: null, submit: null } },
      file: { field: 'file', name: 'a.zip', content: await zipOf({ 'a.py': '1' }) },
    });
    expect(handIn.status).toBe(201);
    const path = `/submissions/artifacts/${handIn.body.artifacts[0] as string}`;
    expect((await student.client.get(path)).body.submit).toBe(false);
    const grade = await tutor.client.post(`${path}/grades`, { grade: 1, status: null, comment: null });
    expect([grade.status, grade.body.status]).toEqual([201, 0]);
  });

  it('is refused where the field is never null', async () => {
    const contentId = await createContent(t, course);
    for (const [path, field] of [
      [`/course-contents/${contentId}`, 'position'],
      [`/course-contents/${contentId}`, 'path'],
      [`/course-content-types/${course.unitTypeId}`, 'color'],
    ] as const) {
      const { status, body } = await lecturer.patch(path, { [field]: null });
      expect([status, body.error_code]).toEqual([400, 'VAL_001']);
    }
  });
});
