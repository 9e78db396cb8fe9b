import sql from 'sql-template-tag';
import { uuidv7 } from 'uuidv7';
import { Transaction } from '../../../src/platform/database/transaction.js';
import {
  createGradedCourse,
  graded,
  type GradedCourse,
  submitted,
  teamOf,
  tested,
} from '../../factories/graded-course.js';
import { addMember, createContent, createCourse } from '../../factories/course.js';
import { countRows, handedIn } from '../../factories/hand-in.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';

const LIST = '/students/course-contents';
const NOBODY = '00000000-0000-7000-8000-000000000000';
const hour = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();

describe('contents as students see them', () => {
  let t: TestApplication;
  let world: GradedCourse;
  beforeAll(async () => {
    t = await startTestApplication();
    world = await createGradedCourse(t);
  });
  afterAll(() => t.close());

  const of = (courseId: string) => `${LIST}?course_id=${courseId}`;
  const paths = (body: { path: string }[]) => body.map((row) => row.path);

  it('show a fresh course in tree order with a group for every assignment of his own', async () => {
    const { course, ada } = world;
    const answer = await ada.client.get(of(course.id));
    expect(answer.status).toBe(200);
    expect(answer.headers['x-total-count']).toBe('6');
    expect(paths(answer.body)).toEqual([
      'week_2',
      'week_2.files',
      'week_2.team',
      'week_1',
      'week_1.loops',
      'week_1.lists',
    ]);
    const [unit, files, team] = answer.body;
    expect(files).toMatchObject({
      course_id: course.id,
      course_content_kind_id: 'assignment',
      course_content_type: { id: course.assignmentTypeId, course_content_kind: { id: 'assignment' } },
      color: 'green',
      submitted: false,
      result_count: 0,
      submission_count: 0,
      max_test_runs: null,
      testing_service_id: null,
      directory: null,
      result: null,
      unread_message_count: 0,
      deployment: null,
      has_deployment: false,
      status: null,
      unreviewed_count: 0,
      latest_grade_status: null,
      extension: null,
      late_policy: null,
    });
    expect(files.submission_group).toMatchObject({
      course_content_title: null,
      course_content_path: 'week_2.files',
      example_identifier: null,
      max_group_size: 1,
      current_group_size: 1,
      members: [{ user_id: ada.userId, course_member_id: ada.memberId, username: ada.username }],
      repository: {
        provider: 'git',
        clone_url: `${t.env.PUBLIC_URL}/git/${course.fullPath}/students/${ada.username}.git`,
      },
      status: null,
      grading: null,
      graded_by_course_member: null,
      count: 0,
      max_submissions: 5,
      unread_message_count: 0,
    });
    expect(Object.keys(files.submission_group.members[0]).sort()).toEqual([
      'course_member_id',
      'full_name',
      'id',
      'user_id',
      'username',
    ]);
    expect(team.submission_group).toBeNull();
    expect(unit).toMatchObject({ submission_group: null, status: 'not_reviewed', unreviewed_count: 0 });
  });

  it('make the groups once, whoever reads at the same time, and write nothing when they are there', async () => {
    const { course, bob } = world;
    const answers = await Promise.all([1, 2, 3, 4].map(() => bob.client.get(of(course.id))));
    const groups = answers.map((answer) =>
      answer.body.map((row: { submission_group: { id: string } | null }) => row.submission_group?.id),
    );
    expect(new Set(groups.map((ids) => JSON.stringify(ids))).size).toBe(1);
    expect(await countRows(t, 'submission_group_members', sql`course_member_id = ${bob.memberId}`)).toBe(3);
    const run = jest.spyOn(t.get(Transaction), 'run');
    await bob.client.get(of(course.id));
    await bob.client.get(`${LIST}/${world.contents.loops}`);
    expect(run).not.toHaveBeenCalled();
    run.mockRestore();
  });

  it('count hand-ins and test runs, and follow the current grade', async () => {
    const { ada, tutor, contents } = world;
    const practice = await submitted(t, ada, contents.loops, false);
    await tested(t, practice, { memberId: ada.memberId, result: 0.25 });
    await tested(t, practice, { memberId: ada.memberId, status: 'failed' });
    await tested(t, practice, { memberId: tutor.memberId, byGroupMember: false, result: 0.5 });
    const read = async () => (await ada.client.get(`${LIST}/${contents.loops}`)).body;
    const before = await read();
    expect(before).toMatchObject({
      submitted: false,
      submission_count: 0,
      result_count: 1,
      unreviewed_count: 0,
      result: {
        status: 'finished',
        result: 0.5,
        submit: false,
        result_json: { summary: {} },
        result_artifacts: [],
      },
    });

    const first = await submitted(t, ada, contents.loops);
    expect(await read()).toMatchObject({
      submitted: true,
      submission_count: 1,
      unreviewed_count: 1,
      status: null,
      submission_group: { count: 1, grading: null },
    });
    await graded(tutor, first, 0.5, 2);
    expect(await read()).toMatchObject({
      status: 'correction_necessary',
      latest_grade_status: 'correction_necessary',
      unreviewed_count: 0,
      submission_group: {
        status: 'correction_necessary',
        grading: 0.5,
        graded_by_course_member: {
          course_role_id: '_tutor',
          user_id: tutor.userId,
          user: { given_name: 'Ada' },
        },
      },
    });
    await submitted(t, ada, contents.loops);
    expect(await read()).toMatchObject({
      status: 'correction_necessary',
      unreviewed_count: 1,
      submission_count: 2,
    });
    await graded(tutor, first, 0.75, 0);
    const after = await read();
    expect(after).toMatchObject({ status: 'not_reviewed', latest_grade_status: 'not_reviewed' });
    expect(after.submission_group.gradings).toMatchObject([
      {
        grading: 0.75,
        status: 0,
        feedback: null,
        result_id: null,
        graded_by_course_member_id: tutor.memberId,
      },
      { grading: 0.5, status: 2, graded_by_course_member: { user_id: tutor.userId } },
    ]);
  });

  it('give a version that changes with what they show', async () => {
    const { cem, tutor, contents } = world;
    const path = `${LIST}/${contents.lists}`;
    const artifact = await submitted(t, cem, contents.lists);
    const { etag } = (await cem.client.get(path)).headers;
    expect((await cem.client.get(path, { 'if-none-match': etag ?? '' })).status).toBe(304);
    await graded(tutor, artifact, 1);
    expect((await cem.client.get(path, { 'if-none-match': etag ?? '' })).status).toBe(200);
  });

  it('show a team to its members, without addresses', async () => {
    const { course, ada, bob, cem, contents } = world;
    const groupId = await teamOf(t, course, contents.team, [ada, bob]);
    await handedIn(bob.client, groupId, { submit: true });
    const seen = (await ada.client.get(`${LIST}/${contents.team}`)).body;
    expect(seen).toMatchObject({
      submission_count: 1,
      submission_group: { id: groupId, current_group_size: 2, max_group_size: 3 },
    });
    const ids = seen.submission_group.members.map((mate: { user_id: string }) => mate.user_id);
    expect(ids.sort()).toEqual([ada.userId, bob.userId].sort());
    const outside = await cem.client.get(`${LIST}/${contents.team}`);
    expect(outside.body).toMatchObject({ submission_group: null, submission_count: 0, submitted: false });
    expect((await cem.client.get(of(course.id))).raw.toString()).not.toMatch(/@/);
  });

  it('combine the states of a unit', async () => {
    const course = await createCourse(t);
    const unit = { course_content_type_id: course.unitTypeId };
    const top = await createContent(t, course, { ...unit, path: 'top' });
    await createContent(t, course, { ...unit, path: 'top.inner' });
    const [a, b] = [
      await createContent(t, course, { path: 'top.a' }),
      await createContent(t, course, { path: 'top.inner.b' }),
    ];
    const tutor = await addMember(t, course.id, '_tutor');
    const student = await addMember(t, course.id, '_student');
    const state = async () => {
      const list = (await student.client.get(of(course.id))).body;
      const single = (await student.client.get(`${LIST}/${top}`)).body;
      const found = list.find((row: { id: string }) => row.id === top);
      expect([found.status, found.unreviewed_count]).toEqual([single.status, single.unreviewed_count]);
      return [single.status, single.unreviewed_count];
    };
    expect(await state()).toEqual(['not_reviewed', 0]);
    const [first, second] = [await submitted(t, student, a), await submitted(t, student, b)];
    expect(await state()).toEqual(['not_reviewed', 2]);
    await graded(tutor, first, 1, 1);
    expect(await state()).toEqual(['not_reviewed', 1]);
    await graded(tutor, second, 1, 1);
    expect(await state()).toEqual(['corrected', 0]);
    await graded(tutor, second, 0.5, 3);
    expect(await state()).toEqual(['improvement_possible', 0]);
    await graded(tutor, first, 0.2, 2);
    expect(await state()).toEqual(['correction_necessary', 0]);
    await createContent(t, course, { path: 'top.later', opens_at: hour(24) });
    await graded(tutor, first, 1, 1);
    await graded(tutor, second, 1, 1);
    expect(await state()).toEqual(['corrected', 0]);
  });

  it('leave out what is archived or not open, and what lies below', async () => {
    const course = await createCourse(t);
    const unit = { course_content_type_id: course.unitTypeId };
    await createContent(t, course, { ...unit, path: 'soon', opens_at: hour(1) });
    const below = await createContent(t, course, { path: 'soon.task' });
    const old = await createContent(t, course, { ...unit, path: 'old' });
    const gone = await createContent(t, course, { path: 'old.task' });
    const open = await createContent(t, course, { path: 'open', opens_at: hour(-1) });
    expect((await t.admin.patch(`/course-contents/${old}/archive`)).status).toBe(204);
    const student = await addMember(t, course.id, '_student');
    const list = await student.client.get(of(course.id));
    expect(paths(list.body)).toEqual(['open']);
    for (const id of [below, gone, NOBODY]) {
      const answer = await student.client.get(`${LIST}/${id}`);
      expect([answer.status, answer.body.error_code]).toEqual([404, 'CONTENT_001']);
    }
    expect((await student.client.get(`${LIST}/${open}`)).status).toBe(200);
  });

  it('filter, page only when asked, and refuse what is malformed', async () => {
    const { course, ada, contents } = world;
    const query = async (text: string) => (await ada.client.get(`${of(course.id)}&${text}`)).body;
    expect(paths(await query('nlevel=1'))).toEqual(['week_2', 'week_1']);
    expect(paths(await query('descendants=week_1'))).toEqual(['week_1.loops', 'week_1.lists']);
    expect(paths(await query('ascendants=week_1.loops'))).toEqual(['week_1']);
    expect(paths(await query('path=week_1.loops'))).toEqual(['week_1.loops']);
    expect(paths(await query('title=Loops'))).toEqual(['week_1.loops']);
    expect(paths(await query(`id=${contents.lists}&id=${contents.loops}`))).toHaveLength(2);
    expect(await query(`project=${course.fullPath}&nlevel=1`)).toHaveLength(2);
    expect(await query('project=another/one')).toEqual([]);
    expect(await query(`provider_url=${t.env.PUBLIC_URL}/git&nlevel=1`)).toHaveLength(2);
    expect(await query('provider_url=http://elsewhere')).toEqual([]);
    await t.get(Transaction).execute(sql`
      INSERT INTO course.deployments
        (id, course_content_id, example_identifier, version_tag, deployment_status, deployed_at, deployment_path)
      VALUES (${uuidv7()}, ${contents.loops}, 'itp.loops', '1.0.0', 'deployed', now(), 'itp.loops')`);
    expect(await query('directory=itp.loops')).toMatchObject([
      {
        path: 'week_1.loops',
        directory: 'itp.loops',
        has_deployment: true,
        deployment: { deployment_status: 'deployed' },
        submission_group: { example_identifier: 'itp.loops' },
      },
    ]);
    const page = await ada.client.get(`${of(course.id)}&limit=2&skip=1&sort=-title`);
    expect(page.headers['x-total-count']).toBe('6');
    expect(page.body).toHaveLength(2);
    for (const bad of ['descendants=a b', 'nlevel=x', 'sort=color', 'id=7', 'path=..']) {
      const answer = await ada.client.get(`${of(course.id)}&${bad.replace(' ', '%20')}`);
      expect([bad, answer.status]).toEqual([bad, 400]);
    }
  });

  it('show nobody the rows of another one, and nothing of another course', async () => {
    const { course, ada, bob, contents } = world;
    const own = (await ada.client.get(`${LIST}/${contents.loops}`)).body;
    const other = (await bob.client.get(`${LIST}/${contents.loops}`)).body;
    expect(other.submission_group.id).not.toBe(own.submission_group.id);
    expect(other).toMatchObject({ submission_count: 0, status: null, result: null });
    const stranger = await addMember(t, (await createCourse(t)).id, '_owner');
    expect((await stranger.client.get(of(course.id))).body).toEqual([]);
    expect((await stranger.client.get(`${LIST}/${contents.loops}`)).status).toBe(404);
    expect((await t.anonymous.get(LIST)).status).toBe(401);
    const admin = (await t.admin.get(`${LIST}/${contents.loops}`)).body;
    expect(admin).toMatchObject({ id: contents.loops, submission_count: 0 });
  });
});
