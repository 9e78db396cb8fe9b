import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApplication } from '../../src/application.js';
import { type Env, readEnv } from '../../src/platform/config/env.js';
import { KeptAnswers } from '../../src/platform/kept/kept-answers.js';
import { TestClient } from './test-client.js';
import { createTestDatabase } from './test-database.js';

/** A running application on a database of its own. */
export interface TestApplication {
  app: NestFastifyApplication;
  env: Env;
  databaseUrl: string;
  /** Nobody signed in. */
  anonymous: TestClient;
  /** The administrator made at the first start. */
  admin: TestClient;
  /** Any provider, for arranging what HTTP cannot. */
  get<T>(token: Type<T>): T;
  close(): Promise<void>;
}

const ADMIN_PASSWORD = 'correct horse battery';

/** The real application for one test file; call `close` in afterAll. */
export async function startTestApplication(changes: Record<string, string> = {}): Promise<TestApplication> {
  const home = await mkdtemp(join(tmpdir(), 'lectern-home-'));
  const database = await createTestDatabase();
  const env = readEnv({
    NODE_ENV: 'test',
    LECTERN_HOME: home,
    PORT: '0',
    PUBLIC_URL: 'http://localhost:8000',
    ADMIN_PASSWORD,
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'silent',
    WORKER_SLOTS: '0',
    RATE_LIMITS: 'false',
    DATABASE_POOL_SIZE: '10',
    KEPT_ANSWERS_CHECK: 'true',
    ...changes,
  });
  const app = await createApplication(env, database.url);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  const anonymous = new TestClient(app, {});
  return {
    app,
    env,
    databaseUrl: database.url,
    anonymous,
    admin: await anonymous.signIn(env.ADMIN_USERNAME, env.ADMIN_PASSWORD ?? ADMIN_PASSWORD),
    get: (token) => app.get(token, { strict: false }),
    close: async () => {
      const untrue = [...app.get(KeptAnswers, { strict: false }).untrue];
      await app.close();
      await database.drop();
      await rm(home, { recursive: true, force: true });
      if (untrue.length > 0) throw new Error(`Kept answers were not true: ${untrue.join(', ')}`);
    },
  };
}
