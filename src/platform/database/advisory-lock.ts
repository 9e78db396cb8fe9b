import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { Transaction } from './transaction.js';

/** Locks by name that hold until the end of the open transaction, across all servers. */
@Injectable()
export class AdvisoryLock {
  constructor(private readonly tx: Transaction) {}

  /** Waits for the lock. */
  async wait(name: string): Promise<void> {
    await this.tx.rows(sql`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 0))`);
  }

  /** Takes the lock if it is free. */
  async tryTake(name: string): Promise<boolean> {
    const found = await this.tx.row<{ taken: boolean }>(
      sql`SELECT pg_try_advisory_xact_lock(hashtextextended(${name}, 0)) AS taken`,
    );
    return found?.taken ?? false;
  }
}
