import { createApplication } from './application.js';
import { EnvironmentError, type Env, readEnv } from './platform/config/env.js';
import { startEmbeddedPostgres } from './platform/database/embedded/embedded-postgres.js';
import { lockHome } from './platform/database/embedded/home-lock.js';
import { migrateDatabase } from './platform/database/migrations/migrate.js';
import { startLocalWorker } from './worker-process.js';

const SHUTDOWN_MS = 10_000;

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
    stopOnSignal(started);
  } catch (error) {
    await stopAll(started);
    fail(error instanceof EnvironmentError ? error.message : `Lectern did not start: ${reason(error)}`);
  }
}

async function openDatabase(env: Env, started: Stoppable[]): Promise<string> {
  if (env.DATABASE_URL !== undefined) return env.DATABASE_URL;
  const server = await startEmbeddedPostgres({ home: env.LECTERN_HOME, durable: true, reuse: false });
  started.push(server);
  return server.url;
}

function stopOnSignal(started: Stoppable[]): void {
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), SHUTDOWN_MS).unref();
    void stopAll(started).then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

/** Stops in the reverse order of the start, so that nothing loses what it stands on. */
async function stopAll(started: Stoppable[]): Promise<void> {
  for (const part of started.splice(0).reverse()) {
    await part.stop().catch((error: unknown) => process.stderr.write(`while stopping: ${reason(error)}\n`));
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
