import type { MigrationInterface, QueryRunner } from 'typeorm';
import { AUDIT_COLUMNS } from '../src/platform/database/migrations/audit-columns.js';

const HASH = "~ '^[0-9a-f]{64}$'";

/** Folders that tutors try against an example; kept for a day and counted nowhere. */
export class CreateTutorTests20261121153100 implements MigrationInterface {
  name = 'CreateTutorTests20261121153100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE submission.tutor_tests (
        id uuid PRIMARY KEY, ${AUDIT_COLUMNS},
        author_id uuid NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
        course_content_id uuid NOT NULL REFERENCES course.course_contents (id) ON DELETE CASCADE,
        testing_service_id uuid NOT NULL REFERENCES execution.services (id) ON DELETE CASCADE,
        example_version_id uuid NOT NULL REFERENCES example.example_versions (id) ON DELETE CASCADE,
        run_id uuid REFERENCES execution.runs (id) ON DELETE SET NULL,
        status text NOT NULL DEFAULT 'pending'
          CHECK (status IN ('pending', 'running', 'completed', 'failed', 'timeout')),
        input_hash text NOT NULL CHECK (input_hash ${HASH}),
        report jsonb,
        error text CHECK (length(error) <= 4096),
        artifacts_hash text CHECK (artifacts_hash ${HASH}),
        artifacts jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(artifacts) = 'array'),
        started_at timestamptz,
        finished_at timestamptz
      )`);
    await runner.query("SELECT platform.audit_columns('submission.tutor_tests')");
    await this.indexes(runner);
    await this.stopRunsOfRemoved(runner);
  }

  private async indexes(runner: QueryRunner): Promise<void> {
    const columns = {
      author: 'author_id',
      content: 'course_content_id',
      service: 'testing_service_id',
      example_version: 'example_version_id',
      run: 'run_id',
      created_at: 'created_at',
      input: 'input_hash',
      artifacts: 'artifacts_hash',
    };
    for (const [name, column] of Object.entries(columns)) {
      await runner.query(`CREATE INDEX tutor_tests_${name} ON submission.tutor_tests (${column})`);
    }
  }

  /** A test may go away with its content or author, which know nothing of runs: its worker is told to stop. */
  private async stopRunsOfRemoved(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION submission.stop_run_of_tutor_test() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        UPDATE execution.runs SET cancel_requested = true
        WHERE id = OLD.run_id AND state IN ('queued', 'started');
        RETURN NULL;
      END $$`);
    await runner.query(`
      CREATE TRIGGER stop_run AFTER DELETE ON submission.tutor_tests
      FOR EACH ROW EXECUTE FUNCTION submission.stop_run_of_tutor_test()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE submission.tutor_tests');
    await runner.query('DROP FUNCTION submission.stop_run_of_tutor_test()');
  }
}
