import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How much output of a run was passed on to its students: that is limited. */
export class RunOutput20261121182000 implements MigrationInterface {
  name = 'RunOutput20261121182000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE execution.runs ADD COLUMN output_bytes integer NOT NULL DEFAULT 0');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE execution.runs DROP COLUMN output_bytes');
  }
}
