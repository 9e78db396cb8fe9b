import { addMember, createContent, createCourse, type TestCourse } from '../../factories/course.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';
import type { TestClient } from '../../setup/test-client.js';

describe('a filter that is sent twice means any of its values', () => {
  let t: TestApplication;
  let course: TestCourse;
  let owner: TestClient;
  let memberId: string;
  beforeAll(async () => {
    t = await startTestApplication();
    course = await createCourse(t);
    ({ client: owner, memberId } = await addMember(t, course.id, '_owner'));
    await owner.patch(`/courses/${course.id}`, { description: 'Loops and lists' });
    await owner.patch(`/course-content-types/${course.unitTypeId}`, { description: 'A week of lists' });
    const unit = { course_content_type_id: course.unitTypeId };
    await createContent(t, course, { ...unit, path: 'a', description: 'On loops' });
    await createContent(t, course, { ...unit, path: 'a.b', description: 'On lists' });
    await createContent(t, course, { ...unit, path: 'c', description: 'On 100 % nothing' });
    await createContent(t, course, { path: 'c.d' });
  });
  afterAll(() => t.close());

  const found = async (path: string, field: string) => {
    const answer = await owner.get(path);
    expect(answer.status).toBe(200);
    return answer.body.map((row: Record<string, unknown>) => row[field]) as unknown[];
  };

  it.each(['/course-contents', '/lecturers/course-contents'])('in %s by description', async (path) => {
    expect(await found(`${path}?description=LOOPS&description=%25`, 'path')).toEqual(['a', 'c']);
    expect(await found(`${path}?description=loops`, 'path')).toEqual(['a']);
    expect(await found(`${path}?description=trees&description=graphs`, 'path')).toEqual([]);
  });

  it.each(['/courses', '/students/courses', '/tutors/courses', '/lecturers/courses'])(
    'in %s by description',
    async (path) => {
      expect(await found(`${path}?description=trees&description=loops`, 'id')).toEqual([course.id]);
      expect(await found(`${path}?description=trees&description=graphs`, 'id')).toEqual([]);
    },
  );

  it('in types, kinds and roles by description', async () => {
    const types = `/course-content-types?course_id=${course.id}`;
    expect(await found(`${types}&description=x&description=week`, 'id')).toEqual([course.unitTypeId]);
    expect(await found('/course-content-kinds?description=x&description=y', 'id')).toEqual([]);
    expect(await found('/course-roles?description=%25&description=%5C', 'id')).toEqual([]);
  });

  it('in the views of contents by place in the tree', async () => {
    const views = ['/students/course-contents', '/lecturers/course-contents'];
    for (const view of [...views, `/tutors/course-members/${memberId}/course-contents`]) {
      expect(await found(`${view}?descendants=a&descendants=c`, 'path')).toEqual(['a.b', 'c.d']);
      expect(await found(`${view}?ascendants=a.b&ascendants=c.d`, 'path')).toEqual(['a', 'c']);
      expect(await found(`${view}?descendants=a&descendants=a.b`, 'path')).toEqual(['a.b']);
      expect((await owner.get(`${view}?descendants=a&descendants=A-b`)).status).toBe(400);
    }
  });
});
