import { mkdir, readFile, realpath, writeFile, chmod } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { prepareCluster, readSecrets, SUPERUSER, type ClusterSecrets } from './cluster.js';
import { EmbeddedPostgresStartError } from './embedded-postgres.errors.js';
import { tryLock, type FileLock } from './file-lock.js';
import { findNativeFolder, prepareBinaries, type PostgresBinaries } from './postgres-binaries.js';
import { findRunningPostmaster, markPostmasterFileStale } from './postmaster-file.js';
import { chooseServerIdentity, type ServerIdentity } from './server-identity.js';
import { serverSettings } from './server-settings.js';
import { SupervisedPostmaster } from './supervised-postmaster.js';

export interface EmbeddedPostgresOptions {
  /** LECTERN_HOME; the cluster lies in its folder `postgres`. */
  home: string;
  /** False gives up fsync and its like: for tests only. */
  durable: boolean;
  /** Gets every line the server logs. */
  log?: (line: string) => void;
  /** The database to create and to name in `url`; `lectern` by default. */
  database?: string;
  /**
   * True (the default) joins a server that another process runs on this home; false waits for that one to end and
   * then starts an own one, which is what a long-running process wants.
   */
  reuse?: boolean;
  /** The `native` folder of the binaries' package, when it is not the installed one. */
  nativeFolder?: string;
  /** How long recovery and start may take, in milliseconds. */
  startTimeoutMs?: number;
}

export interface EmbeddedPostgres {
  /** For the application: an ordinary role that owns the database. */
  url: string;
  /** For the superuser, on the database `postgres`. */
  adminUrl: string;
  /** Stops the server and resolves when it is gone; does nothing when the server is another process's. */
  stop(): Promise<void>;
  /** True when another process runs the server. */
  reused: boolean;
}

const APPLICATION_ROLE = 'lectern';
/** Held by the process that runs the server, for as long as it does. */
const OWNER_LOCK = 'owner.lock';
const RIVAL_WAIT_MS = 10_000;
const START_ATTEMPTS = 40;
/** A postmaster that was killed leaves children that take up to a second or two to notice. */
const DYING_SERVER = /pre-existing shared memory block|lock file "postmaster.pid" (already exists|is empty)/;
const PORT_TAKEN = /could not (bind|create any TCP\/IP sockets)/;

/**
 * Starts the PostgreSQL that comes with the package `@embedded-postgres/<platform>` on a free port of 127.0.0.1, on
 * data below `home`, which the first start makes. It ends with this process, also after kill -9. Throws
 * EmbeddedPostgresUnavailableError where it cannot run and EmbeddedPostgresStartError when it does not come up.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  await mkdir(options.home, { recursive: true, mode: 0o711 });
  const folder = join(await realpath(options.home), 'postgres');
  await mkdir(folder, { recursive: true });
  // The server's account must pass through; what it may not read has a mode of its own. Only the owner may change it.
  await chmod(folder, 0o711).catch(() => undefined);
  const lock = await waitForLock(join(folder, 'start.lock'));
  try {
    const port = await settleRival(folder, options.reuse ?? true);
    if (port === undefined) return await startOwn(folder, options);
    const secrets = await readSecrets(folder);
    await createDatabase(port, secrets, options.database ?? APPLICATION_ROLE);
    return { ...urls(port, secrets, options), reused: true, stop: () => Promise.resolve() };
  } finally {
    lock.release();
  }
}

/** Two processes that start at once must not both run initdb, nor both find no server. */
async function waitForLock(path: string): Promise<FileLock> {
  for (;;) {
    const lock = tryLock(path);
    if (!('holder' in lock)) return lock;
    await pause(50);
  }
}

/** The port of a ready server that may be reused; undefined when none is left. */
async function settleRival(folder: string, reuse: boolean): Promise<number | undefined> {
  const deadline = performance.now() + RIVAL_WAIT_MS;
  for (;;) {
    const rival = await findRunningPostmaster(join(folder, 'data'));
    if (!rival) return undefined;
    if (reuse && rival.status === 'ready' && ownerLives(folder)) return rival.port;
    if (performance.now() > deadline) {
      throw new EmbeddedPostgresStartError(
        `Another process (PostgreSQL pid ${rival.pid}, ${rival.status}) serves ${folder} and does not end.`,
        '',
      );
    }
    await pause(25);
  }
}

/** A server whose owner was killed looks ready for a moment longer, but is about to shut down. */
function ownerLives(folder: string): boolean {
  const lock = tryLock(join(folder, OWNER_LOCK));
  if ('holder' in lock) return true;
  lock.release();
  return false;
}

async function startOwn(folder: string, options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const binaries = await prepareBinaries(options.nativeFolder ?? findNativeFolder(), join(folder, 'lib'));
  const identity = chooseServerIdentity(binaries, folder);
  const { dataFolder, secrets } = await prepareCluster(folder, binaries, identity, options.durable);
  const ownership = await waitForLock(join(folder, OWNER_LOCK));
  let stop = () => Promise.resolve(ownership.release());
  try {
    const { postmaster, port } = await startPostmaster(dataFolder, binaries, identity, options);
    stop = () => postmaster.stop().finally(() => ownership.release());
    await createDatabase(port, secrets, options.database ?? APPLICATION_ROLE);
    await writeFile(join(folder, 'port'), `${port}\n`);
    return { ...urls(port, secrets, options), reused: false, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startPostmaster(
  dataFolder: string,
  binaries: PostgresBinaries,
  identity: ServerIdentity,
  options: EmbeddedPostgresOptions,
): Promise<{ postmaster: SupervisedPostmaster; port: number }> {
  let preferred = Number(await readFile(join(dataFolder, '..', 'port'), 'utf8').catch(() => 0));
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort(preferred);
    const command = [binaries.postgres, '-D', dataFolder, ...serverSettings(port, options.durable)];
    await markPostmasterFileStale(dataFolder);
    const postmaster = new SupervisedPostmaster(command, dataFolder, {
      prefix: identity.prefix,
      account: identity.account,
      environment: binaries.environment,
      log: options.log ?? (() => undefined),
    });
    try {
      await postmaster.waitUntilReady(options.startTimeoutMs ?? 120_000);
      return { postmaster, port };
    } catch (error) {
      const text = postmaster.serverLog;
      if (PORT_TAKEN.test(text)) preferred = 0;
      else if (!DYING_SERVER.test(text)) throw error;
      if (attempt === START_ATTEMPTS) throw error;
      await pause(100);
    }
  }
}

/** `preferred` when nobody listens there, so that the settings of a GUI tool stay true; else any free port. */
async function freePort(preferred: number): Promise<number> {
  const listenOn = (port: number): Promise<number | undefined> =>
    new Promise((resolve) => {
      const server = createServer();
      server.once('error', () => resolve(undefined));
      server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
        const address = server.address();
        server.close(() => resolve(typeof address === 'object' && address ? address.port : undefined));
      });
    });
  const port = (preferred > 0 ? await listenOn(preferred) : undefined) ?? (await listenOn(0));
  if (port === undefined) throw new EmbeddedPostgresStartError('No port of 127.0.0.1 is free.', '');
  return port;
}

/** The application's role and its database, made when absent. */
async function createDatabase(port: number, secrets: ClusterSecrets, database: string): Promise<void> {
  const client = new pg.Client({
    connectionString: connectionString(port, SUPERUSER, secrets.admin, 'postgres'),
  });
  await client.connect();
  try {
    const role = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [APPLICATION_ROLE]);
    if (role.rowCount === 0) {
      await client.query(`CREATE ROLE ${APPLICATION_ROLE} LOGIN PASSWORD '${secrets.application}'`);
    }
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    if (found.rowCount === 0) {
      const name = client.escapeIdentifier(database);
      await client.query(`CREATE DATABASE ${name} OWNER ${APPLICATION_ROLE} TEMPLATE template0`);
    }
  } finally {
    await client.end();
  }
}

function urls(port: number, secrets: ClusterSecrets, options: EmbeddedPostgresOptions) {
  const database = options.database ?? APPLICATION_ROLE;
  return {
    url: connectionString(port, APPLICATION_ROLE, secrets.application, database),
    adminUrl: connectionString(port, SUPERUSER, secrets.admin, 'postgres'),
  };
}

function connectionString(port: number, user: string, password: string, database: string): string {
  return `postgres://${user}:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
}
