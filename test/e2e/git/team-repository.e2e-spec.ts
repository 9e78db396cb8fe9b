import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import sql from 'sql-template-tag';
import { Transaction } from '../../../src/platform/database/transaction.js';
import {
  addMember,
  createContent,
  createCourse,
  type TestCourse,
  type TestMember,
} from '../../factories/course.js';
import { cloneUrl, GitClient, gitToken, listen } from '../../factories/git.js';
import { teamOf } from '../../factories/graded-course.js';
import { groupOf } from '../../factories/hand-in.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';

/** The repository that the members of a team share, with real git clients. */
describe('the repository of a team', () => {
  let t: TestApplication;
  let origin: string;
  let course: TestCourse;
  let contentId: string;
  let mates: [TestMember, TestMember];
  let tutor: TestMember;
  let team: string;
  beforeAll(async () => {
    t = await startTestApplication();
    origin = await listen(t);
  });
  afterAll(() => t.close());
  beforeEach(async () => {
    course = await createCourse(t);
    contentId = await createContent(t, course, { max_group_size: 3 });
    mates = [await addMember(t, course.id, '_student'), await addMember(t, course.id, '_student')];
    tutor = await addMember(t, course.id, '_tutor');
    team = await teamOf(t, course, contentId, mates);
  });

  const url = async (person: TestMember, id = team) =>
    cloneUrl(origin, `${course.fullPath}/teams/${id}`, await gitToken(person.client));
  const clone = async (person: TestMember) => {
    const git = await GitClient.open();
    await git.must('.', 'clone', await url(person), 'work');
    return git;
  };
  const commit = async (git: GitClient, file: string, content: string) => {
    await git.write(`work/${file}`, content);
    await git.must('work', 'add', '-A');
    await git.must('work', 'commit', '-m', `change ${file}`);
    return git.must('work', 'rev-parse', 'HEAD');
  };
  const head = (git: GitClient) => git.must('work', 'rev-parse', 'HEAD');
  const NOT_FOUND = { code: 128, output: expect.stringContaining('not found') };
  const FORBIDDEN = { code: 128, output: expect.stringContaining('403') };

  it('carries the work of each member to the other, and one who is behind pulls before he pushes', async () => {
    const [first, second] = [await clone(mates[0]), await clone(mates[1])];
    expect(await head(first)).toBe(await head(second));
    await commit(first, 'a.py', 'a = 1\n');
    await first.must('work', 'push', 'origin', 'main');
    await commit(second, 'b.py', 'b = 2\n');
    const behind = await second.at('work', 'push', 'origin', 'main');
    expect(behind).toEqual({ code: 1, output: expect.stringContaining('fetch first') });
    await second.must('work', 'pull', '--no-rebase', '--no-edit', 'origin', 'main');
    await second.must('work', 'push', 'origin', 'main');
    await first.must('work', 'pull', '--ff-only', 'origin', 'main');
    expect(await head(first)).toBe(await head(second));
    expect((await first.must('work', 'ls-files')).split('\n')).toEqual(
      expect.arrayContaining(['a.py', 'b.py']),
    );
  });

  it('lets no member rewrite or delete what another one pushed', async () => {
    const [first, second] = [await clone(mates[0]), await clone(mates[1])];
    const pushed = await commit(first, 'a.py', 'a = 1\n');
    await first.must('work', 'push', 'origin', 'main');
    await commit(second, 'a.py', 'a = 2\n');
    const forced = await second.at('work', 'push', '--force', 'origin', 'main');
    expect(forced).toEqual({ code: 1, output: expect.stringContaining('rejected') });
    const deleted = await second.at('work', 'push', 'origin', '--delete', 'main');
    expect(deleted).toEqual({ code: 1, output: expect.stringContaining('remote rejected') });
    expect(await first.must('work', 'ls-remote', 'origin', 'refs/heads/main')).toContain(pushed);
  });

  it('is read by tutors, and is nothing for anybody else', async () => {
    const other = await addMember(t, course.id, '_student');
    const elsewhere = await addMember(t, (await createCourse(t)).id, '_owner');
    const second = await teamOf(t, course, contentId, [other]);
    const first = await clone(mates[0]);
    const pushed = await commit(first, 'a.py', 'a = 1\n');
    await first.must('work', 'push', 'origin', 'main');
    const read = await clone(tutor);
    expect(await head(read)).toBe(pushed);
    await commit(read, 'tutor.txt', 'x');
    expect(await read.at('work', 'push', 'origin', 'main')).toEqual(FORBIDDEN);
    const git = await GitClient.open();
    for (const person of [other, elsewhere]) {
      expect(await git.run('clone', await url(person), 'stolen')).toEqual(NOT_FOUND);
      expect(await first.at('work', 'push', await url(person), 'main')).toEqual(NOT_FOUND);
    }
    expect(await git.run('ls-remote', await url(mates[0], second))).toEqual(NOT_FOUND);
    const alone = await createContent(t, course);
    const own = await groupOf(t, mates[0].memberId, alone);
    expect(await git.run('ls-remote', await url(mates[0], own))).toEqual(NOT_FOUND);
  });

  it('is closed to whoever has left the team, or the course, with what he has cloned before', async () => {
    const [leaver, gone] = [
      await addMember(t, course.id, '_student'),
      await addMember(t, course.id, '_student'),
    ];
    const other = await createContent(t, course, { max_group_size: 3 });
    team = await teamOf(t, course, other, [mates[0], leaver, gone]);
    const [first, second] = [await clone(leaver), await clone(gone)];
    await t.get(Transaction).execute(sql`
      DELETE FROM submission.submission_group_members
      WHERE submission_group_id = ${team} AND course_member_id = ${leaver.memberId}`);
    expect((await t.admin.delete(`/course-members/${gone.memberId}`)).status).toBe(204);
    for (const git of [first, second]) {
      await commit(git, 'late.txt', 'late');
      expect(await git.at('work', 'fetch', 'origin', 'main')).toEqual(NOT_FOUND);
      expect(await git.at('work', 'push', 'origin', 'main')).toEqual(NOT_FOUND);
    }
    const still = await clone(mates[0]);
    expect(await still.must('work', 'ls-files')).not.toContain('late.txt');
  });

  it('comes into being once, though both members are the first at the same time', async () => {
    const urls = await Promise.all(mates.map((mate) => url(mate)));
    const clients = await Promise.all(
      urls.map(async (address) => {
        const git = await GitClient.open();
        return { git, cloned: git.must('.', 'clone', address, 'work') };
      }),
    );
    await Promise.all(clients.map(({ cloned }) => cloned));
    const [first, second] = clients.map(({ git }) => git) as [GitClient, GitClient];
    const folder = join(t.env.LECTERN_HOME, 'repositories', course.id, 'teams');
    expect(await readdir(folder)).toEqual([`${team}.git`]);
    expect(await readdir(join(t.env.LECTERN_HOME, 'repositories', 'unfinished'))).toEqual([]);
    const made = await commit(first, 'a.py', 'a = 1\n');
    await first.must('work', 'push', 'origin', 'main');
    await second.must('work', 'pull', '--ff-only', 'origin', 'main');
    expect(await head(second)).toBe(made);
  });
});
