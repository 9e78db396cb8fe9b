import type { MigrationInterface, QueryRunner } from 'typeorm';
import { AUDIT_COLUMNS } from '../src/platform/database/migrations/audit-columns.js';

const PATH = String.raw`^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$`;
const PROPERTIES = "properties jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(properties) = 'object')";

const TEAM_FIELDS = `
  team_mode text CHECK (team_mode IN ('self_organized', 'instructor_predefined', 'hybrid')),
  team_min_group_size integer CHECK (team_min_group_size >= 1),
  team_allow_student_creation boolean, team_allow_join boolean, team_allow_leave boolean,
  team_auto_assign_unmatched boolean, team_lock_at_deadline boolean, team_require_approval boolean`;

/** Courses, their contents, groups and members. */
export class CreateCourse20261121090400 implements MigrationInterface {
  name = 'CreateCourse20261121090400';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE SCHEMA course');
    await this.courses(runner);
    await this.types(runner);
    await this.contents(runner);
    await this.treeOrder(runner);
    await this.members(runner);
    await this.comments(runner);
    await this.deployments(runner);
  }

  private async courses(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE course.courses (
        id uuid PRIMARY KEY, ${AUDIT_COLUMNS},
        course_family_id uuid NOT NULL REFERENCES organization.course_families (id) ON DELETE RESTRICT,
        path text NOT NULL CHECK (path ~ '${PATH}' AND length(path) <= 255),
        title text, description text, language_code text DEFAULT 'en' CHECK (length(language_code) = 2),
        ${PROPERTIES}, ${TEAM_FIELDS},
        CONSTRAINT courses_family_path UNIQUE (course_family_id, path)
      )`);
    await runner.query("SELECT platform.audit_columns('course.courses')");
    await runner.query(`
      CREATE TABLE course.course_roles (
        id text PRIMARY KEY, title text, description text, hierarchy_level integer NOT NULL UNIQUE,
        created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(`
      INSERT INTO course.course_roles (id, title, hierarchy_level)
      VALUES ('_student', 'Student', 1), ('_tutor', 'Tutor', 2), ('_lecturer', 'Lecturer', 3),
             ('_maintainer', 'Maintainer', 4), ('_owner', 'Owner', 5)`);
  }

  private async types(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE course.course_content_kinds (
        id text PRIMARY KEY CHECK (id ~ '^[a-z0-9_-]+$'), title text, description text,
        has_ascendants boolean NOT NULL, has_descendants boolean NOT NULL, submittable boolean NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now(),
        created_by uuid REFERENCES auth.users (id) ON DELETE SET NULL,
        updated_by uuid REFERENCES auth.users (id) ON DELETE SET NULL
      )`);
    await runner.query("SELECT platform.audit_columns('course.course_content_kinds')");
    await runner.query(`
      INSERT INTO course.course_content_kinds (id, title, has_ascendants, has_descendants, submittable)
      VALUES ('unit', 'Unit', true, true, false), ('assignment', 'Assignment', true, false, true)`);
    await runner.query(`
      CREATE TABLE course.course_content_types (
        id uuid PRIMARY KEY, ${AUDIT_COLUMNS},
        course_id uuid NOT NULL REFERENCES course.courses (id) ON DELETE CASCADE,
        course_content_kind_id text NOT NULL REFERENCES course.course_content_kinds (id) ON DELETE RESTRICT,
        slug text NOT NULL CHECK (slug ~ '^[A-Za-z0-9_.-]+$' AND length(slug) <= 255),
        title text, description text, color text NOT NULL DEFAULT 'green' CHECK (length(color) <= 255), ${PROPERTIES},
        CONSTRAINT course_content_types_slug UNIQUE (course_id, course_content_kind_id, slug),
        CONSTRAINT course_content_types_course UNIQUE (id, course_id)
      )`);
    await runner.query("SELECT platform.audit_columns('course.course_content_types')");
    await runner.query(
      'CREATE INDEX course_content_types_kind ON course.course_content_types (course_content_kind_id)',
    );
  }

  private async contents(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE course.course_contents (
        id uuid PRIMARY KEY, ${AUDIT_COLUMNS},
        course_id uuid NOT NULL REFERENCES course.courses (id) ON DELETE CASCADE,
        course_content_type_id uuid NOT NULL,
        path ltree NOT NULL CHECK (nlevel(path) BETWEEN 1 AND 16),
        title text, description text, position double precision NOT NULL DEFAULT 0,
        max_group_size integer CHECK (max_group_size >= 1),
        max_test_runs integer CHECK (max_test_runs >= 0),
        max_submissions integer CHECK (max_submissions >= 0),
        opens_at timestamptz, due_at timestamptz, closes_at timestamptz,
        late_policy jsonb CHECK (jsonb_typeof(late_policy) = 'object'),
        testing_service_id uuid REFERENCES execution.services (id) ON DELETE RESTRICT,
        team_formation_deadline timestamptz, archived_at timestamptz, ${PROPERTIES}, ${TEAM_FIELDS},
        CONSTRAINT course_contents_path UNIQUE (course_id, path),
        CONSTRAINT course_contents_course UNIQUE (id, course_id),
        CONSTRAINT course_contents_type FOREIGN KEY (course_content_type_id, course_id)
          REFERENCES course.course_content_types (id, course_id) ON DELETE NO ACTION DEFERRABLE INITIALLY IMMEDIATE,
        CONSTRAINT course_contents_dates CHECK (
          coalesce(opens_at <= due_at, true) AND coalesce(due_at <= closes_at, true) AND coalesce(opens_at <= closes_at, true))
      )`);
    await runner.query("SELECT platform.audit_columns('course.course_contents')");
    await runner.query('CREATE INDEX course_contents_tree ON course.course_contents USING gist (path)');
    await runner.query(
      'CREATE INDEX course_contents_type ON course.course_contents (course_content_type_id)',
    );
    await runner.query('CREATE INDEX course_contents_service ON course.course_contents (testing_service_id)');
  }

  private async members(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE course.course_groups (
        id uuid PRIMARY KEY, ${AUDIT_COLUMNS},
        course_id uuid NOT NULL REFERENCES course.courses (id) ON DELETE CASCADE,
        title text CHECK (length(title) <= 255), description text, ${PROPERTIES},
        CONSTRAINT course_groups_title UNIQUE (course_id, title),
        CONSTRAINT course_groups_course UNIQUE (id, course_id)
      )`);
    await runner.query("SELECT platform.audit_columns('course.course_groups')");
    await runner.query(`
      CREATE TABLE course.course_members (
        id uuid PRIMARY KEY, ${AUDIT_COLUMNS},
        user_id uuid NOT NULL REFERENCES auth.users (id) ON DELETE RESTRICT,
        course_id uuid NOT NULL REFERENCES course.courses (id) ON DELETE CASCADE,
        course_role_id text NOT NULL REFERENCES course.course_roles (id),
        course_group_id uuid, ${PROPERTIES},
        CONSTRAINT course_members_user UNIQUE (user_id, course_id),
        CONSTRAINT course_members_course UNIQUE (id, course_id),
        CONSTRAINT course_members_group FOREIGN KEY (course_group_id, course_id)
          REFERENCES course.course_groups (id, course_id) ON DELETE NO ACTION DEFERRABLE INITIALLY IMMEDIATE
      )`);
    await runner.query("SELECT platform.audit_columns('course.course_members')");
    await runner.query(
      'CREATE INDEX course_members_of_course ON course.course_members (course_id, course_role_id)',
    );
    await runner.query('CREATE INDEX course_members_group ON course.course_members (course_group_id)');
  }

  /**
   * The natural order of contents: siblings by (position, path), applied from the root down. The key of a content is
   * the list of these pairs along its path, so a parent's key begins the keys of its children.
   */
  private async treeOrder(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TYPE course.tree_step AS (position double precision, path ltree)');
    await runner.query(`
      CREATE FUNCTION course.tree_order(of_course uuid, of_path ltree) RETURNS course.tree_step[]
      LANGUAGE sql STABLE PARALLEL SAFE AS $$
        SELECT array_agg(ROW(above.position, above.path)::course.tree_step ORDER BY nlevel(above.path))
        FROM course.course_contents above
        WHERE above.course_id = of_course
          AND above.path = ANY (ARRAY(SELECT subpath(of_path, 0, depth) FROM generate_series(1, nlevel(of_path)) depth))
      $$`);
  }

  private async comments(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE course.course_member_comments (
        id uuid PRIMARY KEY, ${AUDIT_COLUMNS},
        transmitter_id uuid NOT NULL REFERENCES course.course_members (id) ON DELETE CASCADE,
        course_member_id uuid NOT NULL REFERENCES course.course_members (id) ON DELETE CASCADE,
        message text NOT NULL CHECK (length(message) BETWEEN 1 AND 4096)
      )`);
    await runner.query("SELECT platform.audit_columns('course.course_member_comments')");
    await runner.query(
      'CREATE INDEX course_member_comments_member ON course.course_member_comments (course_member_id, created_at)',
    );
    await runner.query(
      'CREATE INDEX course_member_comments_transmitter ON course.course_member_comments (transmitter_id)',
    );
  }

  private async deployments(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE course.deployments (
        id uuid PRIMARY KEY, ${AUDIT_COLUMNS},
        course_content_id uuid NOT NULL UNIQUE REFERENCES course.course_contents (id) ON DELETE CASCADE,
        example_id uuid, example_version_id uuid, example_identifier text, version_tag text,
        deployment_status text NOT NULL DEFAULT 'pending'
          CHECK (deployment_status IN ('unassigned', 'pending', 'deploying', 'deployed', 'failed')),
        deployment_message text,
        assigned_at timestamptz NOT NULL DEFAULT now(), deployed_at timestamptz, last_attempt_at timestamptz,
        deployment_path text, version_identifier text, workflow_id text, deployment_metadata jsonb
      )`);
    await runner.query("SELECT platform.audit_columns('course.deployments')");
    await runner.query('CREATE INDEX deployments_example ON course.deployments (example_id)');
    await runner.query('CREATE INDEX deployments_version ON course.deployments (example_version_id)');
    await runner.query(`
      CREATE TABLE course.deployment_history (
        id uuid PRIMARY KEY, ${AUDIT_COLUMNS},
        deployment_id uuid NOT NULL REFERENCES course.deployments (id) ON DELETE CASCADE,
        action text NOT NULL
          CHECK (action IN ('assigned', 'reassigned', 'updated', 'unassigned', 'deploying', 'deployed', 'failed')),
        example_version_id uuid, previous_example_version_id uuid,
        example_identifier text, version_tag text, workflow_id text
      )`);
    await runner.query("SELECT platform.audit_columns('course.deployment_history')");
    await runner.query(
      'CREATE INDEX deployment_history_deployment ON course.deployment_history (deployment_id, created_at)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA course CASCADE');
  }
}
