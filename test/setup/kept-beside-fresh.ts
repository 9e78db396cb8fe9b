import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';
import { createApplication } from '../../src/application.js';
import { createWatchedCourse, readersOf, type WatchedCourse } from '../factories/watched-course.js';
import { WRITES } from '../factories/watched-writes.js';
import { startTestApplication, type TestApplication } from './test-application.js';
import { TestClient } from './test-client.js';

/** A server that keeps answers, beside it one on the same database that keeps none, and connections that write. */
export class KeptBesideFresh {
  private constructor(
    readonly t: TestApplication,
    readonly world: WatchedCourse,
    readonly writers: readonly pg.Client[],
    private readonly forgetful: NestFastifyApplication,
  ) {}

  /** With a course in which every table that kept views read has rows, and so many connections. */
  static async start(connections: number): Promise<KeptBesideFresh> {
    const t = await startTestApplication();
    const world = await createWatchedCourse(t);
    const forgetful = await createApplication({ ...t.env, KEPT_ANSWERS_MB: 0 }, t.databaseUrl);
    await forgetful.init();
    await forgetful.getHttpAdapter().getInstance().ready();
    const writers = Array.from(
      { length: connections },
      () => new pg.Client({ connectionString: t.databaseUrl }),
    );
    await Promise.all(writers.map((writer) => writer.connect()));
    return new KeptBesideFresh(t, world, writers, forgetful);
  }

  async close(): Promise<void> {
    await Promise.all(this.writers.map((writer) => writer.end()));
    await this.forgetful.close();
    await this.t.close();
  }

  /** One of the statements that change what kept views show, by its name. */
  async write(writer: pg.Client, name: string): Promise<void> {
    await writer.query(...(WRITES[name] as (typeof WRITES)[string])(this.world));
  }

  /** Every kept view, read anew from both servers, is the same. */
  async expectTheSame(): Promise<void> {
    for (const { client, path } of readersOf(this.world)) {
      const kept = await client.get(path);
      const fresh = await new TestClient(this.forgetful, client.headers).get(path);
      expect([path, kept.headers['x-total-count'], kept.raw.toString()]).toEqual([
        path,
        fresh.headers['x-total-count'],
        fresh.raw.toString(),
      ]);
    }
  }
}
