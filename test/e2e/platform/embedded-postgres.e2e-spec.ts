import { spawn } from 'node:child_process';
import { access, chmod, chown, lstat, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../../src/platform/database/embedded/embedded-postgres.js';
import { EmbeddedPostgresUnavailableError } from '../../../src/platform/database/embedded/embedded-postgres.errors.js';
import { HomeInUseError, lockHome } from '../../../src/platform/database/embedded/home-lock.js';
import { findNativeFolder } from '../../../src/platform/database/embedded/postgres-binaries.js';
import { Stage } from './embedded-postgres-stage.js';

const NOBODY = 65534;
/** A number that no account has. */
const NAMELESS = 54321;
const isRoot = process.getuid?.() === 0;
/** Changing account takes root; an ordinary user's run of the tests covers his own case. */
const itAsRoot = isRoot ? it : it.skip;

let stage: Stage;
let folder: string;

beforeAll(async () => {
  stage = await Stage.make();
});

afterAll(async () => {
  await stage.remove();
});

beforeEach(async () => {
  folder = await mkdtemp(join(stage.folder, 'case-'));
  await chmod(folder, 0o755);
});

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function postmasterPid(home: string): Promise<number> {
  return Number((await readFile(join(home, 'postgres/data/postmaster.pid'), 'utf8')).split('\n')[0]);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Resolves when the process is gone; the test's own time-out is the limit. */
async function gone(pid: number): Promise<void> {
  while (isAlive(pid)) await pause(10);
}

async function checkServer(url: string): Promise<void> {
  const settings = await query(
    url,
    `SELECT pg_encoding_to_char(encoding) AS encoding, datlocprovider AS provider, datlocale AS locale,
            current_setting('password_encryption') AS passwords, current_setting('jit') AS jit,
            current_setting('listen_addresses') AS addresses,
            (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS superuser, lower('ÄÖ') AS lower
     FROM pg_database WHERE datname = current_database()`,
  );
  expect(settings).toEqual([
    {
      encoding: 'UTF8',
      provider: 'b',
      locale: 'C.UTF-8',
      passwords: 'scram-sha-256',
      jit: 'off',
      addresses: '127.0.0.1',
      superuser: false,
      lower: 'äö',
    },
  ]);
  for (const extension of ['ltree', 'citext', 'pg_trgm', 'pgcrypto', 'unaccent']) {
    await query(url, `CREATE EXTENSION ${extension}`);
  }
  await query(url, 'CREATE TABLE places (path ltree, name citext)');
  await query(url, "INSERT INTO places VALUES ('a.b', 'Größe')");
  const found = await query(
    url,
    "SELECT unaccent(name::text) AS n FROM places WHERE path <@ 'a' AND name = 'GRÖSSE'",
  );
  expect(found).toEqual([]);
  expect(await query(url, "SELECT unaccent(name::text) AS n FROM places WHERE name = 'GRÖßE'")).toEqual([
    { n: 'Grosse' },
  ]);
}

describe('whose server it is', () => {
  itAsRoot('runs for root under another account, without a locale in the environment', async () => {
    const home = join(folder, 'home');
    const { child, answer } = stage.start({ home, nativeFolder: stage.nativeFolder, durable: false });
    await checkServer((await answer).url);
    const { uid } = await stat(join(home, 'postgres/data'));
    expect(uid).toBeGreaterThan(0);
    expect((await stat(`/proc/${await postmasterPid(home)}`)).uid).toBe(uid);
    expect((await stat(join(home, 'postgres/secret'))).mode & 0o777).toBe(0o600);
    await stage.stop(child);
  });

  itAsRoot('runs for root below a folder that nobody else may enter', async () => {
    await chmod(folder, 0o700);
    const home = join(folder, 'home');
    const nativeFolder = await stage.copyNative(folder, { links: true });
    const { child, answer } = stage.start({ home, nativeFolder, durable: false });
    await checkServer((await answer).url);
    expect((await stat(join(home, 'postgres/data'))).uid).toBe(0);
    await stage.stop(child);
  });

  itAsRoot('goes on with its data when that folder is opened or closed', async () => {
    const task = { home: join(folder, 'home'), nativeFolder: stage.nativeFolder, durable: false };
    for (const mode of [0o755, 0o700, 0o755]) {
      await chmod(folder, mode);
      const { child, answer } = stage.start(task);
      const { url } = await answer;
      await query(url, 'CREATE TABLE IF NOT EXISTS starts (mode int)');
      await query(url, `INSERT INTO starts VALUES (${mode})`);
      await stage.stop(child);
      expect((await stat(join(task.home, 'postgres/data'))).uid > 0).toBe(mode === 0o755);
    }
    const { child, answer } = stage.start(task);
    expect(await query((await answer).url, 'SELECT count(*)::int AS n FROM starts')).toEqual([{ n: 3 }]);
    await stage.stop(child);
  });

  it.each(isRoot ? [NOBODY, NAMELESS] : [process.getuid!()])(
    'runs for an ordinary user (uid %i)',
    async (uid) => {
      const home = join(folder, 'home');
      await mkdir(home);
      if (isRoot) await chown(home, uid, uid);
      const task = { home, nativeFolder: stage.nativeFolder, durable: true };
      const { child, answer } = stage.start(task, isRoot ? uid : undefined);
      await checkServer((await answer).url);
      expect((await stat(join(home, 'postgres/data'))).uid).toBe(uid);
      await stage.stop(child);
    },
  );

  itAsRoot("refuses an ordinary user on root's data and does not touch it", async () => {
    const task = { home: join(folder, 'home'), nativeFolder: stage.nativeFolder, durable: false };
    const first = stage.start(task);
    const { url } = await first.answer;
    await stage.stop(first.child);
    expect(await stage.start(task, NAMELESS).answer).toMatchObject({
      error: expect.stringMatching(/EACCES/),
    });
    const again = stage.start(task);
    expect(new URL((await again.answer).url).password).toBe(new URL(url).password);
    await stage.stop(again.child);
  });
});

describe('life and death', () => {
  it('leaves no server after kill -9 of its parent, and the next start finds the data', async () => {
    const task = { home: join(folder, 'home'), nativeFolder: stage.nativeFolder, durable: true };
    const first = stage.start(task);
    const { url } = await first.answer;
    await query(url, 'CREATE TABLE kept AS SELECT 42 AS value');
    const pid = await postmasterPid(task.home);
    first.child.kill('SIGKILL');
    const second = stage.start(task);
    const answer = await second.answer;
    expect(answer).toMatchObject({ reused: false });
    expect(await query(answer.url, 'SELECT value FROM kept')).toEqual([{ value: 42 }]);
    await gone(pid);
    await stage.stop(second.child);
  });

  it('leaves no server when the parent dies while the server is starting', async () => {
    const home = join(folder, 'home');
    const first = stage.start({ home, nativeFolder: stage.nativeFolder, durable: false });
    void first.answer.catch(() => undefined);
    const file = join(home, 'postgres/data/postmaster.pid');
    while (!(await readFile(file, 'utf8').catch(() => ''))) await pause(1);
    const pid = await postmasterPid(home);
    first.child.kill('SIGKILL');
    await gone(pid);
  });

  it('starts again at once after kill -9 of the server itself', async () => {
    const task = { home: join(folder, 'home'), nativeFolder: stage.nativeFolder, durable: true };
    const first = stage.start(task);
    const { url } = await first.answer;
    await query(url, 'CREATE TABLE kept AS SELECT 7 AS value');
    process.kill(await postmasterPid(task.home), 'SIGKILL');
    first.child.kill('SIGKILL');
    const second = stage.start(task);
    const answer = await second.answer;
    expect(answer).toMatchObject({ reused: false });
    expect(await query(answer.url, 'SELECT value FROM kept')).toEqual([{ value: 7 }]);
    await stage.stop(second.child);
  });

  itAsRoot(
    'is not fooled by a stale file whose number another process of the same account has now',
    async () => {
      const task = { home: join(folder, 'home'), nativeFolder: stage.nativeFolder, durable: false };
      const first = stage.start(task);
      await first.answer;
      const file = join(task.home, 'postgres/data/postmaster.pid');
      const content = await readFile(file, 'utf8');
      await stage.stop(first.child);
      const { uid, gid } = await stat(join(task.home, 'postgres/data'));
      const stranger = spawn('sleep', ['600'], { uid, gid, cwd: '/' });
      try {
        await writeFile(file, content.replace(/^\d+/, String(stranger.pid)));
        const second = stage.start(task);
        expect(await second.answer).toMatchObject({ reused: false });
        expect(isAlive(stranger.pid!)).toBe(true);
        await stage.stop(second.child);
      } finally {
        stranger.kill();
      }
    },
  );

  it('runs in a session of its own, out of reach of Ctrl-C', async () => {
    const home = join(folder, 'home');
    const server = await startEmbeddedPostgres({ home, durable: false, nativeFolder: stage.nativeFolder });
    const sessionOf = async (pid: number | string) =>
      (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]!.split(' ')[3];
    expect(await sessionOf(await postmasterPid(home))).not.toBe(await sessionOf('self'));
    await server.stop();
    await server.stop();
  });

  it('shows the log of a server that does not start', async () => {
    const options = { home: join(folder, 'home'), durable: false, nativeFolder: stage.nativeFolder };
    await (await startEmbeddedPostgres(options)).stop();
    await writeFile(join(options.home, 'postgres/data/postgresql.conf'), 'no_such_setting = 1\n');
    await expect(startEmbeddedPostgres(options)).rejects.toThrow(/ended while starting[^]*no_such_setting/);
  });
});

describe('two at once', () => {
  it('refuses a second server on the same home, and no longer after kill -9 of the first', async () => {
    const task = { home: join(folder, 'home'), nativeFolder: stage.nativeFolder, durable: false, lock: true };
    const first = stage.start(task);
    await first.answer;
    const refused = await stage.start(task).answer;
    expect(refused.error).toMatch(`HomeInUseError: Lectern is already running (pid ${first.child.pid})`);
    expect(() => lockHome(task.home)).toThrow(HomeInUseError);
    const closed = new Promise((resolve) => first.child.once('close', resolve));
    first.child.kill('SIGKILL');
    await closed;
    const third = stage.start({ ...task, reuse: false });
    expect(await third.answer).toMatchObject({ reused: false });
    await stage.stop(third.child);
  });

  it('joins the server of another process and leaves it running', async () => {
    const options = { home: join(folder, 'home'), durable: false, nativeFolder: stage.nativeFolder };
    const server = await startEmbeddedPostgres(options);
    const guest = stage.start({ ...options, reuse: true }, isRoot ? 0 : undefined);
    expect(await guest.answer).toEqual({ url: server.url, adminUrl: server.adminUrl, reused: true });
    await stage.stop(guest.child);
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await server.stop();
  });

  it('makes one cluster when two first starts meet', async () => {
    const task = { home: join(folder, 'home'), nativeFolder: stage.nativeFolder, durable: false };
    const both = [stage.start(task), stage.start(task)];
    const answers = await Promise.all(both.map(({ answer }) => answer));
    expect(new Set(answers.map(({ url }) => url)).size).toBe(1);
    expect(answers.map(({ reused }) => reused).sort()).toEqual([false, true]);
    const guest = answers[0]!.reused ? 0 : 1;
    await stage.stop(both[guest]!.child);
    await stage.stop(both[1 - guest]!.child);
  });
});

describe('the package', () => {
  it('gets the links of a skipped postinstall', async () => {
    const nativeFolder = await stage.copyNative(folder, { links: false });
    const link = join(nativeFolder, 'lib/libpq.so.5');
    await expect(access(link)).rejects.toThrow('ENOENT');
    const server = await startEmbeddedPostgres({ home: join(folder, 'home'), durable: false, nativeFolder });
    await server.stop();
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
  });

  itAsRoot("gets them in the home folder when it is somebody else's", async () => {
    const nativeFolder = await stage.copyNative(folder, { links: false });
    const home = join(folder, 'home');
    await mkdir(home);
    await chown(home, NOBODY, NOBODY);
    const { child, answer } = stage.start({ home, nativeFolder, durable: false }, NOBODY);
    await checkServer((await answer).url);
    await expect(access(join(nativeFolder, 'lib/libpq.so.5'))).rejects.toThrow('ENOENT');
    await stage.stop(child);
  });

  it('names the way out where there is none', () => {
    expect(() => findNativeFolder('plan9-mips')).toThrow(EmbeddedPostgresUnavailableError);
    expect(() => findNativeFolder('plan9-mips')).toThrow(/DATABASE_URL/);
  });

  it('names the way out where its programs do not run', async () => {
    const nativeFolder = join(folder, 'package/native');
    await mkdir(join(nativeFolder, 'bin'), { recursive: true });
    await writeFile(join(nativeFolder, 'bin/postgres'), 'not a program', { mode: 0o755 });
    const start = startEmbeddedPostgres({ home: join(folder, 'home'), durable: false, nativeFolder });
    await expect(start).rejects.toThrow(EmbeddedPostgresUnavailableError);
    await rm(nativeFolder, { recursive: true });
  });
});
