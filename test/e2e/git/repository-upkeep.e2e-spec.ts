import { createHash } from 'node:crypto';
import { access, appendFile, mkdir, readdir, stat, utimes, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import sql from 'sql-template-tag';
import { Transaction } from '../../../src/platform/database/transaction.js';
import { BareRepositories } from '../../../src/platform/git/bare-repositories.js';
import { RepositoryUpkeep } from '../../../src/platform/git/repository-upkeep.js';
import { ScheduledTasks } from '../../../src/platform/schedule/scheduled-tasks.js';
import {
  addMember,
  createContent,
  createCourse,
  type TestCourse,
  type TestMember,
} from '../../factories/course.js';
import { cloneUrl, GitClient, gitToken, listen } from '../../factories/git.js';
import { teamOf } from '../../factories/graded-course.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';
import { until } from '../../setup/worker-process.js';

const HOUR_MS = 3600_000;
const DAY_MS = 24 * HOUR_MS;

let t: TestApplication;
let origin: string;
let course: TestCourse;
let mates: [TestMember, TestMember];
let team: string;
beforeAll(async () => {
  t = await startTestApplication();
  origin = await listen(t);
});
afterAll(() => t.close());
beforeEach(async () => {
  course = await createCourse(t);
  const contentId = await createContent(t, course, { max_group_size: 3 });
  mates = [await addMember(t, course.id, '_student'), await addMember(t, course.id, '_student')];
  team = await teamOf(t, course, contentId, mates);
});

const folderOf = (key: string) => join(t.env.LECTERN_HOME, 'repositories', `${key}.git`);
const removedFolder = () => join(t.env.LECTERN_HOME, 'repositories', 'removed');
const run = (task: string) => t.get(ScheduledTasks).runNow(task);
const there = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

async function age(folder: string, ms: number): Promise<void> {
  const then = new Date(Date.now() - ms);
  await utimes(folder, then, then);
}

async function allKeys(): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of t.get(RepositoryUpkeep).keys()) keys.push(key);
  return keys;
}

/** Clones, and with that makes, all kinds of repositories of the course; returns their keys. */
async function cloneAll(): Promise<Record<'template' | 'student' | 'team', string>> {
  const git = await GitClient.open();
  const token = await gitToken(mates[0].client);
  const paths = ['student-template', `students/${mates[0].username}`, `teams/${team}`];
  for (const [index, path] of paths.entries()) {
    await git.must('.', 'clone', cloneUrl(origin, `${course.fullPath}/${path}`, token), `work${index}`);
  }
  return {
    template: `${course.id}/student-template`,
    student: `${course.id}/students/${mates[0].userId}`,
    team: `${course.id}/teams/${team}`,
  };
}

const deleteTeam = () =>
  t.get(Transaction).execute(sql`DELETE FROM submission.submission_groups WHERE id = ${team}`);
const deleteCourse = () =>
  t.get(Transaction).execute(sql`DELETE FROM course.courses WHERE id = ${course.id}`);

describe('repositories whose rows are gone', () => {
  it('are put aside, each with its team or its course, and others stay', async () => {
    const keys = await cloneAll();
    const every = await allKeys();
    expect(every).toEqual(expect.arrayContaining(Object.values(keys)));
    for (const key of every) await age(folderOf(key), HOUR_MS);
    await run('remove-forgotten-repositories');
    expect(await allKeys()).toEqual(every);
    await deleteTeam();
    await run('remove-forgotten-repositories');
    expect(await allKeys()).toEqual(every.filter((key) => key !== keys.team));
    await deleteCourse();
    await run('remove-forgotten-repositories');
    expect((await allKeys()).filter((key) => key.startsWith(course.id))).toEqual([]);
    expect(await there(join(t.env.LECTERN_HOME, 'repositories', course.id))).toBe(false);
  });

  it('are kept aside for a week and then removed', async () => {
    const { team: key } = await cloneAll();
    await age(folderOf(key), 30 * DAY_MS);
    await deleteTeam();
    await run('remove-forgotten-repositories');
    await run('remove-forgotten-repositories');
    const [name, ...more] = (await readdir(removedFolder())).filter((one) => one.includes(team));
    expect(more).toEqual([]);
    const folder = join(removedFolder(), name ?? '');
    expect(await there(join(folder, 'HEAD'))).toBe(true);
    await age(folder, 8 * DAY_MS);
    await run('remove-forgotten-repositories');
    expect(await there(folder)).toBe(false);
  });

  it('stay where they are while somebody pushes', async () => {
    const { team: key } = await cloneAll();
    const folder = folderOf(key);
    await age(folder, HOUR_MS);
    const password = Buffer.from(`x:${await gitToken(mates[0].client)}`).toString('base64');
    const push = request(`${origin}/git/${course.fullPath}/teams/${team}.git/git-receive-pack`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${password}`,
        'content-type': 'application/x-git-receive-pack-request',
      },
    });
    const answered = new Promise<number | undefined>((resolve, reject) => {
      push.once('response', (response) => resolve(response.resume().statusCode)).once('error', reject);
    });
    push.write('00');
    await until(async () => (Date.now() - (await stat(folder)).mtimeMs < HOUR_MS / 2 ? true : null));
    await deleteTeam();
    await run('remove-forgotten-repositories');
    expect(await there(folder)).toBe(true);
    push.end('00');
    expect(await answered).toBe(200);
    await age(folder, HOUR_MS);
    await run('remove-forgotten-repositories');
    expect(await there(folder)).toBe(false);
  });
});

describe('a repository that grew', () => {
  const packsOf = async (folder: string) =>
    (await readdir(join(folder, 'objects/pack'))).filter((name) => name.endsWith('.pack')).length;

  /** A dozen releases of more than a hundred files, each a pack of its own. */
  async function grow(key: string): Promise<string> {
    let head = '';
    for (let release = 0; release < 12; release += 1) {
      const files = Array.from({ length: 110 }, (_, n) => ({
        path: `folder/${n}.txt`,
        content: Buffer.from(`release ${release}, file ${n}\n`),
      }));
      const message = `Release ${release}\n`;
      head = await t.get(BareRepositories).commit(key, { message, emptied: [], files });
    }
    return head;
  }

  /** An object that nothing refers to, as a push that has only begun may have brought. */
  async function leaveObject(folder: string): Promise<string> {
    const content = Buffer.from('blob 6\0begun\n');
    const id = createHash('sha1').update(content).digest('hex');
    await mkdir(join(folder, 'objects', id.slice(0, 2)), { recursive: true });
    await writeFile(join(folder, 'objects', id.slice(0, 2), id.slice(2)), deflateSync(content));
    return id;
  }

  it('is packed when nobody uses it, without hooks, and whatever its own configuration says', async () => {
    const { template } = await cloneAll();
    const folder = folderOf(template);
    const head = await grow(template);
    expect(await packsOf(folder)).toBeGreaterThan(10);
    const id = await leaveObject(folder);
    await appendFile(join(folder, 'config'), '[gc]\n\tpruneExpire = now\n[core]\n\thooksPath = hooks\n');
    await mkdir(join(folder, 'hooks'), { recursive: true });
    for (const hook of ['pre-auto-gc', 'reference-transaction', 'post-rewrite']) {
      await writeFile(join(folder, 'hooks', hook), `#!/bin/sh\ntouch ${folder}/ran\nexit 1\n`, {
        mode: 0o755,
      });
    }
    await run('pack-repositories');
    expect(await packsOf(folder)).toBeGreaterThan(10);
    for (const key of await allKeys()) await age(folderOf(key), HOUR_MS);
    expect(await t.get(RepositoryUpkeep).packGrown(new AbortController().signal)).toBe(1);
    expect(await packsOf(folder)).toBe(1);
    expect(await there(join(folder, 'ran'))).toBe(false);
    expect(await there(join(folder, 'objects', id.slice(0, 2), id.slice(2)))).toBe(true);
    const git = await GitClient.open();
    const token = await gitToken(mates[1].client);
    await git.must('.', 'clone', cloneUrl(origin, `${course.fullPath}/student-template`, token), 'work');
    expect(await git.must('work', 'rev-parse', 'HEAD')).toBe(head);
    expect((await git.must('work', 'log', '--format=%h')).split('\n')).toHaveLength(13);
    await age(folder, HOUR_MS);
    expect(await t.get(RepositoryUpkeep).packGrown(new AbortController().signal)).toBe(0);
  });

  it('waits for the next server when this one ends', async () => {
    const { template } = await cloneAll();
    await grow(template);
    await age(folderOf(template), HOUR_MS);
    const ending = new AbortController();
    ending.abort();
    expect(await t.get(RepositoryUpkeep).packGrown(ending.signal)).toBe(0);
    expect(await packsOf(folderOf(template))).toBeGreaterThan(10);
  });
});
