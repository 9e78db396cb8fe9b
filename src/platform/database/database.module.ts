import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ENV, type Env } from '../config/env.js';
import { AdvisoryLock } from './advisory-lock.js';
import { IdempotencyKeys } from '../http/idempotency-keys.js';
import { RateLimits } from '../http/rate-limits.js';
import { DatabaseNotifications } from './notifications.js';
import { dataSourceOptions } from './data-source.js';
import { DATABASE_URL } from './database-url.js';
import { Transaction } from './transaction.js';

/** The connection pool, the ambient transaction and what stands on them. */
@Global()
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [ENV, DATABASE_URL],
      useFactory: (env: Env, url: string) => ({
        ...dataSourceOptions(env, url, []),
        autoLoadEntities: true,
        retryAttempts: 0,
      }),
    }),
  ],
  providers: [Transaction, AdvisoryLock, DatabaseNotifications, IdempotencyKeys, RateLimits],
  exports: [Transaction, AdvisoryLock, DatabaseNotifications, IdempotencyKeys, RateLimits],
})
export class DatabaseModule {}
