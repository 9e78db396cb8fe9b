import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A run that is handed out or reported changes its result twice, and nothing that is kept of it in the progress of the
 * group's members: that a result counts, and which one is newest. So an update of results computes the progress anew
 * only where one of these changed.
 */
export class QuietResults20261122011500 implements MigrationInterface {
  name = 'QuietResults20261122011500';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION submission.keep_progress_of_results() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        groups uuid[];
      BEGIN
        IF current_setting('lectern.progress_later', true) = 'on' THEN RETURN NULL; END IF;
        SELECT array_agg(DISTINCT moved.id) INTO groups
        FROM old_rows o JOIN new_rows n ON n.id = o.id
        CROSS JOIN LATERAL (VALUES (o.submission_group_id), (n.submission_group_id)) moved (id)
        WHERE (o.submission_group_id, o.counts, o.created_at)
          IS DISTINCT FROM (n.submission_group_id, n.counts, n.created_at);
        IF groups IS NOT NULL THEN PERFORM submission.refresh_progress(groups); END IF;
        RETURN NULL;
      END $$`);
    await runner.query('DROP TRIGGER progress_update ON submission.results');
    await runner.query(`
      CREATE TRIGGER progress_update AFTER UPDATE ON submission.results
      REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
      FOR EACH STATEMENT EXECUTE FUNCTION submission.keep_progress_of_results()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER progress_update ON submission.results');
    await runner.query(`
      CREATE TRIGGER progress_update AFTER UPDATE ON submission.results
      REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION submission.keep_progress()`);
    await runner.query('DROP FUNCTION submission.keep_progress_of_results()');
  }
}
