import { readArchive } from '../../../src/platform/storage/archive/read-archive.js';
import { handedIn, zipOf } from '../../factories/hand-in.js';
import { createService, type TestService } from '../../factories/service.js';
import { tryFolder } from '../../factories/tutor-test.js';
import type { ListeningClient } from '../../setup/listening-client.js';
import type { Answer } from '../../setup/test-client.js';
import { bodyOf, expectError, expectPresent, listOf } from './present.js';
import { createReleasedCourse, type ReleasedCourse } from './released-course.js';
import { createPerson, enrol, openStage, type Stage } from './stage.js';

const LIMITS = { maxUnpackedBytes: 1e8, maxFileBytes: 1e8, maxEntries: 5000, maxNameBytes: 1024 };
const REPORT = {
  type: 'python',
  version: '1.0',
  name: 'Addition',
  status: 'COMPLETED',
  result: 'FAILED',
  summary: { total: 4, passed: 3, failed: 1, skipped: 0 },
  tests: [],
};

let stage: Stage;
let service: TestService;
/** Speaks with the token of the service through a socket, as a worker on another machine. */
let worker: ListeningClient;
let released: ReleasedCourse;
let student: ListeningClient;
let tutor: ListeningClient;
let groupId: string;

beforeAll(async () => {
  stage = await openStage();
  service = await createService(stage.t, { config: { timeout_seconds: 45, language: 'python' } });
  worker = stage.visitor.with({ 'x-api-token': service.token });
  const properties = ['  executionBackend:', `    slug: ${service.slug}`];
  released = await createReleasedCourse(stage, { properties });
  student = await signedIn('_student');
  tutor = await signedIn('_tutor');
  const content = bodyOf(await student.get(`/students/course-contents/${released.testedId}`));
  groupId = content.submission_group.id;
});
afterAll(() => stage.close());

async function signedIn(role: string): Promise<ListeningClient> {
  const person = await createPerson(stage);
  await enrol(stage, released.course.id, person, role);
  const { username, password } = person;
  const { access_token } = bodyOf(await stage.visitor.post('/auth/login', { username, password }));
  return stage.visitor.with({ authorization: `Bearer ${access_token}` }, person.id);
}

async function filesOf(answer: Answer): Promise<Record<string, string>> {
  bodyOf(answer);
  expect(answer.headers['content-type']).toBe('application/zip');
  const files = await readArchive(answer.raw, LIMITS);
  return Object.fromEntries(files.map((file) => [file.path, file.content.toString()]));
}

async function upload(path: string, lease: string): Promise<Answer> {
  const content = await zipOf({ 'figure_1.svg': '<svg/>\n' });
  const file = { field: 'file', name: 'artifacts.zip', content };
  return worker.upload(path, { file }, { 'x-job-lease': lease });
}

/** Hands in and asks for a test; returns the ids of hand-in and result. */
async function askForTest(text: string): Promise<{ artifactId: string; resultId: string }> {
  const artifactId = await handedIn(student, groupId, { files: { 'work/add.py': text } });
  const { id, status } = bodyOf(await student.post('/tests', { artifact_id: artifactId }));
  expect(status).toBe('queued');
  return { artifactId, resultId: id as string };
}

/** One job, for which the worker waits while nothing is there yet, as its long poll does. */
async function claimed<T>(asked: () => Promise<T>) {
  const waiting = worker.post('/jobs/claim', { worker_id: 'far-away-1', wait_seconds: 20, max: 1 });
  const answer = await asked();
  const { jobs } = bodyOf(await waiting);
  expect(jobs).toHaveLength(1);
  expectPresent(
    jobs[0],
    `id* kind* attempt* lease* lease_expires_at* timeout_seconds* result_id? tutor_test_id? test_job* service_config*
     service_type_config*`,
  );
  expectPresent(
    jobs[0].test_job,
    `user_id* course_member_id* course_content_id* testing_service_id* testing_service_slug* testing_service_type_path*
     example_version_id* artifact_id? version_identifier? store_graphics_artifacts*`,
  );
  expect(jobs[0].service_config).toMatchObject({ slug: service.slug, config: { language: 'python' } });
  expect(jobs[0].timeout_seconds).toBe(45);
  return { job: jobs[0], asked: answer };
}

it('a worker finds itself, says that it lives, and hears that there is nothing to do', async () => {
  const me = bodyOf(await worker.get('/service-accounts/me'));
  expectPresent(
    me,
    'id* slug* name* description? service_type_id? service_type_path? user_id* config* enabled* last_seen_at?',
  );
  bodyOf(await worker.put(`/service-accounts/${me.id}/heartbeat`), 204);
  expect(bodyOf(await worker.get('/service-accounts/me')).last_seen_at).toMatch(/Z$/);
  expect(bodyOf(await worker.post('/jobs/claim', { worker_id: 'w', wait_seconds: 0 }))).toEqual({ jobs: [] });
  expectError(await student.get('/service-accounts/me'), 403, 'AUTHZ_010');
});

it('a worker claims a test, reads what it needs, and brings files and report', async () => {
  const { job, asked } = await claimed(() => askForTest('total = 4\n'));
  const { artifactId, resultId } = asked;
  expect(job).toMatchObject({ kind: 'student_test', attempt: 1, result_id: resultId, tutor_test_id: null });
  expect(bodyOf(await student.get(`/results/${resultId}/status`))).toBe('started');
  const version = job.test_job.example_version_id as string;
  const example = bodyOf(await worker.get(`/examples/download/${version}?with_dependencies=true`));
  expectPresent(
    example,
    'example_id* version_id? version_tag* identifier* directory* files* meta* test? dependencies?',
  );
  expect(example.files['add.py']).toBe('total = 2 + 3\n');
  expect(bodyOf(await worker.get(`/submissions/artifacts/${artifactId}`)).id).toBe(artifactId);
  const work = await filesOf(await worker.get(`/submissions/artifacts/${artifactId}/download`));
  expect(work).toEqual({ 'add.py': 'total = 4\n' });
  const beat = await worker.post(`/jobs/${job.id}/heartbeat`, { lease: job.lease, progress: { done: 1 } });
  expect(bodyOf(beat)).toEqual({ lease_expires_at: expect.stringMatching(/Z$/), cancel: false });
  const kept = bodyOf(await upload(`/results/${resultId}/artifacts/upload`, job.lease as string), 201);
  expect(kept).toMatchObject({ result_id: resultId, artifacts_count: 1 });
  expectPresent(kept.artifacts[0], 'filename* file_size* content_type?');
  const end = { lease: job.lease, status: 'finished', result: 0.75, result_json: REPORT };
  for (let time = 0; time < 2; time += 1) {
    expect(bodyOf(await worker.post(`/jobs/${job.id}/complete`, end))).toEqual({ status: 'finished' });
  }
  const result = bodyOf(await student.get(`/results/${resultId}`));
  expect(result).toMatchObject({
    status: 'finished',
    result: 0.75,
    result_json: { ...REPORT, result_value: 0.75 },
    has_artifacts: true,
    result_artifacts: [{ filename: 'figure_1.svg' }],
  });
  expect(await filesOf(await student.get(`/results/${resultId}/artifacts/download`))).toEqual({
    'figure_1.svg': '<svg/>\n',
  });
  expect((await worker.get(`/submissions/artifacts/${artifactId}/download`)).status).toBe(404);
});

it('a worker that writes to the result itself ends the job with it', async () => {
  const { job, asked } = await claimed(() => askForTest('total = 3\n'));
  const lease = { 'x-job-lease': job.lease as string };
  const end = { status: 'finished', result: 0.75, result_json: REPORT, test_system_id: job.id };
  const result = bodyOf(await worker.patch(`/results/${asked.resultId}`, end, lease));
  expect(result).toMatchObject({ id: asked.resultId, status: 'finished', result: 0.75, grade: 0.75 });
  const late = await worker.post(`/jobs/${job.id}/heartbeat`, { lease: job.lease });
  expectError(late, 409, 'TASK_005');
  expectError(await worker.patch(`/results/${asked.resultId}`, { status: 'failed' }, lease), 409, 'TASK_005');
});

it('a worker that gives a job back gets it again, and may fail it', async () => {
  const { job, asked } = await claimed(() => askForTest('total = 2\n'));
  const back = { lease: job.lease, reason: 'restart', retry_after_seconds: 0 };
  bodyOf(await worker.post(`/jobs/${job.id}/release`, back), 204);
  expect(bodyOf(await student.get(`/tests/status/${asked.resultId}`))).toMatchObject({ status: 'queued' });
  const again = await claimed(() => Promise.resolve());
  expect(again.job).toMatchObject({ id: job.id, attempt: 1 });
  expect(again.job.lease).not.toBe(job.lease);
  const stale = { lease: job.lease, status: 'finished', result: 0.75, result_json: REPORT };
  expectError(await worker.post(`/jobs/${job.id}/complete`, stale), 409, 'TASK_005');
  const end = { lease: again.job.lease, status: 'failed', error: 'the interpreter is missing' };
  expect(bodyOf(await worker.post(`/jobs/${job.id}/complete`, end))).toEqual({ status: 'failed' });
  expect(bodyOf(await student.get(`/results/${asked.resultId}/status`))).toBe('failed');
  const listed = listOf(await student.get(`/results?submission_group_id=${groupId}&status=failed`));
  expect(listed.map(({ id }) => id)).toEqual([asked.resultId]);
});

it('a worker tests the folder of a tutor, who downloads what came out', async () => {
  const files = { 'copy/add.py': 'total = 1\n' };
  const { job, asked } = await claimed(async () =>
    bodyOf(await tryFolder(tutor, released.testedId, { files, config: {} })),
  );
  const path = `/tutors/tests/${asked.test_id}`;
  expect(job).toMatchObject({ kind: 'tutor_test', tutor_test_id: asked.test_id, result_id: null });
  expect(bodyOf(await tutor.get(`${path}/status`)).status).toBe('running');
  const input = await filesOf(await worker.get(`${path}/input/download`));
  expect(input).toEqual({ 'add.py': 'total = 1\n' });
  const kept = bodyOf(await upload(`${path}/artifacts/upload`, job.lease as string));
  expect(kept).toEqual({ artifacts_stored: 1 });
  const lease = { 'x-job-lease': job.lease as string };
  expect(bodyOf(await worker.post(`${path}/results`, REPORT, lease))).toEqual({ stored: true });
  const test = bodyOf(await tutor.get(path));
  expect(test).toMatchObject({ status: 'completed', passed: 3, failed: 1, total: 4, result_value: 0.75 });
  const listed = bodyOf(await tutor.get(`${path}/artifacts`));
  expect(listed).toMatchObject({ total_count: 1, artifacts: [{ filename: 'figure_1.svg' }] });
  expect(await filesOf(await tutor.get(`${path}/artifacts/download`))).toEqual({
    'figure_1.svg': '<svg/>\n',
  });
});
