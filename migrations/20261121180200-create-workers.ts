import type { MigrationInterface, QueryRunner } from 'typeorm';
import { AUDIT_COLUMNS } from '../src/platform/database/migrations/audit-columns.js';

/** The workers that have been heard of, and whether they are given jobs. */
export class CreateWorkers20261121180200 implements MigrationInterface {
  name = 'CreateWorkers20261121180200';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE execution.workers (
        id uuid PRIMARY KEY, ${AUDIT_COLUMNS},
        user_id uuid NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
        worker_id text NOT NULL CHECK (length(worker_id) BETWEEN 1 AND 128),
        state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'draining', 'paused')),
        reason text,
        failed_for uuid[] NOT NULL DEFAULT '{}',
        last_lost_at timestamptz,
        last_seen_at timestamptz NOT NULL DEFAULT now(),
        queues text[],
        level text CHECK (level IN ('L0', 'L1', 'L2', 'L3')),
        slots integer CHECK (slots BETWEEN 1 AND 1024),
        languages text[],
        product_version text,
        CONSTRAINT workers_name UNIQUE (user_id, worker_id)
      )`);
    await runner.query("SELECT platform.audit_columns('execution.workers')");
    await runner.query('CREATE INDEX workers_worker ON execution.workers (worker_id)');
    await runner.query('CREATE INDEX workers_last_seen ON execution.workers (last_seen_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE execution.workers');
  }
}
