import { Injectable, type OnModuleInit } from '@nestjs/common';
import sql from 'sql-template-tag';
import { Transaction } from '../database/transaction.js';
import { ScheduledTasks } from '../schedule/scheduled-tasks.js';
import type { AnswerInputs } from './answer-inputs.js';

const COMPACT_SECONDS = 30;
/** A subject with more rows than this is added up. */
const CROWDED = 8;
/** The subject of changes that are nobody's in particular. */
export const NOBODY = '00000000-0000-0000-0000-000000000000';

/** State of the inputs of an answer: equal ones mean that nothing was committed in between. */
export interface Stamp {
  state: string;
  /** Clock of the database, microseconds since 1970. */
  at: number;
}

/** Reads the ledger of committed changes (platform.changes), which triggers write, and keeps it small. */
@Injectable()
export class ChangeLedger implements OnModuleInit {
  constructor(
    private readonly tx: Transaction,
    private readonly schedule: ScheduledTasks,
  ) {}

  onModuleInit(): void {
    this.schedule.every('compact-changes', COMPACT_SECONDS, () => this.compact());
  }

  /**
   * How often the inputs have changed so far. The person's own count stands apart: as long as it is the same, so is
   * the set of courses, and counts only grow, so that the sum of all tells. A restarted database is another one: it
   * may have been set back.
   */
  async stampOf({ personId, courses, kinds }: AnswerInputs): Promise<Stamp> {
    const question = sql`
      SELECT concat_ws(' ', sum(c.n), sum(c.n) FILTER (WHERE c.kind = 'person'), pg_postmaster_start_time()) AS state,
        (extract(epoch FROM now()) * 1000000)::bigint AS at
      FROM platform.changes c
      WHERE c.subject = ANY (${[personId, NOBODY]}::uuid[] || ${courses})
        AND c.kind = ANY (${['person', 'everything', ...kinds]}::text[])`;
    const stamp = await this.tx.row<{ state: string; at: number }>(question, 'at once');
    if (stamp === null) throw new Error('A sum has no row.');
    return stamp;
  }

  /** When the answer becomes another one by time alone, microseconds since 1970; Infinity: never. */
  async turnOf({ turn }: AnswerInputs): Promise<number> {
    const question = sql`
      SELECT (extract(epoch FROM turn.moment) * 1000000)::bigint AS at FROM (${turn}) turn (moment)`;
    const row = await this.tx.row<{ at: number | null }>(question, 'at once');
    return row?.at ?? Number.POSITIVE_INFINITY;
  }

  /**
   * Adds up the rows of subjects that have many. One statement, so that no sum is ever seen to differ; of two at the
   * same time each adds up what it removed itself.
   */
  async compact(): Promise<void> {
    await this.tx.execute(sql`
      WITH crowded AS (
        SELECT kind, subject FROM platform.changes GROUP BY kind, subject HAVING count(*) > ${CROWDED}
      ), gone AS (
        DELETE FROM platform.changes c USING crowded o WHERE c.kind = o.kind AND c.subject = o.subject
        RETURNING c.kind, c.subject, c.n
      )
      INSERT INTO platform.changes (kind, subject, n) SELECT kind, subject, sum(n) FROM gone GROUP BY kind, subject`);
  }
}
