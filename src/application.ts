import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { AppModule } from './app.module.js';
import type { Env } from './platform/config/env.js';
import { limitPages } from './platform/database/listing.js';
import { DatabaseNotifications } from './platform/database/notifications.js';
import { RequestLimiter } from './platform/http/request-limiter.js';
import { createHttpAdapter } from './platform/http/server.js';
import { SharedLimits } from './platform/http/shared-limits.js';
import { serveOpenApi } from './platform/http/openapi.js';
import { createLogger } from './platform/logging/logger.js';
import { JobQueue } from './platform/queue/job-queue.js';

/** The application on a migrated database, not yet listening; used by the server and by every e2e test alike. */
export async function createApplication(env: Env, databaseUrl: string): Promise<NestFastifyApplication> {
  limitPages(env.LIST_LIMIT);
  const limiter = new RequestLimiter(env.REQUESTS_PER_SECOND);
  const adapter = await createHttpAdapter(env, limiter);
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.for(env, databaseUrl), adapter, {
    logger: createLogger(env),
    abortOnError: false,
    bodyParser: false,
  });
  serveOpenApi(app);
  // Nest ends global modules in no order of ours; Fastify calls this once the last request is answered.
  const server = adapter.getInstance() as unknown as FastifyInstance;
  server.addHook('onClose', () => app.get(JobQueue).stop());
  if (env.RATE_LIMITS) await shareLimits(app, server, limiter, env.REQUESTS_PER_SECOND);
  return app;
}

async function shareLimits(
  app: NestFastifyApplication,
  server: FastifyInstance,
  limiter: RequestLimiter,
  perSecond: number,
): Promise<void> {
  const limits = new SharedLimits(limiter, perSecond, app.get(DatabaseNotifications));
  await limits.start();
  server.addHook('onClose', () => limits.stop());
}
