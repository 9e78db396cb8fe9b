import type { MigrationInterface, QueryRunner } from 'typeorm';
import { AUDIT_COLUMNS } from '../src/platform/database/migrations/audit-columns.js';

/** Submission groups and their members. */
export class CreateSubmission20261121090500 implements MigrationInterface {
  name = 'CreateSubmission20261121090500';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE SCHEMA submission');
    await runner.query(`
      CREATE TABLE submission.submission_groups (
        id uuid PRIMARY KEY, ${AUDIT_COLUMNS},
        course_id uuid NOT NULL,
        course_content_id uuid NOT NULL,
        display_name text CHECK (length(display_name) <= 255),
        max_group_size integer NOT NULL DEFAULT 1 CHECK (max_group_size >= 1),
        max_test_runs integer CHECK (max_test_runs >= 0),
        max_submissions integer CHECK (max_submissions >= 0),
        properties jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(properties) = 'object'),
        CONSTRAINT submission_groups_content FOREIGN KEY (course_content_id, course_id)
          REFERENCES course.course_contents (id, course_id) ON DELETE CASCADE,
        CONSTRAINT submission_groups_content_course UNIQUE (id, course_content_id, course_id)
      )`);
    await runner.query("SELECT platform.audit_columns('submission.submission_groups')");
    await runner.query(
      'CREATE INDEX submission_groups_of_content ON submission.submission_groups (course_content_id)',
    );
    await runner.query(
      'CREATE INDEX submission_groups_of_course ON submission.submission_groups (course_id)',
    );
    await runner.query(`
      CREATE TABLE submission.submission_group_members (
        id uuid PRIMARY KEY, ${AUDIT_COLUMNS},
        submission_group_id uuid NOT NULL,
        course_content_id uuid NOT NULL,
        course_id uuid NOT NULL,
        course_member_id uuid NOT NULL,
        properties jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(properties) = 'object'),
        CONSTRAINT submission_group_members_group FOREIGN KEY (submission_group_id, course_content_id, course_id)
          REFERENCES submission.submission_groups (id, course_content_id, course_id) ON DELETE CASCADE,
        CONSTRAINT submission_group_members_member FOREIGN KEY (course_member_id, course_id)
          REFERENCES course.course_members (id, course_id) ON DELETE CASCADE,
        CONSTRAINT submission_group_members_one_per_content UNIQUE (course_member_id, course_content_id)
      )`);
    await runner.query("SELECT platform.audit_columns('submission.submission_group_members')");
    await runner.query(
      'CREATE INDEX submission_group_members_of_group ON submission.submission_group_members (submission_group_id)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA submission CASCADE');
  }
}
