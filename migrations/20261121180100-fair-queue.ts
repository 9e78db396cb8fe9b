import type { MigrationInterface, QueryRunner } from 'typeorm';

const NOBODY = "'00000000-0000-0000-0000-000000000000'";

/**
 * What the order of the hand-outs is computed from, in the order in which the index has it, and what becomes of runs
 * that no worker could finish.
 */
export class FairQueue20261121180100 implements MigrationInterface {
  name = 'FairQueue20261121180100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`UPDATE execution.runs SET fairness_key = ${NOBODY} WHERE fairness_key IS NULL`);
    await runner.query(`
      ALTER TABLE execution.runs
        ALTER COLUMN fairness_key SET DEFAULT ${NOBODY},
        ALTER COLUMN fairness_key SET NOT NULL,
        ADD COLUMN owner_key uuid NOT NULL DEFAULT ${NOBODY},
        ADD COLUMN owner_turn bigint NOT NULL DEFAULT 0,
        ADD COLUMN turn bigint,
        ADD COLUMN by_age boolean NOT NULL DEFAULT false,
        ADD COLUMN dead_at timestamptz,
        ADD COLUMN revived_at timestamptz,
        ADD CONSTRAINT runs_dead CHECK (dead_at IS NULL OR state = 'failed')`);
    await this.indexes(runner);
    await this.cancelRunsOfRemovedResults(runner);
  }

  private async indexes(runner: QueryRunner): Promise<void> {
    const indexes = {
      order: "(service_id, (-priority), fairness_key, owner_turn, created_at, id) WHERE state = 'queued'",
      waiting: "(service_id, available_at) WHERE state = 'queued'",
      queued_of_owner: "(owner_key) WHERE state = 'queued'",
      unwanted: "(id) WHERE state = 'queued' AND cancel_requested",
      running_of_course: "(fairness_key) WHERE state = 'started'",
      running_of_worker: "(worker_user_id, worker_id) WHERE state = 'started'",
      turn: '(turn) WHERE turn IS NOT NULL',
      turn_of_service: '(service_id, turn) WHERE turn IS NOT NULL',
      turn_of_course: '(fairness_key, turn) WHERE turn IS NOT NULL',
      turn_of_owner: '(owner_key, turn) WHERE turn IS NOT NULL',
      dead: '(dead_at) WHERE dead_at IS NOT NULL',
      finished_of_service: "(service_id, finished_at) WHERE state = 'finished'",
    };
    for (const [name, columns] of Object.entries(indexes)) {
      await runner.query(`CREATE INDEX runs_${name} ON execution.runs ${columns}`);
    }
    await runner.query('DROP INDEX execution.runs_queued');
  }

  /** A result may go away as a tutor's test does, by its artifact or content, which know nothing of runs. */
  private async cancelRunsOfRemovedResults(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER FUNCTION submission.stop_run_of_tutor_test() RENAME TO stop_run_of_removed');
    await runner.query(`
      CREATE TRIGGER stop_run AFTER DELETE ON submission.results
      FOR EACH ROW EXECUTE FUNCTION submission.stop_run_of_removed()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER stop_run ON submission.results');
    await runner.query('ALTER FUNCTION submission.stop_run_of_removed() RENAME TO stop_run_of_tutor_test');
    await runner.query('DROP INDEX execution.runs_order');
    for (const name of [
      'waiting',
      'unwanted',
      'running_of_course',
      'running_of_worker',
      'finished_of_service',
    ]) {
      await runner.query(`DROP INDEX execution.runs_${name}`);
    }
    await runner.query(`
      ALTER TABLE execution.runs
        DROP COLUMN owner_key, DROP COLUMN owner_turn, DROP COLUMN turn, DROP COLUMN by_age, DROP COLUMN dead_at,
        DROP COLUMN revived_at, ALTER COLUMN fairness_key DROP NOT NULL, ALTER COLUMN fairness_key DROP DEFAULT`);
    await runner.query(
      "CREATE INDEX runs_queued ON execution.runs (service_id, priority DESC, created_at) WHERE state = 'queued'",
    );
  }
}
