import {
  addMember,
  createContent,
  createCourse,
  type TestCourse,
  type TestMember,
} from '../../factories/course.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';
import type { Answer } from '../../setup/test-client.js';

const COURSES = '/lecturers/courses';
const CONTENTS = '/lecturers/course-contents';
const refusal = (answer: Answer) => [answer.status, answer.body.error_code as string];

describe('courses and contents as lecturers see them', () => {
  let t: TestApplication;
  let course: TestCourse;
  let lecturer: TestMember;
  let unit: string;
  let loops: string;
  let lists: string;
  let old: string;
  beforeAll(async () => {
    t = await startTestApplication();
    course = await createCourse(t);
    lecturer = await addMember(t, course.id, '_lecturer');
    unit = await createContent(t, course, {
      course_content_type_id: course.unitTypeId,
      path: 'week',
      position: 2,
    });
    lists = await createContent(t, course, { path: 'week.lists', position: 2, max_submissions: 3 });
    loops = await createContent(t, course, {
      path: 'week.loops',
      position: 1,
      title: 'Loops',
      description: 'On loops',
      opens_at: '2999-01-01T00:00:00Z',
    });
    old = await createContent(t, course, { path: 'old', position: 1 });
    await t.admin.patch(`/course-contents/${old}/archive`);
  });
  afterAll(() => t.close());

  it('are the courses they teach', async () => {
    const list = await lecturer.client.get(COURSES);
    expect([list.status, list.headers['x-total-count']]).toEqual([200, '1']);
    expect(list.body[0]).toMatchObject({ id: course.id, properties: { gitlab: {} }, team_mode: null });
    const one = await lecturer.client.get(`${COURSES}/${course.id}`);
    expect(one.body).toMatchObject({ id: course.id, course_family: { id: course.familyId } });
    expect((await lecturer.client.get(`${COURSES}?path=nowhere`)).body).toEqual([]);
    expect(refusal(await lecturer.client.get(`${COURSES}?id=x`))).toEqual([400, 'VAL_003']);
    expect((await t.admin.get(`${COURSES}?id=${course.id}`)).body).toHaveLength(1);
  });

  it('are all contents of those, in tree order, archived ones on request', async () => {
    const list = await lecturer.client.get(CONTENTS);
    expect([list.status, list.headers['x-total-count']]).toEqual([200, '3']);
    expect(list.body.map((row: { id: string }) => row.id)).toEqual([unit, loops, lists]);
    expect(list.body[1]).toMatchObject({
      path: 'week.loops',
      archived_at: null,
      is_submittable: true,
      opens_at: '2999-01-01T00:00:00.000Z',
      repository: { url: `${t.env.PUBLIC_URL}/git`, full_path: course.fullPath },
      course_content_type: { id: course.assignmentTypeId },
      deployment: null,
    });
    expect(list.body[1]).not.toHaveProperty('description');
    const archived = await lecturer.client.get(`${CONTENTS}?archived=true`);
    expect(archived.body).toMatchObject([{ id: old, archived_at: expect.stringMatching(/Z$/) }]);
    const one = await lecturer.client.get(`${CONTENTS}/${loops}`);
    expect(one.body).toMatchObject({ id: loops, description: 'On loops', created_by: t.admin.userId });
    expect(one.headers['etag']).toMatch(/^"\d+"$/);
    expect((await lecturer.client.get(`${CONTENTS}/${old}`)).status).toBe(200);
  });

  it('filter, where a repeated parameter means any of its values', async () => {
    const found = async (query: string) => {
      const answer = await lecturer.client.get(`${CONTENTS}?${query}`);
      expect([query, answer.status]).toEqual([query, 200]);
      return answer.body.map((row: { id: string }) => row.id) as string[];
    };
    expect(await found(`id=${loops}&id=${unit}`)).toEqual([unit, loops]);
    expect(await found(`course_id=${course.id}&nlevel=2`)).toEqual([loops, lists]);
    expect(await found('nlevel=1&nlevel=2')).toEqual([unit, loops, lists]);
    expect(await found('descendants=week')).toEqual([loops, lists]);
    expect(await found('ascendants=week.loops')).toEqual([unit]);
    expect(await found('path=week.loops&path=week')).toEqual([unit, loops]);
    expect(await found('title=Loops')).toEqual([loops]);
    expect(await found('position=1')).toEqual([loops]);
    expect(await found('max_submissions=3')).toEqual([lists]);
    expect(await found('has_deployment=true')).toEqual([]);
    expect(await found(`course_content_type_id=${course.unitTypeId}`)).toEqual([unit]);
    expect(await found(`project=${course.fullPath}&limit=1`)).toEqual([unit]);
    expect(await found(`provider_url=${t.env.PUBLIC_URL}/git&skip=2`)).toEqual([lists]);
    expect(await found('provider_url=http://elsewhere')).toEqual([]);
    expect(await found('directory=x')).toEqual([]);
    for (const bad of ['nlevel=x', 'descendants=A', 'archived=maybe', 'position=x', 'sort=color']) {
      expect([bad, ...refusal(await lecturer.client.get(`${CONTENTS}?${bad}`))]).toEqual([
        bad,
        400,
        'VAL_003',
      ]);
    }
  });

  it('are nothing to others', async () => {
    const stranger = await addMember(t, (await createCourse(t)).id, '_owner');
    for (const role of ['_student', '_tutor'] as const) {
      const { client } = await addMember(t, course.id, role);
      expect((await client.get(COURSES)).body).toEqual([]);
      expect((await client.get(CONTENTS)).body).toEqual([]);
      expect(refusal(await client.get(`${COURSES}/${course.id}`))).toEqual([403, 'AUTHZ_004']);
      expect(refusal(await client.get(`${CONTENTS}/${lists}`))).toEqual([403, 'AUTHZ_004']);
    }
    expect(refusal(await stranger.client.get(`${COURSES}/${course.id}`))).toEqual([404, 'NF_003']);
    expect(refusal(await stranger.client.get(`${CONTENTS}/${lists}`))).toEqual([404, 'CONTENT_001']);
    expect((await stranger.client.get(`${CONTENTS}?course_id=${course.id}`)).body).toEqual([]);
    expect((await t.anonymous.get(CONTENTS)).status).toBe(401);
  });
});
