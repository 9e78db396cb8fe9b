import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { Transaction } from '../../../platform/database/transaction.js';

/** Asks the database whether it is there. */
@Injectable()
export class HealthRepository {
  constructor(private readonly tx: Transaction) {}

  async answers(): Promise<boolean> {
    return (await this.tx.row(sql`SELECT 1`)) !== null;
  }
}
