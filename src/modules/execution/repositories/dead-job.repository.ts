import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { equals, listPage } from '../../../platform/database/listing.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { type DeadJob, type DeadJobQuery, type DeadJobRow, toDeadJob } from '../schemas/dead-job.schema.js';

const SELECT = sql`
  SELECT r.id, r.kind, r.service_id, s.slug, r.payload, r.attempt, r.error, r.worker_id, r.created_at, r.started_at,
    r.dead_at
  FROM execution.runs r JOIN execution.services s ON s.id = r.service_id`;

/** Runs that were given up although they were not at fault; for administrators only. */
@Injectable()
export class DeadJobRepository {
  constructor(private readonly tx: Transaction) {}

  /** Newest first unless asked otherwise. */
  list(query: DeadJobQuery): Promise<DeadJob[]> {
    return listPage<DeadJobRow & Record<string, unknown>, DeadJob>(
      this.tx,
      {
        select: SELECT,
        where: [
          sql`r.dead_at IS NOT NULL`,
          ...equals('r.id', query.id),
          ...equals('r.fairness_key', query.course_id),
          ...equals('r.service_id', query.service_id),
          ...equals('r.kind', query.kind),
        ],
        order: sql`r.dead_at DESC`,
        tieBreak: sql`r.id DESC`,
        paging: query,
      },
      toDeadJob,
    );
  }

  find(id: string): Promise<DeadJobRow | null> {
    return this.tx.row<DeadJobRow & Record<string, unknown>>(
      sql`${SELECT} WHERE r.id = ${id} AND r.dead_at IS NOT NULL`,
    );
  }
}
