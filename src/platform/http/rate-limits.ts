import { Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { type RateLimiterAbstract, RateLimiterPostgres } from 'rate-limiter-flexible';
import sql from 'sql-template-tag';
import { DataSource } from 'typeorm';
import { Transaction } from '../database/transaction.js';

/** Limits that hold across all servers; their counters live in `auth.rate_limits`. */
@Injectable()
export class RateLimits {
  constructor(
    private readonly dataSource: DataSource,
    private readonly tx: Transaction,
  ) {}

  /** A limiter of `points` in a fixed window of `seconds`. */
  limiter(keyPrefix: string, points: number, seconds: number): RateLimiterAbstract {
    return new RateLimiterPostgres({
      storeClient: (this.dataSource.driver as unknown as { master: Pool }).master,
      storeType: 'pool',
      schemaName: 'auth',
      tableName: 'rate_limits',
      tableCreated: true,
      clearExpiredByTimeout: false,
      keyPrefix,
      points,
      duration: seconds,
    });
  }

  /** Removes counters whose window is over for more than an hour, which is no server's clock too early; returns how many. */
  async removeExpired(): Promise<number> {
    return this.tx.execute(
      sql`DELETE FROM auth.rate_limits WHERE expire < 1000 * extract(epoch FROM now() - interval '1 hour')`,
    );
  }
}
