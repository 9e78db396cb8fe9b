import { GitClient } from '../../factories/git.js';
import { zipOf } from '../../factories/hand-in.js';
import type { Answer } from '../../setup/test-client.js';
import { LONG_MS, until } from '../../setup/worker-process.js';
import { CONTENT, GROUP, RESULT } from './contract-fields.js';
import { bodyOf, expectError, expectPresent, listOf } from './present.js';
import type { ReleasedCourse } from './released-course.js';
import {
  createPerson,
  enrol,
  type Extension,
  makeGitToken,
  type Person,
  signInExtension,
  type Stage,
  withToken,
} from './stage.js';
import { openWorkedStage } from './worked-stage.js';

/** The day of a student with the extension: the working copy, the test, the hand-in, the feedback. */
interface Day extends Extension {
  git: GitClient;
  token: string;
  groupId: string;
  directory: string;
}

let stage: Stage;
let released: ReleasedCourse;
let student: Person;
let memberId: string;
let tutor: Person;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ stage, released, close } = await openWorkedStage());
  student = await createPerson(stage);
  memberId = await enrol(stage, released.course.id, student, '_student');
  tutor = await createPerson(stage, { given_name: 'Tom' });
  await enrol(stage, released.course.id, tutor, '_tutor');
}, LONG_MS);
afterAll(() => close(), LONG_MS);

/** From the sign-in to the working copy. */
async function startDay(): Promise<Day> {
  const extension = await signInExtension(stage, student, ['student']);
  const { client } = extension;
  const courseId = released.course.id;
  const [course] = listOf(await client.get('/students/courses'));
  expectPresent(course, 'id* title? course_family_id? organization_id? path* repository*');
  expect([(await client.get('/tutors/courses')).body, (await client.get('/lecturers/courses')).body]).toEqual(
    [[], []],
  );
  const token = await makeGitToken(stage, client);
  await validate(client, courseId, token);
  const contents = listOf(await client.get(`/students/course-contents?course_id=${courseId}`));
  contents.forEach((content) => expectPresent(content, CONTENT));
  expect(contents.map(({ path }) => path)).toEqual(['week_1', 'week_1.addition', 'week_1.essay']);
  const exercise = contents[1];
  expectPresent(exercise.submission_group, GROUP);
  const group = exercise.submission_group;
  expectPresent(group.repository, 'provider* url* full_path* clone_url* web_url?');
  const detail = bodyOf(await client.get(`/students/courses/${courseId}`));
  expectPresent(detail, 'id* title? path* repository* course_content_types*');
  const git = await GitClient.open();
  await cloneAndMerge(git, group.repository.clone_url, detail.repository, token);
  return { ...extension, git, token, groupId: group.id, directory: exercise.directory };
}

async function validate(client: Extension['client'], courseId: string, token: string): Promise<void> {
  const path = `/user/courses/${courseId}/validate`;
  const before = bodyOf(await client.post(path, {}));
  expectPresent(
    before,
    `course_member_id* course_id* organization_id* course_role_id* provider_type? provider? requires_account*
     has_account* is_ready* provider_account_id? provider_access_token?`,
  );
  expect(before).toMatchObject({ course_member_id: memberId, is_ready: false, provider_type: 'git' });
  const ready = bodyOf(await client.post(path, { provider_access_token: token }));
  expect(ready).toMatchObject({ is_ready: true, provider: `${stage.origin}/git` });
  expect(ready.provider_account_id).toBe(student.username);
}

/** Clones the student's repository, and merges what the template has more, as the extension does when it is behind. */
async function cloneAndMerge(
  git: GitClient,
  cloneUrl: string,
  repository: { provider_url: string; full_path: string },
  token: string,
): Promise<void> {
  expect(cloneUrl.startsWith(`${stage.origin}/`)).toBe(true);
  await git.must('.', 'clone', withToken(cloneUrl, token), 'work');
  expect(await git.must('work', 'remote', 'show', 'origin')).toContain('HEAD branch: main');
  const template = `${repository.provider_url}/${repository.full_path}/student-template.git`;
  await git.must('work', 'remote', 'add', 'upstream', withToken(template, token));
  await git.must('work', 'fetch', '--all');
  await git.must('work', 'merge', '--no-edit', 'upstream/main');
  await git.must('work', 'pull', '--ff-only', 'origin', 'main');
  expect(await git.must('work', 'ls-files')).toContain('add.py');
}

/** What the extension asks for in the background and for its tree. */
async function fillTree({ client }: Day): Promise<void> {
  expectPresent(bodyOf(await client.get('/user/')), 'id* username? email? student_profiles* user_roles*');
  const scopes = bodyOf(await client.get('/user/scopes'));
  expect(scopes).toEqual({ is_admin: false, organization: {}, course_family: {}, course: expect.anything() });
  expect(scopes.course[released.course.id]).toEqual(['_student']);
  for (const scope of ['user', 'course_member', 'course_family', 'organization', 'global']) {
    expect(listOf(await client.get(`/messages?scope=${scope}&limit=500`))).toEqual([]);
  }
  const [course] = listOf(await client.get('/students/courses/'));
  const kinds = listOf(await client.get('/course-content-kinds'));
  kinds.forEach((kind) => expectPresent(kind, 'id* title? has_ascendants* has_descendants* submittable*'));
  expect(kinds.map(({ id, has_descendants }) => [id, has_descendants]).sort()).toEqual([
    ['assignment', false],
    ['unit', true],
  ]);
  expect(listOf(await client.get(`/students/course-contents?course_id=${course.id}`))).toHaveLength(3);
  const organization = bodyOf(await client.get(`/organizations/${course.organization_id}`));
  expectPresent(organization, 'id* path* organization_type* title? properties? archived_at? created_at?');
  const family = bodyOf(await client.get(`/course-families/${course.course_family_id}`));
  expectPresent(family, 'id* path* organization_id* title? description? properties? organization?');
}

/** Commits and pushes; returns the commit. */
async function pushed(day: Day, file: string, content: string): Promise<string> {
  await day.git.write(`work/${file}`, content);
  await day.git.must('work', 'add', '-A');
  await day.git.must('work', 'commit', '-m', 'Try');
  await day.git.must('work', 'push', 'origin', 'main');
  return day.git.must('work', 'rev-parse', 'HEAD');
}

async function upload(day: Day, groupId: string, commit: string, submit: boolean, folder: string) {
  const content = await zipOf({ [`${folder}/add.py`]: 'total = 5\n' });
  const create = { submission_group_id: groupId, version_identifier: commit, submit };
  const file = { field: 'file', name: 'submission.zip', content };
  const made = bodyOf(
    await day.client.upload('/submissions/artifacts', { fields: { submission_create: create }, file }),
    201,
  );
  expectPresent(
    made,
    `artifacts* submission_group_id* uploaded_by_course_member_id* total_size* files_count* uploaded_at* version_identifier*`,
  );
  return made.artifacts[0] as string;
}

/** The command "test": push, look for the artifact of the commit, upload, test, poll, read. */
async function test(day: Day): Promise<string> {
  const commit = await pushed(day, `${day.directory}/add.py`, 'total = 5\n');
  const known = `/submissions/artifacts?submission_group_id=${day.groupId}&version_identifier=${commit}`;
  expect(listOf(await day.client.get(known))).toEqual([]);
  const artifactId = await upload(day, day.groupId, commit, false, day.directory);
  const run = bodyOf(await day.client.post('/tests', { artifact_id: artifactId }));
  expectPresent(run, RESULT);
  expect(run).toMatchObject({ submission_artifact_id: artifactId, version_identifier: commit, result: 0 });
  const last = await until(async () => {
    const status = bodyOf(await day.client.get(`/results/${run.id}/status`)) as string;
    return ['queued', 'started'].includes(status) ? null : status;
  });
  expect(last).toBe('finished');
  const result = bodyOf(await day.client.get(`/results/${run.id}`));
  expectPresent(result, `${RESULT} result_json? properties? grading_ids* result_artifacts*`);
  expect(result).toMatchObject({ result: 1, result_json: { summary: { passed: 1, total: 1 } } });
  expectError(await day.client.post('/tests', { artifact_id: artifactId }), 400, 'SUBMIT_008');
  const found = listOf(await day.client.get(`/results?submission_artifact_id=${artifactId}&latest=true`));
  expect(found.map(({ id }) => id)).toEqual([run.id]);
  const artifacts = listOf(await day.client.get(known));
  expect(artifacts[0]).toMatchObject({ id: artifactId, submit: false, latest_result: { id: run.id } });
  expect(artifacts[0]).not.toHaveProperty('result');
  return artifactId;
}

/** The command "submit": the tested artifact becomes official; what has no test is uploaded as official. */
async function submit(day: Day, artifactId: string): Promise<void> {
  const official = bodyOf(await day.client.patch(`/submissions/artifacts/${artifactId}`, { submit: true }));
  expectPresent(
    official,
    `id* submission_group_id* uploaded_by_course_member_id? content_type? file_size* bucket_name* object_key* uploaded_at*
     version_identifier? submit* properties? latest_result? test_results_count? grades_count? reviews_count? average_grade?`,
  );
  expect(official.submit).toBe(true);
  const essay = bodyOf(await day.client.get(`/students/course-contents/${released.essayId}`));
  expect([essay.testing_service_id, essay.submitted]).toEqual([null, false]);
  const commit = await pushed(day, 'essay/essay.txt', 'Adding is easy.\n');
  await upload(day, essay.submission_group.id, commit, true, 'essay');
  const after = bodyOf(await day.client.get(`/students/course-contents/${released.essayId}`));
  expect([after.submitted, after.submission_count, after.submission_group.count]).toEqual([true, 1, 1]);
}

/** A tutor grades and writes; the student is told, and reads both. */
async function readFeedback(day: Day, artifactId: string): Promise<void> {
  const { client, live, groupId } = day;
  await live.subscribe(
    `submission_group:${groupId}`,
    `course_content:${released.testedId}`,
    `course:${released.course.id}`,
  );
  const { username, password } = tutor;
  const grader = await stage.t.anonymous.signIn(username, password);
  const path = `/tutors/course-members/${memberId}/course-contents/${released.testedId}`;
  bodyOf(await grader.patch(path, { artifact_id: artifactId, grade: 0.9, status: 1, feedback: 'Well done' }));
  const message = { submission_group_id: groupId, title: 'Addition', content: 'Look at the feedback' };
  const { id } = bodyOf(await grader.post('/messages', message), 201);
  const told = await live.next('message:new', ({ channel }) => channel === `submission_group:${groupId}`);
  expect(told).toMatchObject({ message_id: id, data: { id, content: 'Look at the feedback' } });
  const content = bodyOf(await client.get(`/students/course-contents/${released.testedId}`));
  expectPresent(content, `${CONTENT} archived_at? description? created_at? updated_at?`);
  expect(content).toMatchObject({ status: 'corrected', unread_message_count: 1 });
  expect(content.result).toMatchObject({ result: 1, result_json: { result_value: 1 }, result_artifacts: [] });
  const [grading, ...older] = content.submission_group.gradings;
  expect(older).toEqual([]);
  expectPresent(
    grading,
    `id* submission_group_id* graded_by_course_member_id* result_id? grading* status* feedback? created_at* graded_by_course_member?`,
  );
  expect(grading).toMatchObject({ grading: 0.9, status: 1, feedback: 'Well done' });
  const results = listOf(await client.get(`/results?course_content_id=${released.testedId}`));
  results.forEach((result) => expectPresent(result, RESULT));
  bodyOf(await client.post(`/messages/${id}/reads`), 204);
  const read = bodyOf(await client.get(`/students/course-contents/${released.testedId}`));
  expect(read.unread_message_count).toBe(0);
  expect(await live.close()).toBe(1000);
}

it(
  'a student with the extension clones, tests, hands in and reads the feedback',
  async () => {
    const day = await startDay();
    await fillTree(day);
    const artifactId = await test(day);
    await submit(day, artifactId);
    await readFeedback(day, artifactId);
  },
  LONG_MS,
);

/** The cookies of an answer, as a browser sends them back. */
function cookiesOf(answer: Answer): { all: string; access: string } {
  const pairs = (answer.headers['set-cookie'] ?? '').match(/ct_\w+_token=[^;]+/g) ?? [];
  const access = pairs.find((pair) => pair.startsWith('ct_access_token=')) ?? '';
  expect(pairs).toHaveLength(2);
  return { all: pairs.join('; '), access };
}

it('a student with the web front end reads by cookie only, and is renewed by cookie', async () => {
  const { username, password } = student;
  const login = await stage.visitor.post('/auth/login/', { username, password });
  bodyOf(login);
  const signedIn = cookiesOf(login);
  const web = stage.visitor.with({ cookie: signedIn.access });
  const me = bodyOf(await web.get('/user'));
  expect([me.id, me.user_roles]).toEqual([student.id, []]);
  expect(bodyOf(await web.get('/user/views'))).toEqual(['student']);
  expect(listOf(await web.get('/courses')).map(({ id }) => id)).toEqual([released.course.id]);
  expect(bodyOf(await web.get(`/user/views/${released.course.id}`))).toEqual(['student']);
  const contents = listOf(await web.get(`/students/course-contents?course_id=${released.course.id}`));
  for (const { id } of contents)
    expectPresent(bodyOf(await web.get(`/students/course-contents/${id}`)), CONTENT);
  expectError(await stage.visitor.get('/user'), 401, 'AUTH_001');
  const refresh = await stage.visitor.with({ cookie: signedIn.all }).post('/auth/refresh');
  bodyOf(refresh);
  const renewed = stage.visitor.with({ cookie: cookiesOf(refresh).all });
  expectPresent(bodyOf(await renewed.get('/system/maintenance/status')), 'active* message*');
  expect(bodyOf(await renewed.post('/auth/logout'))).toMatchObject({ message: expect.any(String) });
  expectError(await renewed.get('/user'), 401, 'AUTH_003');
});
