import { Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { type RateLimiterAbstract, RateLimiterPostgres } from 'rate-limiter-flexible';
import { DataSource } from 'typeorm';

/** Limits that hold across all servers; their counters live in `auth.rate_limits`. */
@Injectable()
export class RateLimits {
  constructor(private readonly dataSource: DataSource) {}

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
}
