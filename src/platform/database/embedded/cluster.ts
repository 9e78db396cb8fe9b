import { spawn } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import {
  chmod,
  chown,
  lchown,
  lstat,
  mkdir,
  open,
  readFile,
  readdir,
  rename,
  rm,
  stat,
} from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedPostgresStartError } from './embedded-postgres.errors.js';
import type { PostgresBinaries } from './postgres-binaries.js';
import type { ServerIdentity } from './server-identity.js';

export const SUPERUSER = 'postgres';

/** The superuser's password and the one of the application's role, which does not give the first away. */
export interface ClusterSecrets {
  admin: string;
  application: string;
}

/** The data folder below `folder`, made with initdb at the first start and owned by `identity` after every call. */
export async function prepareCluster(
  folder: string,
  binaries: PostgresBinaries,
  identity: ServerIdentity,
  durable: boolean,
): Promise<{ dataFolder: string; secrets: ClusterSecrets }> {
  const dataFolder = join(folder, 'data');
  const version = await clusterVersion(dataFolder);
  if (version === undefined) {
    const secrets = await makeSecrets(folder);
    await initialise(folder, binaries, identity, { durable, password: secrets.admin });
    return { dataFolder, secrets };
  }
  if (version.trim() !== binaries.major) {
    throw new EmbeddedPostgresStartError(
      `${dataFolder} was made by PostgreSQL ${version.trim()}, but the installed one is ${binaries.major}. ` +
        'Restore a backup into a fresh LECTERN_HOME.',
      '',
    );
  }
  await giveTo(dataFolder, identity.owner);
  return { dataFolder, secrets: await readSecrets(folder) };
}

/** Undefined when there is no cluster yet; a cluster that merely cannot be read is an error, never overwritten. */
async function clusterVersion(dataFolder: string): Promise<string | undefined> {
  try {
    return await readFile(join(dataFolder, 'PG_VERSION'), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new EmbeddedPostgresStartError(
      `${dataFolder} cannot be read (${(error as Error).message}). Start as the account that made LECTERN_HOME.`,
      '',
    );
  }
}

/** The passwords kept in `folder`; throws when the file is gone, since nothing could sign in then. */
export async function readSecrets(folder: string): Promise<ClusterSecrets> {
  const path = join(folder, 'secret');
  const admin = (await readFile(path, 'utf8').catch(() => '')).trim();
  if (!admin) {
    throw new EmbeddedPostgresStartError(`The database's password ${path} is missing or not readable.`, '');
  }
  return { admin, application: createHmac('sha256', admin).update('lectern application').digest('hex') };
}

async function makeSecrets(folder: string): Promise<ClusterSecrets> {
  const draft = join(folder, `secret.${process.pid}`);
  const file = await open(draft, 'w', 0o600);
  try {
    await file.writeFile(`${randomBytes(24).toString('hex')}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, join(folder, 'secret'));
  return readSecrets(folder);
}

/** initdb works in a draft that is renamed at the end: a start that was killed half-way leaves no half cluster. */
async function initialise(
  folder: string,
  binaries: PostgresBinaries,
  identity: ServerIdentity,
  { durable, password }: { durable: boolean; password: string },
): Promise<void> {
  // A name of its own: an initdb whose parent was killed may still be writing into its draft.
  const draft = join(folder, `draft-${randomBytes(4).toString('hex')}`);
  const passwordFile = join(folder, 'initdb-password');
  const leftovers = (await readdir(folder)).filter((name) => name.startsWith('draft-'));
  await Promise.all(leftovers.map((name) => rm(join(folder, name), { recursive: true, force: true })));
  await mkdir(draft);
  await chmod(draft, 0o700);
  await giveTo(draft, identity.owner);
  try {
    await writePrivate(passwordFile, password, identity);
    const options = ['-D', draft, '-U', SUPERUSER, '-A', 'scram-sha-256', `--pwfile=${passwordFile}`];
    options.push('-E', 'UTF8', '--locale-provider=builtin', '--lc-messages=C', '--no-instructions');
    if (!durable) options.push('--no-sync');
    const unicode = await runInitdb(binaries, identity, [...options, '--locale=C.UTF-8']);
    if (unicode.code !== 0 && /invalid locale/.test(unicode.output)) {
      // Some systems have no C.UTF-8 of their own; the builtin provider does not need it.
      const builtin = await runInitdb(binaries, identity, [
        ...options,
        '--locale=C',
        '--builtin-locale=C.UTF-8',
      ]);
      assertInitialised(builtin);
    } else {
      assertInitialised(unicode);
    }
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(draft, join(folder, 'data'));
}

function assertInitialised({ code, output }: { code: number | null; output: string }): void {
  if (code !== 0) throw new EmbeddedPostgresStartError(`initdb failed (exit code ${code}).`, output);
}

async function runInitdb(
  binaries: PostgresBinaries,
  identity: ServerIdentity,
  options: string[],
): Promise<{ code: number | null; output: string }> {
  const [program, ...args] = [...identity.prefix, binaries.initdb, ...options];
  const child = spawn(program!, args, {
    ...identity.account,
    cwd: '/',
    env: binaries.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  return { code, output: Buffer.concat(output).toString('utf8').trim() };
}

async function writePrivate(path: string, text: string, identity: ServerIdentity): Promise<void> {
  await rm(path, { force: true });
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(`${text}\n`);
  } finally {
    await file.close();
  }
  if (identity.account.uid !== undefined) await chown(path, identity.owner.uid, identity.owner.gid);
}

/** Hands a folder over when it belongs to somebody else, for example because its parents were opened or closed. */
async function giveTo(path: string, owner: { uid: number; gid: number }): Promise<void> {
  const now = await stat(path);
  if (now.uid === owner.uid) return;
  if (process.getuid?.() !== 0) {
    throw new EmbeddedPostgresStartError(
      `${path} belongs to uid ${now.uid}, but this process runs as uid ${owner.uid}. ` +
        'Start as the account that made LECTERN_HOME, or give the whole folder to the new one (chown -R).',
      '',
    );
  }
  await chownTree(path, owner);
}

async function chownTree(path: string, owner: { uid: number; gid: number }): Promise<void> {
  if ((await lstat(path)).isDirectory()) {
    for (const name of await readdir(path)) await chownTree(join(path, name), owner);
  }
  await lchown(path, owner.uid, owner.gid);
}
