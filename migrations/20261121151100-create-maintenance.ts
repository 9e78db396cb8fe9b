import type { MigrationInterface, QueryRunner } from 'typeorm';
import { AUDIT_COLUMNS } from '../src/platform/database/migrations/audit-columns.js';

/** The one row that says whether the system is being maintained, or will be. */
export class CreateMaintenance20261121151100 implements MigrationInterface {
  name = 'CreateMaintenance20261121151100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE SCHEMA maintenance');
    await runner.query(`
      CREATE TABLE maintenance.maintenance_state (
        id uuid PRIMARY KEY, ${AUDIT_COLUMNS},
        singleton boolean NOT NULL DEFAULT true UNIQUE CHECK (singleton),
        active boolean NOT NULL DEFAULT false,
        message text NOT NULL DEFAULT '' CHECK (length(message) <= 4096),
        activated_at timestamptz,
        activated_by uuid REFERENCES auth.users (id) ON DELETE SET NULL,
        scheduled_at timestamptz,
        scheduled_by uuid REFERENCES auth.users (id) ON DELETE SET NULL,
        CONSTRAINT maintenance_state_active CHECK (active = (activated_at IS NOT NULL))
      )`);
    await runner.query("SELECT platform.audit_columns('maintenance.maintenance_state')");
    for (const column of ['activated_by', 'scheduled_by']) {
      await runner.query(
        `CREATE INDEX maintenance_state_${column} ON maintenance.maintenance_state (${column})`,
      );
    }
    await runner.query(
      "INSERT INTO maintenance.maintenance_state (id) VALUES ('00000000-0000-7000-8000-000000000001')",
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA maintenance CASCADE');
  }
}
