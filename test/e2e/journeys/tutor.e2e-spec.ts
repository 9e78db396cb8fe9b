import { readArchive } from '../../../src/platform/storage/archive/read-archive.js';
import { handedIn } from '../../factories/hand-in.js';
import { tryFolder } from '../../factories/tutor-test.js';
import type { Answer } from '../../setup/test-client.js';
import { LONG_MS, until } from '../../setup/worker-process.js';
import { CONTENT } from './contract-fields.js';
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
} from './stage.js';
import { openWorkedStage } from './worked-stage.js';

const LIMITS = { maxUnpackedBytes: 1e8, maxFileBytes: 1e8, maxEntries: 5000, maxNameBytes: 1024 };
const NOBODY = '00000000-0000-7000-8000-000000000000';

let stage: Stage;
let released: ReleasedCourse;
let tutor: Person;
let groupTitleId: string;
let close: () => Promise<void>;
/** A student who has handed the tested exercise in. */
let student: { memberId: string; artifactId: string };

beforeAll(async () => {
  ({ stage, released, close } = await openWorkedStage());
  const courseId = released.course.id;
  const made = await stage.t.admin.post('/course-groups', { course_id: courseId, title: 'Monday' });
  groupTitleId = bodyOf(made, 201).id;
  tutor = await createPerson(stage);
  await enrol(stage, courseId, tutor, '_tutor');
  student = await createHandIn();
}, LONG_MS);
afterAll(() => close(), LONG_MS);

async function createHandIn() {
  const person = await createPerson(stage, { given_name: 'Grace', family_name: 'Hopper' });
  const memberId = await enrol(stage, released.course.id, person, '_student');
  bodyOf(await stage.t.admin.patch(`/course-members/${memberId}`, { course_group_id: groupTitleId }));
  const client = await stage.t.anonymous.signIn(person.username, person.password);
  const content = bodyOf(await client.get(`/students/course-contents/${released.testedId}`));
  const files = { 'hand-in/add.py': 'total = 4\n' };
  const artifactId = await handedIn(client, content.submission_group.id as string, { files, submit: true });
  return { memberId, artifactId };
}

async function filesOf(answer: Answer): Promise<Record<string, string>> {
  bodyOf(answer);
  expect(answer.headers['content-type']).toBe('application/zip');
  expect(answer.headers['content-disposition']).toMatch(/^attachment; filename="/);
  const files = await readArchive(answer.raw, LIMITS);
  return Object.fromEntries(files.map((file) => [file.path, file.content.toString()]));
}

/** Courses, groups, members; the contents of the member who waits for his grade. */
async function findWork({ client }: Extension): Promise<void> {
  const [course] = listOf(await client.get('/tutors/courses'));
  expectPresent(course, 'id* title? course_family_id? organization_id? path* repository*');
  expectPresent(
    course.repository,
    'provider_url? full_path? full_path_assignments? full_path_student_template?',
  );
  const groups = listOf(await client.get(`/course-groups?course_id=${course.id}`));
  expectPresent(groups[0], 'id* title? course_id*');
  const members = listOf(await client.get(`/tutors/course-members?course_id=${course.id}&limit=10000`));
  members.forEach((member) =>
    expectPresent(
      member,
      `id* user_id* course_id* course_group_id? course_role_id* user* unreviewed? ungraded_submissions_count? unread_message_count?`,
    ),
  );
  const waiting = members.filter((member) => member.ungraded_submissions_count === 1);
  expect(waiting.map(({ id, course_group_id }) => [id, course_group_id])).toEqual([
    [student.memberId, groups[0].id],
  ]);
  expectError(await client.get('/tutors/course-members'), 400, 'VAL_002');
  const contents = listOf(await client.get(`/tutors/course-members/${student.memberId}/course-contents`));
  contents.forEach((content) => expectPresent(content, CONTENT));
  expect(contents.map(({ path, unreviewed_count }) => [path, unreviewed_count])).toEqual([
    ['week_1', 1],
    ['week_1.addition', 1],
    ['week_1.essay', 0],
  ]);
  expectError(await client.get(`/tutors/course-members/${NOBODY}/course-contents`), 403, 'AUTHZ_003');
}

/** What was handed in, the solution it is held against, and the text of the exercise. */
async function readWork({ client }: Extension): Promise<void> {
  const path = `/tutors/course-members/${student.memberId}/course-contents/${released.testedId}`;
  const content = bodyOf(await client.get(path));
  expectPresent(content, `${CONTENT} archived_at? description?`);
  const groupId = content.submission_group.id as string;
  const [artifact, ...others] = listOf(
    await client.get(`/submissions/artifacts?submission_group_id=${groupId}`),
  );
  expect(others).toEqual([]);
  expectPresent(
    artifact,
    `id* submission_group_id* uploaded_by_course_member_id? content_type? file_size* bucket_name* object_key*
     uploaded_at* version_identifier? submit* properties? latest_result?`,
  );
  expect(artifact).toMatchObject({ id: student.artifactId, submit: true });
  const work = await filesOf(await client.get(`/submissions/artifacts/${artifact.id}/download`));
  expect(work).toEqual({ 'add.py': 'total = 4\n' });
  const newest = `/submissions/artifacts/download?submission_group_id=${groupId}`;
  expect(await filesOf(await client.get(newest))).toEqual(work);
  const exercise = `/tutors/course-contents/${released.testedId}`;
  const reference = await filesOf(await client.get(`${exercise}/reference?with_dependencies=true`));
  expect(Object.entries(reference)).toContainEqual([
    expect.stringMatching(/(^|\/)add\.py$/),
    'total = 2 + 3\n',
  ]);
  const description = await filesOf(await client.get(`${exercise}/description`));
  expect(Object.values(description).join('')).toContain('Compute 2 + 3.');
}

/** The tutor's own copy is tested, by the real worker. */
async function tryWork({ client }: Extension): Promise<void> {
  const made = await tryFolder(client, released.testedId, {
    files: { 'copy/add.py': 'total = 4\n' },
    config: { store_graphics_artifacts: true },
  });
  const { test_id, status } = bodyOf(made);
  expect(status).toBe('pending');
  const last = await until(async () => {
    const body = bodyOf(await client.get(`/tutors/tests/${test_id}/status`));
    expectPresent(
      body,
      'test_id* status* created_at? started_at? finished_at? has_artifacts* artifact_count*',
    );
    return ['pending', 'running'].includes(body.status as string) ? null : body;
  });
  expect(last.status).toBe('completed');
  const test = bodyOf(await client.get(`/tutors/tests/${test_id}`));
  expectPresent(test, 'test_id* status* result_dict? passed? failed? total? result_value? error?');
  expect(test).toMatchObject({ passed: 0, failed: 1, total: 1, result_value: 0, error: null });
  const kept = bodyOf(await client.get(`/tutors/tests/${test_id}/artifacts`));
  expect(kept).toEqual({ test_id, artifacts: [], total_count: 0 });
}

/** The grade, with and without naming the hand-in; a comment for colleagues; a message for the student. */
async function grade({ client, live }: Extension): Promise<void> {
  const path = `/tutors/course-members/${student.memberId}/course-contents/${released.testedId}`;
  const first = { artifact_id: student.artifactId, grade: 0.5, status: 2, feedback: 'Look at the sum' };
  const graded = bodyOf(await client.patch(path, first));
  expectPresent(graded, `${CONTENT} graded_artifact_id? graded_artifact_info?`);
  expect(graded).toMatchObject({
    status: 'correction_necessary',
    graded_artifact_id: student.artifactId,
    graded_artifact_info: { id: student.artifactId },
    submission_group: { grading: 0.5 },
  });
  const second = bodyOf(await client.patch(path, { grade: 0.75, status: 1 }));
  expect([second.status, second.submission_group.grading]).toEqual(['corrected', 0.75]);
  const grades = listOf(await client.get(`/submissions/artifacts/${student.artifactId}/grades`));
  expect(grades.map((one) => [one.grade, one.status, one.comment])).toEqual([
    [0.75, 1, 'Look at the sum'],
    [0.5, 2, 'Look at the sum'],
  ]);
  grades.forEach((one) =>
    expectPresent(one, 'id* artifact_id* graded_by_course_member_id* grade* status* comment? graded_at*'),
  );
  const note = { course_member_id: student.memberId, message: 'Is often late' };
  const comments = bodyOf(await client.post('/course-member-comments', note));
  expectPresent(comments[0], 'id* transmitter_id* transmitter* course_member_id* message*');
  const listed = await client.get(`/course-member-comments?course_member_id=${student.memberId}`);
  expect(bodyOf(listed)).toEqual(comments);
  const groupId = second.submission_group.id as string;
  await live.subscribe(`submission_group:${groupId}`, `course:${released.course.id}`);
  const text = { submission_group_id: groupId, title: '#sum', content: 'Please try again' };
  const message = bodyOf(await client.post('/messages', text), 201);
  expectPresent(
    message,
    `id* title? content* level* parent_id? author_id* author? author_course_member? is_read* is_author* is_deleted*
     deleted_by? scope* submission_group_id? course_id? organization_id? course_family_id? course_content_id?
     course_group_id? course_member_id? user_id?`,
  );
  expect((await live.next('message:new')).message_id).toBe(message.id);
  const inGroup = listOf(await client.get(`/messages?submission_group_id=${groupId}&limit=200`));
  expect(inGroup.map(({ id, is_read, is_author }) => [id, is_read, is_author])).toEqual([
    [message.id, true, true],
  ]);
  const members = listOf(await client.get(`/tutors/course-members?course_id=${released.course.id}`));
  expect(members.find(({ id }) => id === student.memberId)).toMatchObject({ ungraded_submissions_count: 0 });
}

it(
  'a tutor finds what waits, tries it, grades it and writes to the student',
  async () => {
    const extension = await signInExtension(stage, tutor, ['student', 'tutor']);
    await makeGitToken(stage, extension.client);
    await findWork(extension);
    await readWork(extension);
    await tryWork(extension);
    await grade(extension);
    expect(await extension.live.close()).toBe(1000);
  },
  LONG_MS,
);
