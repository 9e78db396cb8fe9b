import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The list of a tutor counts what waits for him, a gradebook what everybody did: each from an index that holds all it
 * needs of 2000 members and 100 contents.
 */
export class IndexCourseProgress20261121180000 implements MigrationInterface {
  name = 'IndexCourseProgress20261121180000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX member_progress_waiting ON submission.member_progress (course_id, course_content_id, course_member_id)
      WHERE unreviewed = 1`);
    await runner.query(`
      CREATE INDEX member_progress_gradebook ON submission.member_progress (course_id, course_content_id)
      INCLUDE (course_member_id, submission_count, latest_submission_at, grade)`);
    await runner.query('DROP INDEX submission.member_progress_of_course');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE INDEX member_progress_of_course ON submission.member_progress (course_id, course_content_id)',
    );
    await runner.query('DROP INDEX submission.member_progress_gradebook');
    await runner.query('DROP INDEX submission.member_progress_waiting');
  }
}
