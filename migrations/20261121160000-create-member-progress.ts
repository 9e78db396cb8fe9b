import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Table and the column that names the group, for everything whose rows count in the progress of a group. */
const SOURCES = ['submission_artifacts', 'results', 'submission_grades'] as const;
const EVENTS = [
  ['insert', 'INSERT', 'NEW TABLE AS changed'],
  ['update', 'UPDATE', 'NEW TABLE AS changed'],
  ['delete', 'DELETE', 'OLD TABLE AS changed'],
] as const;

/**
 * What the views and gradings tell of a member's work on a content, kept by triggers in the transaction that changes
 * it, so that a gradebook reads one narrow row for each instead of every hand-in, result and grade.
 */
export class CreateMemberProgress20261121160000 implements MigrationInterface {
  name = 'CreateMemberProgress20261121160000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE submission.member_progress (
        course_member_id uuid NOT NULL,
        course_content_id uuid NOT NULL,
        course_id uuid NOT NULL,
        submission_group_id uuid NOT NULL,
        submission_count integer NOT NULL DEFAULT 0,
        latest_submission_at timestamptz,
        result_count integer NOT NULL DEFAULT 0,
        unreviewed integer NOT NULL DEFAULT 0,
        grade numeric, status integer, graded_by_course_member_id uuid,
        newest_grade_status integer,
        newest_result_id uuid,
        PRIMARY KEY (course_member_id, course_content_id),
        FOREIGN KEY (course_member_id, course_content_id)
          REFERENCES submission.submission_group_members (course_member_id, course_content_id) ON DELETE CASCADE
      )`);
    await runner.query(
      'CREATE INDEX member_progress_of_group ON submission.member_progress (submission_group_id)',
    );
    await runner.query(
      'CREATE INDEX member_progress_of_course ON submission.member_progress (course_id, course_content_id)',
    );
    await this.refresh(runner);
    await this.triggers(runner);
    await runner.query(`
      INSERT INTO submission.member_progress (course_member_id, course_content_id, course_id, submission_group_id)
      SELECT course_member_id, course_content_id, course_id, submission_group_id FROM submission.submission_group_members`);
    await runner.query(
      'SELECT submission.refresh_progress(array_agg(id)) FROM submission.submission_groups HAVING count(*) > 0',
    );
  }

  /**
   * The rows are locked before they are computed: whoever waited for another change of the same group computes with
   * a snapshot that holds it.
   */
  private async refresh(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION submission.refresh_progress(groups uuid[]) RETURNS void LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM 1 FROM submission.member_progress p WHERE p.submission_group_id = ANY (groups)
        ORDER BY p.submission_group_id, p.course_member_id FOR NO KEY UPDATE;
        UPDATE submission.member_progress p
        SET submission_count = handed_in.submission_count, latest_submission_at = handed_in.latest_submission_at,
          result_count = tests.result_count, unreviewed = coalesce(newest.unreviewed, 0),
          grade = current.grade, status = current.status,
          graded_by_course_member_id = current.graded_by_course_member_id,
          newest_grade_status = newest_grade.status, newest_result_id = newest_result.id
        FROM (SELECT DISTINCT wanted.id FROM unnest(groups) wanted (id)) g
        CROSS JOIN LATERAL (
          SELECT count(*)::int AS submission_count, max(a.uploaded_at) AS latest_submission_at
          FROM submission.submission_artifacts a WHERE a.submission_group_id = g.id AND a.submit) handed_in
        CROSS JOIN LATERAL (
          SELECT count(*)::int AS result_count FROM submission.results r
          WHERE r.submission_group_id = g.id AND r.counts) tests
        LEFT JOIN LATERAL (
          SELECT CASE WHEN coalesce(reviewed.status, 0) = 0 THEN 1 ELSE 0 END AS unreviewed
          FROM submission.submission_artifacts a
          LEFT JOIN LATERAL (
            SELECT gr.status FROM submission.submission_grades gr WHERE gr.artifact_id = a.id
            ORDER BY gr.graded_at DESC, gr.id DESC LIMIT 1) reviewed ON TRUE
          WHERE a.submission_group_id = g.id AND a.submit
          ORDER BY a.uploaded_at DESC, a.id DESC LIMIT 1) newest ON TRUE
        LEFT JOIN LATERAL (
          SELECT c.* FROM submission.current_grades c WHERE c.submission_group_id = g.id) current ON TRUE
        LEFT JOIN LATERAL (
          SELECT gr.status FROM submission.submission_grades gr WHERE gr.submission_group_id = g.id
          ORDER BY gr.graded_at DESC, gr.id DESC LIMIT 1) newest_grade ON TRUE
        LEFT JOIN LATERAL (
          SELECT r.id FROM submission.results r WHERE r.submission_group_id = g.id
          ORDER BY r.created_at DESC, r.id DESC LIMIT 1) newest_result ON TRUE
        WHERE p.submission_group_id = g.id;
      END $$`);
  }

  /** Bulk work that sets `lectern.progress_later` to 'on' in its transaction calls refresh_progress itself. */
  private async triggers(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION submission.start_progress() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO submission.member_progress (course_member_id, course_content_id, course_id, submission_group_id)
        SELECT course_member_id, course_content_id, course_id, submission_group_id FROM changed
        ON CONFLICT (course_member_id, course_content_id)
        DO UPDATE SET submission_group_id = excluded.submission_group_id;
        IF current_setting('lectern.progress_later', true) = 'on' THEN RETURN NULL; END IF;
        PERFORM submission.refresh_progress(ARRAY(SELECT DISTINCT submission_group_id FROM changed));
        RETURN NULL;
      END $$`);
    for (const [name, event, rows] of EVENTS.filter(([name]) => name !== 'delete'))
      await runner.query(`
        CREATE TRIGGER progress_${name} AFTER ${event} ON submission.submission_group_members
        REFERENCING ${rows} FOR EACH STATEMENT EXECUTE FUNCTION submission.start_progress()`);
    await runner.query(`
      CREATE FUNCTION submission.keep_progress() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF current_setting('lectern.progress_later', true) = 'on' THEN RETURN NULL; END IF;
        PERFORM submission.refresh_progress(ARRAY(SELECT DISTINCT submission_group_id FROM changed));
        RETURN NULL;
      END $$`);
    for (const table of SOURCES)
      for (const [name, event, rows] of EVENTS)
        await runner.query(`
          CREATE TRIGGER progress_${name} AFTER ${event} ON submission.${table}
          REFERENCING ${rows} FOR EACH STATEMENT EXECUTE FUNCTION submission.keep_progress()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of SOURCES)
      for (const [name] of EVENTS) await runner.query(`DROP TRIGGER progress_${name} ON submission.${table}`);
    for (const name of ['insert', 'update'])
      await runner.query(`DROP TRIGGER progress_${name} ON submission.submission_group_members`);
    await runner.query('DROP FUNCTION submission.keep_progress(), submission.start_progress()');
    await runner.query('DROP FUNCTION submission.refresh_progress(uuid[])');
    await runner.query('DROP TABLE submission.member_progress');
  }
}
