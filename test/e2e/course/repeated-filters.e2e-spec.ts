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

  it('in every list by yes and no, both together leave nothing out', async () => {
    const gone = await createContent(t, course, { course_content_type_id: course.unitTypeId, path: 'gone' });
    await owner.patch(`/course-contents/${gone}/archive`);
    for (const list of ['/course-contents', '/lecturers/course-contents']) {
      const contents = `${list}?course_id=${course.id}`;
      expect(await found(`${contents}&archived=0&archived=false`, 'path')).toEqual(['a', 'a.b', 'c', 'c.d']);
      expect(await found(`${contents}&archived=true&archived=1`, 'path')).toEqual(['gone']);
      const both = ['a', 'a.b', 'c', 'c.d', 'gone'];
      expect((await found(`${contents}&archived=true&archived=false`, 'path')).sort()).toEqual(both);
      expect(await found(`${contents}&has_deployment=1&has_deployment=true`, 'path')).toEqual([]);
      expect(await found(`${contents}&has_deployment=1&has_deployment=0`, 'path')).toHaveLength(4);
      expect((await owner.get(`${contents}&archived=true&archived=maybe`)).status).toBe(400);
    }
    const kinds = '/course-content-kinds?submittable=true&submittable=';
    expect(await found(`${kinds}true`, 'id')).toEqual(['assignment']);
    expect((await found(`${kinds}false`, 'id')).sort()).toEqual(['assignment', 'unit']);
  });

  it.each([
    ['/users', ['archived', 'is_service']],
    ['/organizations', ['archived']],
    ['/roles', ['builtin']],
    ['/organization-roles', ['builtin']],
    ['/course-family-roles', ['builtin']],
    ['/service-types', ['enabled']],
    ['/service-accounts', ['enabled']],
    ['/submissions/artifacts', ['submit', 'latest']],
    ['/submissions/grades', ['latest']],
    ['/results', ['latest']],
    ['/messages', ['unread']],
  ])('in %s by %p', async (list, flags) => {
    for (const flag of flags) {
      const total = async (...values: string[]) => {
        const query = values.map((value) => `${flag}=${value}`).join('&');
        const { status, headers } = await t.admin.get(`${list}?${query}`);
        return [status, Number(headers['x-total-count'])];
      };
      const [yes, no] = [await total('true'), await total('false')];
      expect(await total('true', 'true')).toEqual(yes);
      expect(await total('false', '0')).toEqual(no);
      const all = ['latest', 'unread'].includes(flag) ? no[1] : (yes[1] ?? 0) + (no[1] ?? 0);
      expect(await total('false', 'true')).toEqual([200, all]);
    }
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
