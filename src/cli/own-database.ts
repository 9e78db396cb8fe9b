import { readEnv } from '../platform/config/env.js';
import { startEmbeddedPostgres } from '../platform/database/embedded/embedded-postgres.js';

/** Runs `work` on DATABASE_URL, else on the embedded server: a running one is joined, else one is started for the while. */
export async function withDatabase(work: (url: string) => Promise<void>): Promise<void> {
  const env = readEnv();
  if (env.DATABASE_URL !== undefined) return work(env.DATABASE_URL);
  const server = await startEmbeddedPostgres({ home: env.LECTERN_HOME, durable: true });
  try {
    await work(server.url);
  } finally {
    await server.stop();
  }
}
