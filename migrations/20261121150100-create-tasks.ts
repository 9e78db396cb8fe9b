import type { MigrationInterface, QueryRunner } from 'typeorm';
import { AUDIT_COLUMNS } from '../src/platform/database/migrations/audit-columns.js';

/** Long work of the server itself: who asked for it, how far it is, and how it ended. */
export class CreateTasks20261121150100 implements MigrationInterface {
  name = 'CreateTasks20261121150100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE execution.tasks (
        id uuid PRIMARY KEY, ${AUDIT_COLUMNS},
        name text NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
        status text NOT NULL DEFAULT 'queued'
          CHECK (status IN ('queued', 'started', 'finished', 'failed', 'cancelled')),
        course_id uuid REFERENCES course.courses (id) ON DELETE SET NULL,
        input jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(input) = 'object'),
        result jsonb CHECK (jsonb_typeof(result) = 'object'),
        progress jsonb CHECK (jsonb_typeof(progress) = 'object'),
        error text,
        attempt integer NOT NULL DEFAULT 0 CHECK (attempt >= 0),
        worker text,
        lease_expires_at timestamptz,
        started_at timestamptz,
        finished_at timestamptz,
        CONSTRAINT tasks_lease CHECK ((status = 'started') = (lease_expires_at IS NOT NULL)),
        CONSTRAINT tasks_end CHECK ((status IN ('finished', 'failed', 'cancelled')) = (finished_at IS NOT NULL))
      )`);
    await runner.query("SELECT platform.audit_columns('execution.tasks')");
    await runner.query('CREATE INDEX tasks_creator ON execution.tasks (created_by, created_at DESC)');
    await runner.query('CREATE INDEX tasks_course ON execution.tasks (course_id)');
    await runner.query(
      "CREATE INDEX tasks_leases ON execution.tasks (lease_expires_at) WHERE status = 'started'",
    );
    await runner.query('CREATE INDEX tasks_ended ON execution.tasks (finished_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE execution.tasks');
  }
}
