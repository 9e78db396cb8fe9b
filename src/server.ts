import type { Server } from 'node:http';
import { join } from 'node:path';
import { createApplication } from './application.js';
import { EnvironmentError, type Env, readEnv } from './platform/config/env.js';
import { startEmbeddedPostgres } from './platform/database/embedded/embedded-postgres.js';
import { lockHome } from './platform/database/embedded/home-lock.js';
import { ServerLog } from './platform/database/embedded/server-log.js';
import { migrateDatabase } from './platform/database/migrations/migrate.js';
import { startLocalWorker } from './worker-process.js';

/** A stop that takes longer is broken off. */
const SHUTDOWN_MS = 10_000;
/** Requests that still run then lose their connection, so that the rest can end in order. */
const CUT_MS = 8_500;

interface Stoppable {
  stop(): Promise<void>;
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

/** Starts everything `npm start` stands for: database, migrations, HTTP server; ends the process on failure. */
export async function startServer(): Promise<void> {
  const started: Stoppable[] = [];
  try {
    const env = readEnv();
    const lock = lockHome(env.LECTERN_HOME);
    started.push({ stop: async () => lock.release() });
    const databaseUrl = await openDatabase(env, started);
    await migrateDatabase(databaseUrl);
    const app = await createApplication(env, databaseUrl);
    started.push({ stop: () => app.close() });
    await app.listen(env.PORT, env.HOST);
    started.push(startLocalWorker(env));
    process.stdout.write(`Lectern is ready: ${env.PUBLIC_URL}  (Swagger UI: ${env.PUBLIC_URL}/docs)\n`);
    stopOnSignal(started, () => (app.getHttpServer() as Server).closeAllConnections());
  } catch (error) {
    await stopAll(started);
    fail(error instanceof EnvironmentError ? error.message : `Lectern did not start: ${reason(error)}`);
  }
}

async function openDatabase(env: Env, started: Stoppable[]): Promise<string> {
  if (env.DATABASE_URL !== undefined) return env.DATABASE_URL;
  const home = env.LECTERN_HOME;
  const log = new ServerLog(join(home, 'postgres', 'server.log'));
  const server = await startEmbeddedPostgres({
    ...{ home, durable: true, reuse: false },
    log: (line) => log.write(line),
  });
  started.push(server);
  return server.url;
}

function stopOnSignal(started: Stoppable[], cutConnections: () => void): void {
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(cutConnections, CUT_MS).unref();
    setTimeout(() => process.exit(1), SHUTDOWN_MS).unref();
    void stopAll(started).then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

/**
 * Stops in the reverse order of the start, so that nothing loses what it stands on: the worker hands back its jobs,
 * running requests finish, queue and connections go, then the database, then the lock of the home.
 */
async function stopAll(started: Stoppable[]): Promise<void> {
  for (const part of started.splice(0).reverse()) {
    await part.stop().catch((error: unknown) => process.stderr.write(`while stopping: ${reason(error)}\n`));
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
