import {
  addMember,
  createContent,
  createCourse,
  type TestCourse,
  type TestMember,
} from '../../factories/course.js';
import { createUser } from '../../factories/user.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';

const DAY = 24 * 3600 * 1000;
const inDays = (days: number) => new Date(Date.now() + days * DAY).toISOString();

describe('course contents', () => {
  let t: TestApplication;
  let course: TestCourse;
  let lecturer: TestMember;
  let student: TestMember;
  beforeAll(async () => {
    t = await startTestApplication();
    course = await createCourse(t);
    lecturer = await addMember(t, course.id, '_lecturer');
    student = await addMember(t, course.id, '_student');
  });
  afterAll(() => t.close());

  const unit = (path: string, changes: Record<string, unknown> = {}) =>
    createContent(t, course, { path, course_content_type_id: course.unitTypeId, ...changes });
  const assignment = (path: string, changes: Record<string, unknown> = {}) =>
    createContent(t, course, { path, ...changes });
  const pathsBelow = async (client: typeof t.admin, root: string, query = '') => {
    const { body } = await client.get(`/course-contents?course_id=${course.id}${query}`);
    const paths = body.map((row: { path: string }) => row.path) as string[];
    return paths.filter((path) => path === root || path.startsWith(`${root}.`));
  };

  it('are created with their type, kind and repository folder', async () => {
    const created = await lecturer.client.post('/course-contents', {
      path: 'intro',
      course_id: course.id,
      course_content_type_id: course.assignmentTypeId,
      title: ' Hello ',
      opens_at: '2026-01-01T08:00',
      due_at: '2026-01-02T08:00:00+01:00',
      max_submissions: 3,
      late_policy: { percent_per_day: 10 },
    });
    expect(created.status).toBe(201);
    expect(created.headers['location']).toBe(`/course-contents/${created.body.id}`);
    expect(created.body).toMatchObject({
      path: 'intro',
      title: 'Hello',
      position: 0,
      opens_at: '2026-01-01T08:00:00.000Z',
      due_at: '2026-01-02T07:00:00.000Z',
      closes_at: null,
      late_policy: { percent_per_day: 10 },
      max_submissions: 3,
      max_group_size: null,
      is_submittable: true,
      course_content_kind_id: 'assignment',
      has_deployment: false,
      deployment_status: null,
      deployment: null,
      testing_service_id: null,
      archived_at: null,
      course_content_type: {
        id: course.assignmentTypeId,
        color: 'green',
        course_content_kind: { id: 'assignment', submittable: true },
      },
      properties: { gitlab: { full_path: course.fullPath, directory: null } },
    });
    const { body } = await student.client.get(`/course-contents?id=${created.body.id}&include=deployment`);
    expect(body).toMatchObject([{ path: 'intro', course_content_type: { slug: 'assignment' } }]);
    for (const key of ['properties', 'description', 'archived_at', 'team_mode']) {
      expect(body[0]).not.toHaveProperty(key);
    }
  });

  it('stand in the order of the tree: siblings by position, then path', async () => {
    await unit('w', { position: 1 });
    await unit('w.b', { position: 2 });
    await assignment('w.b.z', { position: 1 });
    await assignment('w.b.y', { position: 1.5 });
    await assignment('w.a', { position: 3 });
    await assignment('w.d', { position: 2 });
    await assignment('w.c', { position: -1 });
    const order = ['w', 'w.c', 'w.b', 'w.b.z', 'w.b.y', 'w.d', 'w.a'];
    expect(await pathsBelow(student.client, 'w')).toEqual(order);
    const page = await student.client.get(
      `/course-contents?course_id=${course.id}&skip=2&limit=3&sort=-path`,
    );
    expect(page.body).toHaveLength(3);
    expect(Number(page.headers['x-total-count'])).toBeGreaterThanOrEqual(order.length);
  });

  it('are hidden from students while archived or not open, with all that lies below', async () => {
    await unit('later', { opens_at: inDays(1) });
    const below = await assignment('later.sheet');
    const archived = await unit('gone');
    const belowArchived = await assignment('gone.sheet');
    await unit('now', { opens_at: inDays(-1) });
    const future = await assignment('now.tomorrow', { opens_at: inDays(1) });
    const open = await assignment('now.today');
    const answer = await lecturer.client.patch(`/course-contents/${archived}/archive`);
    expect([answer.status, answer.raw.length]).toEqual([204, 0]);
    for (const id of [below, belowArchived, future]) {
      const hidden = await student.client.get(`/course-contents/${id}`);
      expect([hidden.status, hidden.body.error_code]).toEqual([404, 'CONTENT_001']);
      expect((await student.client.get(`/course-contents?id=${id}&archived=true`)).body).toEqual([]);
      expect((await lecturer.client.get(`/course-contents/${id}`)).status).toBe(200);
    }
    expect((await student.client.get(`/course-contents/${open}`)).status).toBe(200);
    expect(await pathsBelow(lecturer.client, 'later')).toEqual(['later', 'later.sheet']);
    expect(await pathsBelow(lecturer.client, 'gone')).toEqual([]);
    expect(await pathsBelow(lecturer.client, 'gone', '&archived=true')).toEqual(['gone', 'gone.sheet']);
    expect((await lecturer.client.patch(`/course-contents/${archived}/unarchive`)).status).toBe(204);
    expect(await pathsBelow(student.client, 'gone')).toEqual(['gone', 'gone.sheet']);
  });

  it('count as archived below an archived unit, however they came there', async () => {
    const shelf = await unit('shelf');
    const moved = await assignment('moved');
    await lecturer.client.patch(`/course-contents/${shelf}/archive`);
    const made = await assignment('shelf.made');
    await lecturer.client.patch(`/course-contents/${moved}`, { path: 'shelf.moved' });
    const shown = async (id: string) => {
      const { body, headers } = await lecturer.client.get(`/course-contents/${id}`);
      const view = await lecturer.client.get(`/lecturers/course-contents/${id}`);
      expect(view.body.archived_at).toBe(body.archived_at);
      return [body.archived_at as string | null, headers.etag];
    };
    const [since, tag] = await shown(moved);
    expect(since).toEqual(expect.any(String));
    expect((await shown(made))[0]).toBe(since);
    expect(await pathsBelow(lecturer.client, 'shelf')).toEqual([]);
    const all = ['shelf', 'shelf.made', 'shelf.moved'];
    expect((await pathsBelow(lecturer.client, 'shelf', '&archived=true')).sort()).toEqual(all);
    expect((await lecturer.client.patch(`/course-contents/${shelf}/unarchive`)).status).toBe(204);
    const [afterwards, newTag] = await shown(moved);
    expect(afterwards).toBeNull();
    expect(newTag).not.toBe(tag);
    expect((await pathsBelow(student.client, 'shelf')).sort()).toEqual(all);
  });

  it('fit into the tree', async () => {
    await assignment('leaf');
    const other = await createCourse(t);
    const codeOf = async (changes: Record<string, unknown>) => {
      const { status, body } = await lecturer.client.post('/course-contents', {
        path: 'x',
        course_id: course.id,
        course_content_type_id: course.assignmentTypeId,
        ...changes,
      });
      return [status, body.error_code];
    };
    expect(await codeOf({ path: 'leaf.x' })).toEqual([400, 'CONTENT_008']);
    expect(await codeOf({ path: 'nowhere.x' })).toEqual([400, 'CONTENT_008']);
    expect(await codeOf({ course_content_type_id: other.unitTypeId })).toEqual([400, 'CONTENT_008']);
    expect(await codeOf({ path: 'leaf' })).toEqual([409, 'CONTENT_009']);
    expect(await codeOf({ path: 'Big' })).toEqual([400, 'VAL_001']);
    expect(await codeOf({ path: Array(17).fill('a').join('.') })).toEqual([400, 'VAL_001']);
    expect(await codeOf({ due_at: '2026-01-02', opens_at: '2026-01-03' })).toEqual([400, 'VAL_001']);
    expect(await codeOf({ course_id: other.id })).toEqual([404, 'NF_003']);
  });

  it('move with their subtree, but not below themselves nor onto another', async () => {
    const moved = await unit('src', { position: 5 });
    await unit('src.deep');
    await assignment('src.deep.leaf');
    await unit('dst');
    const move = (path: string) =>
      lecturer.client.patch(`/course-contents/${moved}/move`, { path, position: 7 });
    expect((await move('src.deep.src')).body.error_code).toBe('CONTENT_008');
    expect((await move('dst')).body.error_code).toBe('CONTENT_009');
    expect((await move('src')).body).toMatchObject({ path: 'src', position: 7 });
    const done = await move('dst.src');
    expect(done.body).toMatchObject({ path: 'dst.src', position: 7 });
    expect(await pathsBelow(lecturer.client, 'dst')).toEqual([
      'dst',
      'dst.src',
      'dst.src.deep',
      'dst.src.deep.leaf',
    ]);
    expect(await pathsBelow(lecturer.client, 'src')).toEqual([]);
    const patched = await lecturer.client.patch(`/course-contents/${moved}`, { path: 'src' });
    expect(patched.body.path).toBe('src');
    expect(await pathsBelow(lecturer.client, 'src')).toEqual(['src', 'src.deep', 'src.deep.leaf']);
    const unknown = await lecturer.client.patch(`/course-contents/${moved}/move`, { path: 'dst' });
    expect([unknown.status, unknown.body.error_code]).toEqual([400, 'VAL_001']);
  });

  it('change within what their children and dates allow', async () => {
    const parent = await unit('grow');
    await assignment('grow.child');
    const leaf = await assignment('shrink', { due_at: '2026-02-01', description: 'text' });
    const change = (id: string, body: object) => lecturer.client.patch(`/course-contents/${id}`, body);
    expect((await change(parent, { course_content_type_id: course.assignmentTypeId })).body.error_code).toBe(
      'CONTENT_008',
    );
    expect((await change(leaf, { opens_at: '2026-03-01' })).body.error_code).toBe('VAL_001');
    expect((await change(leaf, { path: null })).status).toBe(400);
    const cleared = await change(leaf, { due_at: null, description: null, opens_at: '2026-03-01' });
    expect(cleared.body).toMatchObject({ due_at: null, description: null });
    expect((await change(leaf, { course_content_type_id: course.unitTypeId })).body).toMatchObject({
      course_content_kind_id: 'unit',
      is_submittable: false,
    });
  });

  it('go with their subtree', async () => {
    const root = await unit('del');
    await assignment('del.child');
    await unit('del2');
    expect((await student.client.delete(`/course-contents/${root}`)).body.error_code).toBe('AUTHZ_004');
    expect((await lecturer.client.delete(`/course-contents/${root}`, { 'if-match': '"9"' })).status).toBe(
      412,
    );
    expect((await lecturer.client.delete(`/course-contents/${root}`)).status).toBe(204);
    expect(await pathsBelow(lecturer.client, 'del')).toEqual([]);
    expect(await pathsBelow(lecturer.client, 'del2')).toEqual(['del2']);
    expect((await lecturer.client.delete(`/course-contents/${root}`)).status).toBe(404);
  });

  it('are nobody else’s business', async () => {
    const id = await assignment('secret');
    const outsiders = [await createUser(t), await addMember(t, (await createCourse(t)).id, '_owner')];
    for (const { client } of outsiders) {
      expect((await client.get(`/course-contents/${id}`)).status).toBe(404);
      expect((await client.get(`/course-contents?course_id=${course.id}`)).body).toEqual([]);
      expect((await client.patch(`/course-contents/${id}`, { title: 'x' })).status).toBe(404);
      expect((await client.patch(`/course-contents/${id}/archive`)).status).toBe(404);
      expect((await client.delete(`/course-contents/${id}`)).status).toBe(404);
    }
    const tutor = await addMember(t, course.id, '_tutor');
    expect((await tutor.client.patch(`/course-contents/${id}`, { title: 'x' })).status).toBe(403);
    expect(
      (await student.client.patch(`/course-contents/${id}/move`, { path: 'y', position: 1 })).status,
    ).toBe(403);
  });
});
