import sql from 'sql-template-tag';
import { uuidv7 } from 'uuidv7';
import { Transaction } from '../../../src/platform/database/transaction.js';
import { addMember, createContent, createCourse } from '../../factories/course.js';
import {
  createGradedCourse,
  graded,
  type GradedCourse,
  submitted,
  teamOf,
  tested,
} from '../../factories/graded-course.js';
import { handedIn } from '../../factories/hand-in.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';
import type { Answer } from '../../setup/test-client.js';

const LIST = '/course-member-gradings';
const NOBODY = '00000000-0000-7000-8000-000000000000';
const refusal = (answer: Answer) => [answer.status, answer.body.error_code as string];
const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString();

describe('gradings', () => {
  let t: TestApplication;
  let world: GradedCourse;
  let examTypeId: string;
  let loopsResult: string;

  /**
   * Five open contents. Ada: loops 0.5 (its newest hand-in is not graded yet), lists 0.8 on practice only, files 0.25
   * after 1, exam without a grade. Bob and Cem: 0.7 as a team.
   */
  beforeAll(async () => {
    t = await startTestApplication();
    world = await createGradedCourse(t);
    const { course, contents, ada, bob, cem, tutor } = world;
    const type = { slug: 'exam', course_id: course.id, course_content_kind_id: 'assignment', color: 'red' };
    examTypeId = (await t.admin.post('/course-content-types', type)).body.id as string;
    const exam = await createContent(t, course, {
      path: 'week_2.exam',
      course_content_type_id: examTypeId,
      position: 3,
    });
    await createContent(t, course, { path: 'week_2.later', opens_at: tomorrow() });
    const old = await createContent(t, course, { path: 'week_2.old' });
    await t.admin.patch(`/course-contents/${old}/archive`);
    const first = await submitted(t, ada, contents.loops);
    await graded(tutor, first, 0.5, 2);
    loopsResult = await tested(t, await submitted(t, ada, contents.loops), {
      memberId: ada.memberId,
      result: 0.75,
    });
    await graded(tutor, await submitted(t, ada, contents.lists, false), 0.8, 1);
    const files = await submitted(t, ada, contents.files);
    await graded(tutor, files, 1, 3);
    await graded(tutor, files, 0.25, 1);
    await submitted(t, ada, exam);
    const team = await teamOf(t, course, contents.team, [bob, cem]);
    await graded(tutor, await handedIn(cem.client, team, { submit: true }), 0.7, 1);
    for (const [member, family_name] of [
      [ada, 'Cole'],
      [bob, 'Adams'],
      [cem, 'Baker'],
    ] as const) {
      await t.admin.patch(`/users/${member.userId}`, { family_name });
    }
    await t.get(Transaction).execute(sql`
      INSERT INTO auth.student_profiles (id, user_id, organization_id, student_id)
      VALUES (${uuidv7()}, ${ada.userId}, ${course.organizationId}, '4711')
      ON CONFLICT (user_id, organization_id) DO UPDATE SET student_id = excluded.student_id`);
  });
  afterAll(() => t.close());

  const of = () => `${LIST}?course_id=${world.course.id}`;

  it('are the hand-computed numbers of every student, by name', async () => {
    const { ada, bob, cem, tutor, course } = world;
    const answer = await tutor.client.get(of());
    expect([answer.status, answer.headers['x-total-count']]).toEqual([200, '3']);
    const team = {
      total_max_assignments: 5,
      total_submitted_assignments: 1,
      overall_progress_percentage: 20,
      overall_average_grading: 0.14,
      latest_submission_at: expect.any(String),
      by_content_type: [
        { submitted_assignments: 1, progress_percentage: 25, graded_assignments: 1, average_grading: 0.175 },
        {
          course_content_type_slug: 'exam',
          max_assignments: 1,
          submitted_assignments: 0,
          progress_percentage: 0,
          latest_submission_at: null,
          graded_assignments: 0,
          average_grading: 0,
        },
      ],
    };
    const adas = {
      course_member_id: ada.memberId,
      course_id: course.id,
      user_id: ada.userId,
      username: ada.username,
      given_name: 'Ada',
      family_name: 'Cole',
      student_id: '4711',
      total_max_assignments: 5,
      total_submitted_assignments: 3,
      overall_progress_percentage: 60,
      latest_submission_at: expect.any(String),
      overall_average_grading: 0.31,
      by_content_type: [
        {
          course_content_type_id: course.assignmentTypeId,
          course_content_type_slug: 'assignment',
          course_content_type_title: null,
          course_content_type_color: 'green',
          max_assignments: 4,
          submitted_assignments: 2,
          progress_percentage: 50,
          latest_submission_at: expect.any(String),
          graded_assignments: 3,
          average_grading: 0.3875,
        },
        {
          course_content_type_id: examTypeId,
          course_content_type_slug: 'exam',
          course_content_type_title: null,
          course_content_type_color: 'red',
          max_assignments: 1,
          submitted_assignments: 1,
          progress_percentage: 100,
          latest_submission_at: expect.any(String),
          graded_assignments: 0,
          average_grading: 0,
        },
      ],
      created_at: expect.any(String),
      updated_at: expect.any(String),
    };
    expect(answer.body).toMatchObject([
      { course_member_id: bob.memberId, ...team },
      { course_member_id: cem.memberId, ...team },
      {},
    ]);
    expect(answer.body[2]).toEqual(adas);
    const single = await tutor.client.get(`${LIST}/${ada.memberId}`);
    const { nodes, created_by, updated_by, ...rest } = single.body;
    expect(rest).toEqual(adas);
    expect([nodes.length, created_by, updated_by]).toEqual([7, t.admin.userId, t.admin.userId]);
  });

  it('have a node for every open path, in the order of the tree', async () => {
    const { ada, tutor } = world;
    const { body } = await ada.client.get(`${LIST}/${ada.memberId}`);
    const rows = body.nodes.map((node: Record<string, unknown>) => [
      node['path'],
      node['max_assignments'],
      node['submitted_assignments'],
      node['progress_percentage'],
      node['grading'],
      node['average_grading'],
      node['graded_assignments'],
      node['status'],
    ]);
    expect(rows).toEqual([
      ['week_2', 3, 2, 66.67, null, 0.0833, 1, 'not_reviewed'],
      ['week_2.files', 1, 1, 100, 0.25, null, 1, 'corrected'],
      ['week_2.team', 1, 0, 0, null, null, 0, null],
      ['week_2.exam', 1, 1, 100, null, null, 0, null],
      ['week_1', 2, 1, 50, null, 0.65, 2, 'correction_necessary'],
      ['week_1.loops', 1, 1, 100, 0.5, null, 1, 'correction_necessary'],
      ['week_1.lists', 1, 0, 0, 0.8, null, 1, 'corrected'],
    ]);
    expect(body.nodes[5]).toMatchObject({
      title: 'Loops',
      submittable: true,
      position: 1,
      course_content_type_color: 'green',
      latest_result_id: loopsResult,
      latest_result_grade: 0.75,
      latest_result_status: 0,
      latest_result_created_at: expect.stringMatching(/Z$/),
      test_runs_count: 1,
      max_test_runs: null,
      submissions_count: 2,
      max_submissions: null,
      graded_by_course_member: { course_role_id: '_tutor', user_id: tutor.userId },
    });
    expect(body.nodes[1]).toMatchObject({ max_submissions: 5, submissions_count: 1, test_runs_count: 0 });
    expect(body.nodes[0]).toMatchObject({
      submittable: false,
      test_runs_count: null,
      submissions_count: null,
      latest_result_id: null,
      graded_by_course_member: null,
      by_content_type: [
        { course_content_type_slug: 'assignment', max_assignments: 2, average_grading: 0.125 },
        { course_content_type_slug: 'exam', max_assignments: 1, submitted_assignments: 1 },
      ],
    });
  });

  it('round to two and four places, follow every change at once, and know empty courses', async () => {
    const course = await createCourse(t);
    const [tutor, student] = [
      await addMember(t, course.id, '_tutor'),
      await addMember(t, course.id, '_student'),
    ];
    const read = async () => {
      const [row] = (await tutor.client.get(`${LIST}?course_id=${course.id}`)).body;
      const single = (await tutor.client.get(`${LIST}/${student.memberId}`)).body;
      expect(single.overall_average_grading).toBe(row.overall_average_grading);
      return [row.total_max_assignments, row.overall_progress_percentage, row.overall_average_grading];
    };
    expect(await read()).toEqual([0, 0, null]);
    const contents = [await createContent(t, course), await createContent(t, course)];
    const last = await createContent(t, course);
    const artifact = await submitted(t, student, last);
    expect(await read()).toEqual([3, 33.33, 0]);
    await graded(tutor, artifact, 1);
    expect(await read()).toEqual([3, 33.33, 0.3333]);
    await submitted(t, student, contents[0] as string);
    expect(await read()).toEqual([3, 66.67, 0.3333]);
    await t.admin.patch(`/course-contents/${contents[1]}/archive`);
    expect(await read()).toEqual([2, 100, 0.5]);
  });

  it('list students only, filter, page, and change their version with the numbers', async () => {
    const { tutor, ada, cem, contents } = world;
    const page = await tutor.client.get(`${of()}&limit=1&skip=1`);
    expect(page.headers['x-total-count']).toBe('3');
    expect(page.body[0].course_member_id).toBe(cem.memberId);
    expect((await tutor.client.get(`${of()}&course_member_id=${ada.memberId}`)).body).toHaveLength(1);
    const path = `${LIST}/${cem.memberId}`;
    const etag = (await tutor.client.get(path)).headers['etag'] ?? '';
    expect((await tutor.client.get(path, { 'if-none-match': etag })).status).toBe(304);
    await submitted(t, cem, contents.lists);
    expect((await tutor.client.get(path, { 'if-none-match': etag })).status).toBe(200);
  });

  it('are for tutors of the course, and of oneself', async () => {
    const { tutor, ada, bob } = world;
    expect(refusal(await tutor.client.get(LIST))).toEqual([400, 'VAL_002']);
    expect(refusal(await tutor.client.get(`${LIST}?course_id=x`))).toEqual([400, 'VAL_003']);
    expect(refusal(await ada.client.get(of()))).toEqual([403, 'AUTHZ_004']);
    expect(refusal(await ada.client.get(`${LIST}/${bob.memberId}`))).toEqual([404, 'NF_001']);
    const stranger = await addMember(t, (await createCourse(t)).id, '_owner');
    expect(refusal(await stranger.client.get(of()))).toEqual([404, 'NF_003']);
    for (const id of [ada.memberId, NOBODY]) {
      expect(refusal(await stranger.client.get(`${LIST}/${id}`))).toEqual([404, 'NF_001']);
    }
    expect((await t.anonymous.get(of())).status).toBe(401);
  });
});
