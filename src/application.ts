import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import type { Env } from './platform/config/env.js';
import { createHttpAdapter } from './platform/http/server.js';
import { serveOpenApi } from './platform/http/openapi.js';
import { createLogger } from './platform/logging/logger.js';

/** The application on a migrated database, not yet listening; used by the server and by every e2e test alike. */
export async function createApplication(env: Env, databaseUrl: string): Promise<NestFastifyApplication> {
  const adapter = await createHttpAdapter(env);
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.for(env, databaseUrl), adapter, {
    logger: createLogger(env),
    abortOnError: false,
    bodyParser: false,
  });
  serveOpenApi(app);
  return app;
}
