import type { MigrationInterface, QueryRunner } from 'typeorm';
import { AUDIT_COLUMNS } from '../src/platform/database/migrations/audit-columns.js';

const PROPERTIES = "properties jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(properties) = 'object')";
const HASH = "~ '^[0-9a-f]{64}$'";

/** Columns that say to which group, content and course a row belongs; kept true by a composite foreign key. */
const BELONGS = 'submission_group_id uuid NOT NULL, course_content_id uuid NOT NULL, course_id uuid NOT NULL';

/** Submission groups, hand-ins, results and grades. */
export class CreateSubmission20261121090500 implements MigrationInterface {
  name = 'CreateSubmission20261121090500';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE SCHEMA submission');
    await this.ids(runner);
    await this.groups(runner);
    await this.members(runner);
    await this.artifacts(runner);
    await this.results(runner);
    await this.resultIndexes(runner);
    await this.resultArtifacts(runner);
    await this.grades(runner);
    await this.currentGrades(runner);
  }

  /** UUIDv7 for rows that one statement makes in bulk; PostgreSQL has its own function only from 18 on. */
  private async ids(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION submission.new_id() RETURNS uuid LANGUAGE sql VOLATILE AS $$
        SELECT (lpad(to_hex(floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0')
          || '7' || substr(random_part, 14, 3) || substr(random_part, 17))::uuid
        FROM (SELECT replace(gen_random_uuid()::text, '-', '') AS random_part) made
      $$`);
  }

  private async groups(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE submission.submission_groups (
        id uuid PRIMARY KEY, ${AUDIT_COLUMNS},
        course_id uuid NOT NULL,
        course_content_id uuid NOT NULL,
        personal_course_member_id uuid,
        display_name text CHECK (length(display_name) <= 255),
        max_group_size integer NOT NULL DEFAULT 1 CHECK (max_group_size >= 1),
        max_test_runs integer CHECK (max_test_runs >= 0),
        max_submissions integer CHECK (max_submissions >= 0),
        ${PROPERTIES},
        CONSTRAINT submission_groups_content FOREIGN KEY (course_content_id, course_id)
          REFERENCES course.course_contents (id, course_id) ON DELETE CASCADE,
        CONSTRAINT submission_groups_personal_member FOREIGN KEY (personal_course_member_id, course_id)
          REFERENCES course.course_members (id, course_id) ON DELETE CASCADE,
        CONSTRAINT submission_groups_content_course UNIQUE (id, course_content_id, course_id),
        CONSTRAINT submission_groups_one_personal UNIQUE (course_content_id, personal_course_member_id)
      )`);
    await runner.query("SELECT platform.audit_columns('submission.submission_groups')");
    await runner.query(
      'CREATE INDEX submission_groups_of_course ON submission.submission_groups (course_id, course_content_id)',
    );
    await runner.query(
      'CREATE INDEX submission_groups_personal ON submission.submission_groups (personal_course_member_id)',
    );
  }

  private async members(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE submission.submission_group_members (
        id uuid PRIMARY KEY, ${AUDIT_COLUMNS}, ${BELONGS},
        course_member_id uuid NOT NULL,
        ${PROPERTIES},
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

  private async artifacts(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE submission.submission_artifacts (
        id uuid PRIMARY KEY, ${AUDIT_COLUMNS}, ${BELONGS},
        uploaded_by_course_member_id uuid NOT NULL,
        version_identifier text NOT NULL CHECK (length(version_identifier) BETWEEN 1 AND 255),
        content_type text NOT NULL,
        content_hash text NOT NULL CHECK (content_hash ${HASH}),
        object_hash text NOT NULL CHECK (object_hash ${HASH}),
        file_size bigint NOT NULL CHECK (file_size >= 0),
        files_count integer NOT NULL CHECK (files_count >= 1),
        files jsonb NOT NULL CHECK (jsonb_typeof(files) = 'array'),
        original_filename text,
        uploaded_at timestamptz NOT NULL DEFAULT now(),
        submit boolean NOT NULL DEFAULT false,
        submitted_at timestamptz,
        late_seconds integer CHECK (late_seconds > 0),
        ${PROPERTIES},
        CONSTRAINT submission_artifacts_version UNIQUE (submission_group_id, version_identifier),
        CONSTRAINT submission_artifacts_group_course UNIQUE (id, submission_group_id, course_content_id, course_id),
        CONSTRAINT submission_artifacts_official CHECK (submit = (submitted_at IS NOT NULL)),
        CONSTRAINT submission_artifacts_late CHECK (submit OR late_seconds IS NULL),
        CONSTRAINT submission_artifacts_group FOREIGN KEY (submission_group_id, course_content_id, course_id)
          REFERENCES submission.submission_groups (id, course_content_id, course_id) ON DELETE RESTRICT,
        CONSTRAINT submission_artifacts_uploader FOREIGN KEY (uploaded_by_course_member_id, course_id)
          REFERENCES course.course_members (id, course_id) ON DELETE RESTRICT
      )`);
    await runner.query("SELECT platform.audit_columns('submission.submission_artifacts')");
    await this.index(runner, 'submission_artifacts', {
      newest: '(submission_group_id, uploaded_at DESC, id DESC)',
      official: '(submission_group_id, uploaded_at DESC, id DESC) WHERE submit',
      of_course: '(course_id, uploaded_at DESC)',
      of_content: '(course_content_id)',
      uploader: '(uploaded_by_course_member_id)',
      uploaded_at: '(uploaded_at DESC, id DESC)',
      version_identifier: '(version_identifier)',
      object: '(object_hash)',
    });
  }

  private async results(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE submission.results (
        id uuid PRIMARY KEY, ${AUDIT_COLUMNS}, ${BELONGS},
        submission_artifact_id uuid NOT NULL,
        course_member_id uuid NOT NULL,
        by_group_member boolean NOT NULL,
        testing_service_id uuid REFERENCES execution.services (id) ON DELETE RESTRICT,
        example_version_id uuid REFERENCES example.example_versions (id) ON DELETE RESTRICT,
        run_id uuid REFERENCES execution.runs (id) ON DELETE SET NULL,
        test_system_id text CHECK (length(test_system_id) <= 255),
        version_identifier text NOT NULL CHECK (length(version_identifier) BETWEEN 1 AND 255),
        reference_version_identifier text,
        status text NOT NULL DEFAULT 'queued'
          CHECK (status IN ('queued', 'started', 'finished', 'failed', 'deferred', 'cancelled')),
        counts boolean NOT NULL GENERATED ALWAYS AS
          (by_group_member AND status IN ('queued', 'started', 'deferred', 'finished')) STORED,
        result numeric NOT NULL DEFAULT 0 CHECK (result BETWEEN 0 AND 1),
        result_json jsonb,
        artifacts_hash text CHECK (artifacts_hash ${HASH}),
        started_at timestamptz,
        finished_at timestamptz,
        ${PROPERTIES},
        CONSTRAINT results_artifact FOREIGN KEY (submission_artifact_id, submission_group_id, course_content_id, course_id)
          REFERENCES submission.submission_artifacts (id, submission_group_id, course_content_id, course_id) ON DELETE RESTRICT,
        CONSTRAINT results_member FOREIGN KEY (course_member_id, course_id)
          REFERENCES course.course_members (id, course_id) ON DELETE RESTRICT
      )`);
    await runner.query("SELECT platform.audit_columns('submission.results')");
  }

  /** One test of an artifact at a time, and an index for each filter of the contract. */
  private async resultIndexes(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE UNIQUE INDEX results_one_running ON submission.results (submission_artifact_id)
      WHERE status IN ('queued', 'started')`);
    await this.index(runner, 'results', {
      newest: '(submission_group_id, created_at DESC, id DESC)',
      counted: '(submission_group_id) WHERE counts',
      of_artifact: '(submission_artifact_id, created_at DESC, id DESC)',
      of_course: '(course_id, created_at DESC)',
      of_content: '(course_content_id, created_at DESC)',
      member: '(course_member_id)',
      service: '(testing_service_id)',
      example_version: '(example_version_id)',
      run: '(run_id)',
      test_system: '(test_system_id)',
      version_identifier: '(version_identifier)',
      status: '(status)',
      score: '(result)',
      created_at: '(created_at DESC, id DESC)',
      artifacts: '(artifacts_hash)',
    });
  }

  private async resultArtifacts(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE submission.result_artifacts (
        id uuid PRIMARY KEY, ${AUDIT_COLUMNS},
        result_id uuid NOT NULL REFERENCES submission.results (id) ON DELETE CASCADE,
        filename text NOT NULL CHECK (length(filename) BETWEEN 1 AND 4096),
        content_type text,
        file_size bigint NOT NULL CHECK (file_size >= 0),
        CONSTRAINT result_artifacts_filename UNIQUE (result_id, filename)
      )`);
    await runner.query("SELECT platform.audit_columns('submission.result_artifacts')");
  }

  private async grades(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE submission.submission_grades (
        id uuid PRIMARY KEY, ${AUDIT_COLUMNS}, ${BELONGS},
        artifact_id uuid NOT NULL,
        graded_by_course_member_id uuid NOT NULL,
        grade numeric NOT NULL CHECK (grade BETWEEN 0 AND 1),
        status integer NOT NULL DEFAULT 0 CHECK (status BETWEEN 0 AND 3),
        comment text CHECK (length(comment) <= 4096),
        graded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT submission_grades_artifact FOREIGN KEY (artifact_id, submission_group_id, course_content_id, course_id)
          REFERENCES submission.submission_artifacts (id, submission_group_id, course_content_id, course_id) ON DELETE RESTRICT,
        CONSTRAINT submission_grades_grader FOREIGN KEY (graded_by_course_member_id, course_id)
          REFERENCES course.course_members (id, course_id) ON DELETE RESTRICT
      )`);
    await runner.query("SELECT platform.audit_columns('submission.submission_grades')");
    await this.index(runner, 'submission_grades', {
      newest: '(artifact_id, graded_at DESC, id DESC)',
      of_group: '(submission_group_id, graded_at DESC, id DESC)',
      of_course: '(course_id, graded_at DESC)',
      of_content: '(course_content_id)',
      grader: '(graded_by_course_member_id)',
      status: '(status)',
      graded_at: '(graded_at DESC, id DESC)',
    });
  }

  /**
   * The current grade of a group (contract 04, 1.5), the only place that says so: the newest grade on its newest
   * official artifact that has one; on any artifact when no artifact is official. Groups without a grade have no row.
   */
  private async currentGrades(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE VIEW submission.current_grades AS
      SELECT g.id AS submission_group_id, g.course_content_id, g.course_id, chosen.*
      FROM submission.submission_groups g
      CROSS JOIN LATERAL (
        SELECT gr.id AS grade_id, gr.artifact_id, gr.grade, gr.status, gr.comment, gr.graded_at, gr.graded_by_course_member_id
        FROM submission.submission_artifacts a
        JOIN submission.submission_grades gr ON gr.artifact_id = a.id
        WHERE a.submission_group_id = g.id
          AND (a.submit OR NOT EXISTS (
            SELECT 1 FROM submission.submission_artifacts o WHERE o.submission_group_id = g.id AND o.submit))
        ORDER BY CASE WHEN a.submit THEN a.uploaded_at END DESC, CASE WHEN a.submit THEN a.id END DESC,
                 gr.graded_at DESC, gr.id DESC
        LIMIT 1) chosen`);
  }

  private async index(runner: QueryRunner, table: string, indexes: Record<string, string>): Promise<void> {
    for (const [name, columns] of Object.entries(indexes)) {
      await runner.query(`CREATE INDEX ${table}_${name} ON submission.${table} ${columns}`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA submission CASCADE');
  }
}
