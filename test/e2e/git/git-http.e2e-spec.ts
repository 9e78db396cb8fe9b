import { randomBytes } from 'node:crypto';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { cloneUrl, GitClient, gitToken, listen } from '../../factories/git.js';
import { addMember, createCourse, type TestCourse, type TestMember, unique } from '../../factories/course.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';

/** The real git client against the listening application. */
describe('git over HTTP', () => {
  let t: TestApplication;
  let origin: string;
  let course: TestCourse;
  let people: Record<'student' | 'other' | 'tutor' | 'lecturer' | 'stranger', TestMember>;
  const tokens = new Map<TestMember, string>();
  beforeAll(async () => {
    t = await startTestApplication();
    origin = await listen(t);
    course = await createCourse(t);
    const foreign = await createCourse(t);
    people = {
      student: await addMember(t, course.id, '_student'),
      other: await addMember(t, course.id, '_student'),
      tutor: await addMember(t, course.id, '_tutor'),
      lecturer: await addMember(t, course.id, '_lecturer'),
      stranger: await addMember(t, foreign.id, '_owner'),
    };
    for (const person of Object.values(people)) tokens.set(person, await gitToken(person.client));
  });
  afterAll(() => t.close());

  const url = (person: TestMember, repository: string) =>
    cloneUrl(origin, `${course.fullPath}/${repository}`, tokens.get(person) as string);
  const clone = async (person: TestMember, repository: string) => {
    const git = await GitClient.open();
    await git.must('.', 'clone', url(person, repository), 'work');
    return git;
  };
  const commit = async (git: GitClient, file: string, content: string | Buffer, folder = 'work') => {
    await git.write(`${folder}/${file}`, content);
    await git.must(folder, 'add', '-A');
    await git.must(folder, 'commit', '-m', `change ${file}`);
    return git.must(folder, 'rev-parse', 'HEAD');
  };
  const ask = (path: string, headers: Record<string, string> = {}, body?: Buffer) =>
    fetch(`${origin}${path}`, { method: body ? 'POST' : 'GET', headers, ...(body ? { body } : {}) });
  const basic = (password: string, user = 'oauth2') => ({
    authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
  });
  const refs = (repository: string, service = 'git-upload-pack') =>
    `/git/${course.fullPath}/${repository}.git/info/refs?service=${service}`;

  it('gives a student his copy of the template, takes his commits and lets his tutor read them', async () => {
    const repository = `students/${people.student.username}`;
    const git = await clone(people.student, repository);
    expect(await git.must('work', 'symbolic-ref', '--short', 'HEAD')).toBe('main');
    expect(await git.must('work', 'remote', 'show', 'origin')).toContain('HEAD branch: main');
    expect(await git.must('work', 'log', '--format=%an')).toBe('Lectern');
    const made = await commit(git, 'solution/main.py', 'print(42)\n');
    await git.must('work', 'push', 'origin', 'main');
    const tutor = await clone(people.tutor, repository);
    expect(await tutor.must('work', 'rev-parse', 'HEAD')).toBe(made);
    const refused = await tutor.at('work', 'push', 'origin', 'HEAD:refs/heads/tutor');
    expect([refused.code, refused.output]).toEqual([128, expect.stringContaining('403')]);
    const next = await commit(git, 'solution/main.py', 'print(43)\n');
    await git.must('work', 'push');
    await tutor.must('work', 'pull', '--ff-only');
    expect(await tutor.must('work', 'rev-parse', 'HEAD')).toBe(next);
  });

  const table: [string, string, string, string][] = [
    ['student-template', 'student', '200', '403'],
    ['student-template', 'lecturer', '200', '403'],
    ['student-template', 'stranger', '404', '404'],
    ['assignments', 'student', '404', '404'],
    ['assignments', 'tutor', '200', '403'],
    ['assignments', 'lecturer', '200', '200'],
    ['assignments', 'stranger', '404', '404'],
    ['students/:student', 'student', '200', '200'],
    ['students/:student', 'other', '404', '404'],
    ['students/:student', 'tutor', '200', '403'],
    ['students/:student', 'lecturer', '200', '403'],
    ['students/:student', 'stranger', '404', '404'],
    ['students/nobody', 'lecturer', '404', '404'],
  ];
  it.each(table)('%s: %s reads %s, writes %s', async (name, person, read, write) => {
    const repository = name.replace(':student', people.student.username);
    const token = tokens.get(people[person as 'student']) as string;
    const statuses = await Promise.all([
      ask(refs(repository), basic(token)),
      ask(refs(repository, 'git-receive-pack'), basic(token)),
      ask(
        refs(repository).replace(/info.*/, 'git-receive-pack'),
        {
          ...basic(token),
          'content-type': 'application/x-git-receive-pack-request',
        },
        Buffer.from('0000'),
      ),
    ]);
    expect(statuses.map(({ status }) => String(status))).toEqual([read, write, write]);
  });

  it('lets administrators read and write everything but the template', async () => {
    const token = await gitToken(t.admin);
    const own = `students/${people.student.username}`;
    expect((await ask(refs(own, 'git-receive-pack'), basic(token))).status).toBe(200);
    expect((await ask(refs('assignments', 'git-receive-pack'), basic(token))).status).toBe(200);
    expect((await ask(refs('student-template', 'git-receive-pack'), basic(token))).status).toBe(403);
  });

  it('asks for a password in the way git expects', async () => {
    for (const headers of [{}, basic('wrong-password'), basic(`ctp_${'A'.repeat(32)}`)]) {
      const answer = await ask(refs('student-template'), headers as Record<string, string>);
      expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Basic realm="Lectern"']);
      expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
      expect(await answer.text()).toBe('HTTP Basic: Access denied\n');
    }
    const nowhere = await ask('/git/x/y/z/assignments.git/info/refs?service=git-upload-pack');
    expect(nowhere.status).toBe(401);
    const git = await GitClient.open();
    const wrong = cloneUrl(origin, `${course.fullPath}/assignments`, 'not-a-token-at-all');
    expect((await git.run('clone', wrong, 'work')).output).toMatch(/Authentication failed/);
  });

  it('takes the token of a session, and tokens of the scope git only', async () => {
    const session = (people.student.client.headers['authorization'] as string).slice('Bearer '.length);
    expect((await ask(refs('student-template'), basic(session))).status).toBe(200);
    const { client, username } = people.student;
    const [reads, writes, else_] = [
      await gitToken(client, ['git:read']),
      await gitToken(client, ['git:write']),
      await gitToken(client, ['course:list']),
    ];
    const own = `students/${username}`;
    const status = async (token: string, service?: string) =>
      (await ask(refs(own, service), basic(token))).status;
    expect([await status(reads), await status(reads, 'git-receive-pack')]).toEqual([200, 403]);
    expect([await status(writes), await status(writes, 'git-receive-pack')]).toEqual([200, 200]);
    expect([await status(else_), await status(else_, 'git-receive-pack')]).toEqual([403, 403]);
  });

  it('neither rewrites nor deletes what was pushed', async () => {
    const repository = `students/${people.other.username}`;
    const git = await clone(people.other, repository);
    const first = await commit(git, 'a.txt', '1');
    await git.must('work', 'push', 'origin', 'main');
    await git.must('work', 'reset', '--hard', 'HEAD~1');
    await commit(git, 'a.txt', '2');
    const forced = await git.at('work', 'push', '--force', 'origin', 'main');
    expect([forced.code, forced.output]).toEqual([1, expect.stringContaining('non-fast-forward')]);
    const deleted = await git.at('work', 'push', 'origin', '--delete', 'main');
    expect([deleted.code, deleted.output]).toEqual([1, expect.stringContaining('remote rejected')]);
    expect(await git.must('work', 'ls-remote', 'origin', 'refs/heads/main')).toContain(first);
    await git.must('work', 'push', 'origin', 'HEAD:refs/heads/feature');
    await git.must('work', 'push', 'origin', '--delete', 'feature');
    const hidden = await git.at('work', 'push', 'origin', 'HEAD:refs/lectern/x');
    expect([hidden.code, hidden.output]).toEqual([1, expect.stringContaining('deny updating a hidden ref')]);
  });

  it('is made once when first needed by many at once', async () => {
    const fresh = await addMember(t, course.id, '_student');
    tokens.set(fresh, await gitToken(fresh.client));
    const path = refs(`students/${fresh.username}`);
    const answers = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const answer = await ask(path, basic(tokens.get(fresh) as string));
        return `${answer.status} ${await answer.text()}`;
      }),
    );
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toMatch(/^200 .*refs\/heads\/main/s);
  });

  it('carries large packs and refuses those above 50 MiB', async () => {
    const git = await clone(people.student, `students/${people.student.username}`);
    const before = await git.must('work', 'rev-parse', 'HEAD');
    await commit(git, 'large.bin', randomBytes(8 * 1024 * 1024));
    const top = await git.must('work', 'rev-parse', 'HEAD');
    await git.must('work', 'push', 'origin', 'main');
    const again = await clone(people.tutor, `students/${people.student.username}`);
    expect(await again.must('work', 'rev-parse', 'HEAD')).toBe(top);
    expect(top).not.toBe(before);
    await commit(git, 'huge.bin', randomBytes(52 * 1024 * 1024));
    const refused = await git.at('work', 'push', 'origin', 'main');
    expect([refused.code, refused.output]).toEqual([
      1,
      expect.stringMatching(/exceeds maximum allowed size|HTTP 413/),
    ]);
    expect(await git.must('work', 'ls-remote', 'origin', 'refs/heads/main')).toContain(top);
  });

  it('reads packed requests', async () => {
    const token = tokens.get(people.student) as string;
    const path = refs('student-template').replace(/info.*/, 'git-upload-pack');
    const headers = {
      ...basic(token),
      'git-protocol': 'version=2',
      'content-type': 'application/x-git-upload-pack-request',
    };
    const request = Buffer.from('0014command=ls-refs\n0001' + '0009peel\n' + '0000');
    const plain = await ask(path, headers, request);
    const packed = await ask(path, { ...headers, 'content-encoding': 'gzip' }, gzipSync(request));
    const text = await plain.text();
    expect([plain.status, text]).toEqual([200, expect.stringContaining('refs/heads/main')]);
    expect([packed.status, await packed.text()]).toEqual([200, text]);
    const broken = await ask(path, { ...headers, 'content-encoding': 'gzip' }, request);
    expect(broken.status).toBe(400);
    const wishes = Array.from({ length: 500_000 }, () => '0017ref-prefix refs/ab\n');
    const bomb = gzipSync(`0014command=ls-refs\n0001${wishes.join('')}0000`);
    const stopped = await ask(path, { ...headers, 'content-encoding': 'gzip' }, bomb)
      .then(async (answer) => `${answer.status} ${(await answer.text()).length > 0}`)
      .catch(() => 'cut off');
    expect(['413 true', 'cut off']).toContain(stopped);
    const push = { ...headers, 'content-type': 'application/x-git-receive-pack-request' };
    const own = refs(`students/${people.student.username}`).replace(/info.*/, 'git-receive-pack');
    const name = 'n'.repeat(900);
    const commands = Array.from({ length: 60_000 }, (_item, index) => {
      const line = `${'0'.repeat(40)} ${'1'.repeat(40)} refs/heads/${index}${name}`;
      return (line.length + 4).toString(16).padStart(4, '0') + line;
    });
    const endless = gzipSync(commands.join(''));
    const refused = await ask(own, { ...push, 'content-encoding': 'gzip' }, endless);
    expect([refused.status, await refused.text()]).toEqual([413, 'More than 50 MiB at once.\n']);
  });

  it.each([
    '/git/../../etc/passwd.git/info/refs?service=git-upload-pack',
    '/git/%2e%2e/%2e%2e/x/assignments.git/info/refs?service=git-upload-pack',
    '/git/:course/students/..%2f..%2fassignments.git/info/refs?service=git-upload-pack',
    '/git/:course/--upload-pack=id.git/info/refs?service=git-upload-pack',
    '/git/:course/assignments.git/config',
    '/git/:course/assignments.git/HEAD',
    '/git/:course/assignments.git/objects/info/packs',
    '/git/:course/assignments.git/info/refs?service=git-upload-archive',
    '/git/:course/assignments.git/info/refs',
    '/git/:course/assignments.git/info/refs?service=--help',
  ])('%s leads nowhere', async (path) => {
    const token = tokens.get(people.lecturer) as string;
    const answer = await t.anonymous.get(path.replace(':course', course.fullPath), basic(token));
    expect([400, 404]).toContain(answer.status);
  });

  it('runs no hooks, wherever they lie, and refuses trees that would harm whoever clones them', async () => {
    const git = await clone(people.student, `students/${people.student.username}`);
    const folder = join(
      t.env.LECTERN_HOME,
      'repositories',
      course.id,
      'students',
      `${people.student.userId}.git`,
    );
    await mkdir(join(folder, 'hooks'), { recursive: true });
    for (const hook of ['pre-receive', 'update', 'post-receive', 'post-update', 'reference-transaction']) {
      await writeFile(join(folder, 'hooks', hook), '#!/bin/sh\necho ran > ../ran\nexit 1\n', { mode: 0o755 });
    }
    await git.write('work/hooks/pre-receive', '#!/bin/sh\nexit 1\n');
    await git.write('work/.gitmodules', '[submodule "x"]\n\tpath = x\n\turl = ./x\n');
    const made = await commit(git, '.gitattributes', '* filter=evil\n');
    await git.must('work', 'push', 'origin', 'main');
    expect(await git.must('work', 'ls-remote', 'origin', 'refs/heads/main')).toContain(made);
    const found = await readdir(join(t.env.LECTERN_HOME, 'repositories', course.id, 'students'));
    expect(found).not.toContain('ran');
    const blob = await git.must('work', 'rev-parse', 'HEAD:.gitattributes');
    const entry = Buffer.concat([Buffer.from('100644 .git\0'), Buffer.from(blob, 'hex')]);
    await git.write('tree', entry);
    const tree = await git.must('work', 'hash-object', '-t', 'tree', '-w', '--literally', '../tree');
    const evil = await git.must('work', 'commit-tree', '-p', 'HEAD', '-m', 'evil', tree);
    const refused = await git.at('work', 'push', 'origin', `${evil}:refs/heads/main`);
    expect([refused.code, refused.output]).toEqual([1, expect.stringContaining('hasDotgit')]);
    const modules = Buffer.from('[submodule "x"]\n\tpath = x\n\turl = --upload-pack=touch /tmp/pwned\n');
    await git.write('work/.gitmodules', modules);
    await commit(git, 'x.txt', 'x');
    const dash = await git.at('work', 'push', 'origin', 'main');
    expect([dash.code, dash.output]).toEqual([1, expect.stringContaining('gitmodulesUrl')]);
  });

  it('finds repositories under the former paths of organization, family, course and user', async () => {
    const own = await createCourse(t);
    const member = await addMember(t, own.id, '_student');
    const token = await gitToken(member.client);
    const git = await GitClient.open();
    await git.must(
      '.',
      'clone',
      cloneUrl(origin, `${own.fullPath}/students/${member.username}`, token),
      'work',
    );
    const [organization, family] = [unique('renamed'), unique('renamed')];
    await t.admin.patch(`/organizations/${own.organizationId}`, { path: organization });
    await t.admin.patch(`/course-families/${own.familyId}`, { path: family });
    const username = unique('renamed');
    expect((await t.admin.patch(`/users/${member.userId}`, { username })).status).toBe(200);
    const made = await commit(git, 'late.txt', 'still here');
    await git.must('work', 'push', 'origin', 'main');
    const info = (await t.admin.get(`/courses/${own.id}`)).body.properties.gitlab;
    const path = `${organization}/${family}/${own.fullPath.split('/')[2]}`;
    expect(info.full_path).toBe(path);
    const again = await git.must('.', 'ls-remote', cloneUrl(origin, `${path}/students/${username}`, token));
    expect(again).toContain(made);
  });
});
