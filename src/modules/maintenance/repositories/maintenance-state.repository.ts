import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { Transaction } from '../../../platform/database/transaction.js';
import type { MaintenanceStateRow } from '../schemas/maintenance-status.schema.js';

/** The one row of the state of maintenance. */
@Injectable()
export class MaintenanceStateRepository {
  constructor(private readonly tx: Transaction) {}

  /** The row with the names of who activated and who scheduled; made by a migration, so it is always there. */
  async read(): Promise<MaintenanceStateRow> {
    const row = await this.tx.row<MaintenanceStateRow & Record<string, unknown>>(
      sql`
      SELECT s.active, s.message, s.activated_at, s.activated_by, s.scheduled_at, s.scheduled_by,
        nullif(concat_ws(' ', a.given_name, a.family_name), '') AS activated_by_full_name, a.username::text AS activated_by_username,
        nullif(concat_ws(' ', p.given_name, p.family_name), '') AS scheduled_by_full_name, p.username::text AS scheduled_by_username
      FROM maintenance.maintenance_state s
      LEFT JOIN auth.users a ON a.id = s.activated_by
      LEFT JOIN auth.users p ON p.id = s.scheduled_by`,
      'at once',
    );
    if (row === null) throw new Error('maintenance.maintenance_state has lost its row.');
    return row;
  }

  /** What users are told while the system is maintained; null while it is not. */
  async findActiveMessage(): Promise<string | null> {
    const row = await this.tx.row<{ message: string }>(
      sql`SELECT message FROM maintenance.maintenance_state WHERE active`,
      'at once',
    );
    return row?.message ?? null;
  }
}
