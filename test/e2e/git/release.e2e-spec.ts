import sql from 'sql-template-tag';
import { ReleaseService } from '../../../src/modules/git/services/release.service.js';
import { Transaction } from '../../../src/platform/database/transaction.js';
import {
  addMember,
  createContent,
  createCourse,
  type TestCourse,
  type TestMember,
} from '../../factories/course.js';
import { createExampleVersion, type TestExample } from '../../factories/example.js';
import { cloneUrl, GitClient, gitToken, listen } from '../../factories/git.js';
import { assignExample, releaseTemplate } from '../../factories/release.js';
import { endedTask } from '../../factories/task.js';
import { LiveClient } from '../../setup/live-client.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';

const SECRET = 'SECRET-OF-THE-TEACHER';
const FILES = {
  'add.py': `# ${SECRET} solution\ntotal = 2 + 3\n`,
  'studentTemplates/add.py': 'total = None  # your turn\n',
  'studentTemplates/unlisted.py': `# ${SECRET} not listed\n`,
  'test_hidden.py': `# ${SECRET} hidden test\n`,
  'localTests/good/add.py': `# ${SECRET} trial\n`,
  'data/numbers.txt': '2 3\n',
  'content/index.md': '# Addition\n\n![sum](mediaFiles/sum.svg)\n',
  'content/index_de.md': '# Summe\n',
  'content/mediaFiles/sum.svg': '<svg/>\n',
  'content/notes.txt': `${SECRET} notes\n`,
};

describe('releases', () => {
  let t: TestApplication;
  let origin: string;
  let course: TestCourse;
  let lecturer: TestMember;
  let student: TestMember;
  beforeAll(async () => {
    t = await startTestApplication();
    origin = await listen(t);
  });
  beforeEach(async () => {
    course = await createCourse(t);
    lecturer = await addMember(t, course.id, '_lecturer');
    student = await addMember(t, course.id, '_student');
  });
  afterAll(() => t.close());

  const clone = async (who: TestMember, repository: string) => {
    const git = await GitClient.open();
    const token = await gitToken(who.client);
    await git.must('.', 'clone', cloneUrl(origin, `${course.fullPath}/${repository}`, token), 'work');
    return git;
  };
  const assigned = async (changes: Record<string, unknown> = {}, example?: TestExample) => {
    const used = example ?? (await createExampleVersion(t, { files: FILES }));
    const id = await createContent(t, course, changes);
    await assignExample(lecturer.client, id, used.identifier);
    return { id, example: used };
  };
  const deployment = async (id: string) =>
    (await lecturer.client.get(`/lecturers/course-contents/${id}/deployment`)).body;
  const history = async (id: string): Promise<string[]> => {
    const rows = await t.get(Transaction).rows<{ action: string }>(sql`
      SELECT h.action FROM course.deployment_history h JOIN course.deployments d ON d.id = h.deployment_id
      WHERE d.course_content_id = ${id} ORDER BY h.created_at, h.id`);
    return rows.map((row) => row.action);
  };

  it('tell the course of every state, and whoever asked of the task', async () => {
    const { id, example } = await assigned();
    const live = await LiveClient.as(`${origin.replace('http', 'ws')}/ws`, lecturer.client);
    await live.subscribe(`course:${course.id}`);
    const { answer } = await releaseTemplate(t, lecturer.client, course.id, {});
    const states: unknown[] = [];
    for (const status of ['deploying', 'deployed']) {
      const { data } = await live.next('deployment:status_changed');
      states.push(data);
      expect(data).toMatchObject({
        course_content_id: id,
        new_status: status,
        version_tag: example.versionTag,
      });
    }
    expect(states).toMatchObject([{ previous_status: 'pending' }, { previous_status: 'deploying' }]);
    for (const status of ['started', 'finished']) {
      const { data } = await live.next('task:updated');
      expect(data).toMatchObject({ task_id: answer['workflow_id'], status, error: null });
    }
    live.socket.close();
    await live.closed;
  });

  it('give students the listed files and nothing else of the example', async () => {
    const { id, example } = await assigned({ title: 'Adding up' });
    const { answer, task } = await releaseTemplate(t, lecturer.client, course.id, {
      commit_message: 'Week 1',
    });
    expect(answer).toEqual({ workflow_id: expect.any(String), status: 'started', contents_to_process: 1 });
    expect(task).toMatchObject({ status: 'finished', progress: { done: 1, total: 1 } });
    const git = await clone(student, 'student-template');
    const folder = example.identifier;
    expect((await git.must('work', 'ls-tree', '-r', '--name-only', 'HEAD')).split('\n').sort()).toEqual(
      [
        'README.md',
        `${folder}/README.md`,
        `${folder}/README_de.md`,
        `${folder}/add.py`,
        `${folder}/data/numbers.txt`,
        `${folder}/mediaFiles/sum.svg`,
      ].sort(),
    );
    expect(await git.must('work', 'show', `HEAD:${folder}/add.py`)).toBe('total = None  # your turn');
    expect(await git.must('work', 'show', 'HEAD:README.md')).toContain(`[Adding up](${folder}/)`);
    expect(await git.must('work', 'log', '-1', '--format=%s')).toBe('Week 1');
    const everything = await git.must('work', 'log', '-p', '--all');
    expect(everything).not.toContain(SECRET);
    const commit = await git.must('work', 'rev-parse', 'HEAD');
    expect(await deployment(id)).toMatchObject({ deployment_status: 'deployed', deployment_message: null });
    const content = (await student.client.get(`/students/course-contents/${id}`)).body;
    expect(content).toMatchObject({
      directory: folder,
      deployment: { deployment_status: 'deployed', version_identifier: commit },
    });
    expect(await history(id)).toEqual(['assigned', 'deploying', 'deployed']);
  });

  it('reach a student who has his repository already by merging the template', async () => {
    const git = await clone(student, `students/${student.username}`);
    await git.write('work/own.txt', 'mine');
    await git.must('work', 'add', '-A');
    await git.must('work', 'commit', '-m', 'mine');
    await git.must('work', 'push', 'origin', 'main');
    const { example } = await assigned();
    await releaseTemplate(t, lecturer.client, course.id);
    const template = cloneUrl(origin, `${course.fullPath}/student-template`, await gitToken(student.client));
    await git.must('work', 'fetch', template, 'main');
    await git.must('work', 'merge', '--no-edit', 'FETCH_HEAD');
    await git.must('work', 'push', 'origin', 'main');
    expect(await git.must('work', 'ls-tree', '-r', '--name-only', 'HEAD')).toContain(
      `${example.identifier}/add.py`,
    );
  });

  it('go on when one content fails, which can be released again', async () => {
    const bad = await createExampleVersion(t, {
      files: { ...FILES, 'data/.git/config': 'bad' },
    });
    const failing = await assigned({}, bad);
    const good = await assigned();
    const { task } = await releaseTemplate(t, lecturer.client, course.id);
    expect(task.status).toBe('finished');
    expect(await deployment(failing.id)).toMatchObject({
      deployment_status: 'failed',
      deployment_message: expect.stringContaining('data/.git/config'),
    });
    expect((await deployment(good.id)).deployment_status).toBe('deployed');
    expect(await history(failing.id)).toEqual(['assigned', 'deploying', 'failed']);
    const { answer } = await releaseTemplate(t, lecturer.client, course.id);
    expect(answer.contents_to_process).toBe(1);
    expect(await history(failing.id)).toEqual(['assigned', 'deploying', 'failed', 'deploying', 'failed']);
    expect(await history(good.id)).toEqual(['assigned', 'deploying', 'deployed']);
  });

  it('replace the folder of a content by its new version, and commit nothing when nothing changes', async () => {
    const first = await createExampleVersion(t, { files: FILES });
    const { id } = await assigned({}, first);
    await releaseTemplate(t, lecturer.client, course.id);
    const before = (await clone(student, 'student-template')).must('work', 'rev-parse', 'HEAD');
    await releaseTemplate(t, lecturer.client, course.id, { force_redeploy: true });
    const again = (await clone(student, 'student-template')).must('work', 'rev-parse', 'HEAD');
    expect(await again).toBe(await before);
    await createExampleVersion(t, {
      repositoryId: first.repositoryId,
      directory: first.directory,
      version: '2.0.0',
      files: { ...FILES, 'content/mediaFiles/sum.svg': null, 'data/more.txt': '7\n' },
    });
    await lecturer.client.post(`/lecturers/courses/${course.id}/upgrade-versions`, {
      course_content_ids: [id],
    });
    expect((await deployment(id)).deployment_status).toBe('pending');
    await releaseTemplate(t, lecturer.client, course.id);
    const git = await clone(student, 'student-template');
    const paths = await git.must('work', 'ls-tree', '-r', '--name-only', 'HEAD');
    expect(paths).toContain(`${first.identifier}/data/more.txt`);
    expect(paths).not.toContain('sum.svg');
    expect(await deployment(id)).toMatchObject({ deployment_status: 'deployed', version_tag: '2.0.0' });
  });

  it('of contents that open later happen when they open', async () => {
    const later = new Date(Date.now() + 3600_000).toISOString();
    const unit = await createContent(t, course, {
      path: 'week_2',
      course_content_type_id: course.unitTypeId,
      opens_at: later,
    });
    const { id, example } = await assigned({ path: 'week_2.adding' });
    const { answer } = await releaseTemplate(t, lecturer.client, course.id);
    expect(answer.contents_to_process).toBe(1);
    expect(await deployment(id)).toMatchObject({
      deployment_status: 'pending',
      deployment_message: 'Is released when the content opens.',
    });
    expect(await t.get(ReleaseService).startOpened()).toBe(0);
    const git = await clone(student, 'student-template');
    expect(await git.must('work', 'ls-tree', '--name-only', 'HEAD')).toBe('README.md');
    await lecturer.client.patch(`/course-contents/${unit}`, {
      opens_at: new Date(Date.now() - 1000).toISOString(),
    });
    expect(await t.get(ReleaseService).startOpened()).toBe(1);
    expect(await t.get(ReleaseService).startOpened()).toBe(0);
    const [task] = await t
      .get(Transaction)
      .rows<{ id: string; created_by: string }>(
        sql`SELECT id, created_by FROM execution.tasks WHERE course_id = ${course.id} ORDER BY created_at DESC LIMIT 1`,
      );
    expect(task?.created_by).toBe(lecturer.userId);
    await endedTask(t, task?.id ?? '');
    expect((await deployment(id)).deployment_status).toBe('deployed');
    await git.must('work', 'pull', '--ff-only');
    expect(await git.must('work', 'ls-tree', '--name-only', 'HEAD')).toContain(example.identifier);
  });

  it('are chosen by id, by parent, or all; what cannot be released is told', async () => {
    await createContent(t, course, { path: 'unit', course_content_type_id: course.unitTypeId });
    const unitId = (await lecturer.client.get(`/course-contents?course_id=${course.id}&path=unit`)).body[0]
      .id;
    const inside = await assigned({ path: 'unit.inside' });
    const outside = await assigned({ path: 'outside' });
    const bare = await createContent(t, course, { path: 'bare' });
    const foreign = await createContent(t, await createCourse(t), {});
    const release = async (selection: Record<string, unknown>) =>
      (await releaseTemplate(t, lecturer.client, course.id, { release: selection })).answer
        .contents_to_process;
    const refused = await lecturer.client.post(`/system/courses/${course.id}/generate-student-template`, {
      release: { course_content_ids: [outside.id, bare, unitId, foreign] },
    });
    expect([refused.status, refused.body.error_code, refused.body.details.total_issues]).toEqual([
      400,
      'VAL_001',
      3,
    ]);
    expect(refused.body.details.validation_errors).toEqual([
      expect.objectContaining({
        course_content_id: bare,
        path: 'bare',
        issue: 'no_example',
        field: expect.any(String),
      }),
      expect.objectContaining({ course_content_id: unitId, issue: 'not_submittable' }),
      expect.objectContaining({ course_content_id: foreign, path: null, issue: 'not_in_course' }),
    ]);
    expect(await release({ parent_id: unitId, include_descendants: false })).toBe(0);
    expect(await release({ parent_id: unitId })).toBe(1);
    expect((await deployment(inside.id)).deployment_status).toBe('deployed');
    expect((await deployment(outside.id)).deployment_status).toBe('pending');
    expect(await release({ course_content_ids: [outside.id] })).toBe(1);
    expect(await release({ all: true })).toBe(2);
    expect((await releaseTemplate(t, lecturer.client, course.id)).answer.contents_to_process).toBe(0);
  });

  it('many at once release each content once, with one commit each', async () => {
    const contents = [await assigned(), await assigned(), await assigned()];
    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        lecturer.client.post(`/system/courses/${course.id}/generate-student-template`, {}),
      ),
    );
    for (const answer of answers) await endedTask(t, answer.body.workflow_id as string);
    const git = await clone(student, 'student-template');
    expect(await git.must('work', 'rev-list', '--count', 'HEAD')).toBe('4');
    for (const { id } of contents) expect(await history(id)).toEqual(['assigned', 'deploying', 'deployed']);
  });

  it('write whole examples into assignments, over what lecturers have there unless told otherwise', async () => {
    const { example } = await assigned();
    const generate = async (request: Record<string, unknown>) => {
      const answer = await lecturer.client.post(`/system/courses/${course.id}/generate-assignments`, request);
      expect([answer.status, answer.body.contents_to_process]).toEqual([200, 1]);
      return endedTask(t, answer.body.workflow_id as string, lecturer.client);
    };
    expect((await generate({ all: true })).status).toBe('finished');
    const git = await clone(lecturer, 'assignments');
    const file = `${example.identifier}/test_hidden.py`;
    expect(await git.must('work', 'show', `HEAD:${file}`)).toContain(SECRET);
    await git.write(`work/${file}`, 'changed');
    await git.must('work', 'commit', '-am', 'mine');
    await git.must('work', 'push', 'origin', 'main');
    await generate({ all: true, overwrite_strategy: 'skip_if_exists' });
    await git.must('work', 'pull', '--ff-only');
    expect(await git.must('work', 'show', `HEAD:${file}`)).toBe('changed');
    await generate({ all: true, overwrite_strategy: 'force_update', commit_message: 'Again' });
    await git.must('work', 'pull', '--ff-only');
    expect(await git.must('work', 'show', `HEAD:${file}`)).toContain(SECRET);
    expect(await git.must('work', 'log', '-1', '--format=%s')).toBe('Again');
  });

  it('are for lecturers of the course', async () => {
    const tutor = await addMember(t, course.id, '_tutor');
    const stranger = await addMember(t, (await createCourse(t)).id, '_owner');
    for (const name of ['generate-student-template', 'generate-assignments']) {
      const path = `/system/courses/${course.id}/${name}`;
      const statuses = await Promise.all(
        [student.client, tutor.client, stranger.client, t.anonymous].map((client) => client.post(path, {})),
      );
      expect(statuses.map((answer) => answer.status)).toEqual([403, 403, 404, 401]);
      const bad = await lecturer.client.post(path, { release: 7, course_content_ids: ['x'], all: 'yes' });
      expect([bad.status, bad.body.error_code]).toEqual([400, 'VAL_001']);
    }
  });
});
