import { createCourse, type TestCourse, unique } from '../../factories/course.js';
import { ensureService, exampleFiles } from '../../factories/example.js';
import { GitClient } from '../../factories/git.js';
import { zipOf } from '../../factories/hand-in.js';
import { LONG_MS, until } from '../../setup/worker-process.js';
import { bodyOf, expectPresent, listOf } from './present.js';
import {
  createPerson,
  enrol,
  type Extension,
  makeGitToken,
  openStage,
  type Person,
  signInExtension,
  type Stage,
  withToken,
} from './stage.js';

const CONTENT = `id* path* course_id* course_content_type_id* title? position* max_group_size? max_test_runs? max_submissions?
  opens_at? due_at? closes_at? late_policy? course_content_kind_id* testing_service_id? is_submittable* has_deployment?
  deployment_status? example_version_id? course_content_type? deployment?`;
const DEPLOYMENT = `id* course_content_id* example_id? example_version_id? example_identifier? version_tag? deployment_status*
  deployment_message? assigned_at* deployed_at? deployment_path? has_newer_version* example_title? example_directory?
  example_description? course_content_title? course_content_path?`;
const GRADINGS = `course_member_id* course_id* user_id? username? given_name? family_name? student_id? total_max_assignments*
  total_submitted_assignments* overall_progress_percentage* latest_submission_at? overall_average_grading? by_content_type*`;

let stage: Stage;
let course: TestCourse;
let lecturer: Person;
beforeAll(async () => {
  stage = await openStage();
  course = await createCourse(stage.t);
  lecturer = await createPerson(stage);
  await enrol(stage, course.id, lecturer, '_lecturer');
  await ensureService(stage.t, 'lectern.python');
}, LONG_MS);
afterAll(() => stage.close());

/** From the organization down to what the course has. */
async function lookAround({ client }: Extension): Promise<void> {
  const [organization] = listOf(await client.get('/organizations?limit=10000'));
  expectPresent(organization, 'id* path* title? organization_type* user_id? email? archived_at?');
  const [family] = listOf(await client.get(`/course-families?organization_id=${organization.id}`));
  expectPresent(family, 'id* title? organization_id* path*');
  const courses = listOf(await client.get(`/courses?course_family_id=${family.id}`));
  expect(courses.map(({ id }) => id)).toEqual([course.id]);
  expectPresent(courses[0], 'id* title? course_family_id* organization_id* path* language_code? properties?');
  const contents = `/course-contents?course_id=${course.id}&include=deployment`;
  expect(listOf(await client.get(contents))).toEqual([]);
  expect(listOf(await client.get(`/lecturers/course-contents?course_id=${course.id}`))).toEqual([]);
  const types = listOf(await client.get(`/course-content-types?course_id=${course.id}`));
  types.forEach((type) =>
    expectPresent(type, 'id* slug* title? color* course_id* course_content_kind_id* course_content_kind?'),
  );
  const kinds = listOf(await client.get('/course-content-kinds'));
  expect(kinds.map(({ id }) => id).sort()).toEqual(['assignment', 'unit']);
  expect(listOf(await client.get(`/course-groups?course_id=${course.id}`))).toEqual([]);
  const members = listOf(await client.get(`/course-members?course_id=${course.id}&limit=10000`));
  members.forEach((member) =>
    expectPresent(member, 'id* user_id* course_id* course_group_id? course_role_id* user*'),
  );
}

interface Structure {
  weekId: string;
  sumId: string;
  draftId: string;
}

/** A type and contents of it; one is moved, one archived. */
async function buildStructure({ client, live }: Extension): Promise<Structure> {
  await live.subscribe(`course:${course.id}`);
  const type = {
    slug: 'homework',
    course_id: course.id,
    course_content_kind_id: 'assignment',
    color: 'blue',
  };
  const made = bodyOf(await client.post('/course-content-types', type), 201);
  expectPresent(
    made,
    'id* slug* course_id* course_content_kind_id* title? description? color? properties? course_content_kind?',
  );
  const create = async (path: string, typeId: string, more: object = {}) => {
    const body = { path, course_id: course.id, course_content_type_id: typeId, title: path, ...more };
    const content = bodyOf(await client.post('/course-contents', body), 201);
    expectPresent(
      content,
      `${CONTENT} description? properties? archived_at? team_mode? team_formation_deadline?`,
    );
    const { data } = await live.next('course:content_updated');
    expect(data).toMatchObject({
      course_content_id: content.id,
      change_type: 'created',
      course_id: course.id,
    });
    return content.id as string;
  };
  const weekId = await create('week_1', course.unitTypeId);
  const sumId = await create('sum', made.id as string, { max_test_runs: 5, max_submissions: 2 });
  const draftId = await create('week_1.draft', made.id as string, { position: 2 });
  const moved = await client.patch(`/course-contents/${sumId}/move`, { path: 'week_1.sum', position: 1 });
  expect(bodyOf(moved)).toMatchObject({ id: sumId, path: 'week_1.sum', position: 1 });
  bodyOf(await client.patch(`/course-contents/${draftId}/archive`), 204);
  const left = listOf(await client.get(`/lecturers/course-contents?course_id=${course.id}`));
  left.forEach((content) => expectPresent(content, `${CONTENT} archived_at? repository*`));
  expect(left.map(({ path }) => path)).toEqual(['week_1', 'week_1.sum']);
  return { weekId, sumId, draftId };
}

/** A repository of the library, and an example in two versions as zip. */
async function fillLibrary({ client }: Extension): Promise<{ repositoryId: string; identifier: string }> {
  const repository = {
    name: unique('library'),
    source_url: 'https://git.example.org/examples',
    source_type: 'git',
    organization_id: course.organizationId,
  };
  const { id } = bodyOf(await client.post('/example-repositories', repository), 201);
  const repositories = listOf(await client.get('/example-repositories?limit=10000'));
  expect(repositories.map((row) => row.id)).toContain(id);
  const directory = unique('sum');
  for (const version of ['1.0.0', '1.1.0']) {
    const inside = Object.entries(exampleFiles({ version })).map(([path, text]) => [
      `${directory}/${path}`,
      text,
    ]);
    const zip = await zipOf(Object.fromEntries(inside));
    const files = { [`${directory}.zip`]: zip.toString('base64') };
    const upload = bodyOf(await client.post('/examples/upload', { repository_id: id, directory, files }));
    expectPresent(
      upload,
      `id* example_id* version_tag* version_number* storage_path* title? description? language? license? execution_backend?
       student_submission_files* additional_files* student_templates* test_files* testing_service_id? created_at* created_by?`,
    );
    expect(upload.version_tag).toBe(version);
  }
  const [example] = listOf(await client.get(`/examples?repository_id=${id}&limit=10000`));
  expectPresent(example, 'id* directory* identifier* title* subject? category? tags* example_repository_id*');
  const versions = listOf(await client.get(`/examples/${example.id}/versions`));
  versions.forEach((version) =>
    expectPresent(
      version,
      'id* version_tag* version_number* title? description? testing_service_id? created_at* example_id*',
    ),
  );
  expect(versions.map(({ version_tag }) => version_tag)).toEqual(['1.1.0', '1.0.0']);
  return { repositoryId: id, identifier: example.identifier };
}

/** The older version is assigned, then everything is brought to the newest. */
async function assign({ client, live }: Extension, sumId: string, identifier: string): Promise<void> {
  const chosen = { example_identifier: identifier, version_tag: '1.0.0' };
  const done = bodyOf(await client.post(`/lecturers/course-contents/${sumId}/assign-example`, chosen));
  expectPresent(
    done,
    'deployment_id* course_content_id* example_id* example_version_id* version_tag* deployment_status* assigned_at* message*',
  );
  const { data } = await live.next('deployment:assigned');
  expect(data).toMatchObject({
    course_content_id: sumId,
    version_tag: '1.0.0',
    deployment_status: 'pending',
  });
  const list = bodyOf(await client.get(`/lecturers/courses/${course.id}/deployments`));
  expectPresent(list, 'course_id* total* deployments*');
  expectPresent(
    list.deployments[0],
    `course_content_id* example_id? example_identifier? version_tag? deployment_status* deployed_at? has_newer_version*
     latest_version_tag? course_content_title? course_content_path?`,
  );
  expect(list.deployments[0]).toMatchObject({ has_newer_version: true, latest_version_tag: '1.1.0' });
  const upgrade = { course_content_ids: [sumId] };
  const upgraded = bodyOf(await client.post(`/lecturers/courses/${course.id}/upgrade-versions`, upgrade));
  expect(upgraded).toEqual({
    total_requested: 1,
    total_upgraded: 1,
    total_skipped: 0,
    total_failed: 0,
    results: [{ course_content_id: sumId, success: true, from_tag: '1.0.0', to_tag: '1.1.0', error: null }],
  });
}

/** Assignments first, as the extension does, then the template; both tasks are watched to their end. */
async function release({ client, live }: Extension, sumId: string): Promise<void> {
  const ended = async (path: string, request: object) => {
    const started = bodyOf(await client.post(path, request));
    expect(started).toEqual({ workflow_id: expect.any(String), status: 'started', contents_to_process: 1 });
    return until(async () => {
      const task = bodyOf(await client.get(`/tasks/${started.workflow_id}/status`));
      expectPresent(
        task,
        `task_id* task_name* status* created_at* started_at? finished_at? progress? error? worker? queue? retries? args? kwargs?
         short_task_id? status_display? completed_at? has_result? result_available? duration? workflow_id? run_id?`,
      );
      return ['queued', 'started'].includes(task.status as string) ? null : task;
    });
  };
  const assignments = { course_content_ids: [sumId], overwrite_strategy: 'force_update' };
  const first = await ended(`/system/courses/${course.id}/generate-assignments`, assignments);
  expect([first.status, first.error]).toEqual(['finished', null]);
  const selection = { commit_message: 'Week 1', release: { course_content_ids: [sumId] } };
  const second = await ended(`/system/courses/${course.id}/generate-student-template`, selection);
  expect([second.status, second.error]).toEqual(['finished', null]);
  for (const status of ['deploying', 'deployed']) {
    const { data } = await live.next('deployment:status_changed');
    expectPresent(
      data,
      `course_id* course_content_id* deployment_id* previous_status* new_status* version_tag* example_identifier*
       deployment_message? deployed_at? workflow_id* timestamp*`,
    );
    expect(data).toMatchObject({ course_content_id: sumId, new_status: status });
  }
  const deployment = bodyOf(await client.get(`/lecturers/course-contents/${sumId}/deployment`));
  expectPresent(deployment, DEPLOYMENT);
  expect(deployment).toMatchObject({ deployment_status: 'deployed', version_tag: '1.1.0' });
}

/** The working copy of the assignments: cloned, changed and pushed, pulled without merging. */
async function workOnAssignments(extension: Extension, identifier: string): Promise<void> {
  const { client } = extension;
  const detail = bodyOf(await client.get(`/lecturers/courses/${course.id}`));
  const { gitlab } = detail.properties;
  expectPresent(
    gitlab,
    'url? full_path? web_url? assignments_url? student_template_url? registry? settings*',
  );
  expect((gitlab.assignments_url as string).startsWith(`${stage.origin}/git/`)).toBe(true);
  const token = await makeGitToken(stage, client);
  const git = await GitClient.open();
  const url = withToken(gitlab.assignments_url as string, token);
  await git.must('.', 'clone', url, 'work');
  await git.must('.', 'clone', url, 'second');
  expect(await git.must('work', 'ls-files')).toContain(`${identifier}/test.yaml`);
  await git.write(`second/${identifier}/notes.md`, 'For next year\n');
  await git.must('second', 'add', '-A');
  await git.must('second', 'commit', '-m', 'Notes');
  await git.must('second', 'push', 'origin', 'main');
  await git.must('work', 'pull', '--ff-only');
  expect(await git.must('work', 'ls-files')).toContain(`${identifier}/notes.md`);
}

/** The list of the university, line by line; then the gradebook that shows them. */
async function importMembers({ client }: Extension): Promise<void> {
  const lines = ['Byron', 'Curie'].map((family_name) => ({
    email: `${unique('mail')}@uni.example`,
    given_name: 'Ada',
    family_name,
    course_group_title: 'Monday',
    course_role_id: '_student',
    create_missing_group: true,
    update_if_exists: true,
  }));
  for (const line of lines) {
    const answer = bodyOf(await client.post(`/course-member-import/${course.id}`, line));
    expectPresent(answer, 'success* message? course_member? created_group? workflow_id?');
    expect(answer).toMatchObject({ success: true, course_member: { user: { email: line.email } } });
  }
  const rows = listOf(await client.get(`/course-member-gradings?course_id=${course.id}`));
  rows.forEach((row) => expectPresent(row, GRADINGS));
  expect(rows.map(({ family_name, total_max_assignments }) => [family_name, total_max_assignments])).toEqual([
    ['Byron', 1],
    ['Curie', 1],
  ]);
  expectPresent(
    rows[0].by_content_type[0],
    `course_content_type_id* course_content_type_slug* course_content_type_title? course_content_type_color? max_assignments*
     submitted_assignments* progress_percentage* latest_submission_at? graded_assignments? average_grading?`,
  );
  const detail = bodyOf(await client.get(`/course-member-gradings/${rows[0].course_member_id}`));
  expectPresent(detail, `${GRADINGS} nodes*`);
  detail.nodes.forEach((node: unknown) =>
    expectPresent(
      node,
      `path* title? submittable? position? course_content_type_color? by_content_type* max_assignments* submitted_assignments*
       progress_percentage* latest_submission_at? grading? average_grading? graded_assignments? status? latest_result_id?
       latest_result_grade? latest_result_status? latest_result_created_at? test_runs_count? max_test_runs?
       submissions_count? max_submissions? graded_by_course_member?`,
    ),
  );
  expect(detail.nodes.map(({ path }: { path: string }) => path)).toEqual(['week_1', 'week_1.sum']);
}

it(
  'a lecturer builds a course, fills the library, releases, and reads the gradebook',
  async () => {
    const extension = await signInExtension(stage, lecturer, ['lecturer', 'student', 'tutor']);
    await lookAround(extension);
    const { sumId } = await buildStructure(extension);
    const { identifier } = await fillLibrary(extension);
    await assign(extension, sumId, identifier);
    await release(extension, sumId);
    await workOnAssignments(extension, identifier);
    await importMembers(extension);
    expect(await extension.live.close()).toBe(1000);
  },
  LONG_MS,
);
