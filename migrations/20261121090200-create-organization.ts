import type { MigrationInterface, QueryRunner } from 'typeorm';
import { AUDIT_COLUMNS } from '../src/platform/database/migrations/audit-columns.js';

const PATH = String.raw`^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$`;

/**
 * Organizations, course families and who works in them. Their paths may hold hyphens, which ltree knows only
 * from PostgreSQL 16 on, and nobody asks for subtrees of them: they are text.
 */
export class CreateOrganization20261121090200 implements MigrationInterface {
  name = 'CreateOrganization20261121090200';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE SCHEMA organization');
    await runner.query(`
      CREATE TABLE organization.organizations (
        id uuid PRIMARY KEY, ${AUDIT_COLUMNS},
        path text NOT NULL CHECK (path ~ '${PATH}' AND length(path) <= 255),
        organization_type text NOT NULL CHECK (organization_type IN ('user', 'community', 'organization')),
        title text CHECK (length(title) BETWEEN 1 AND 255),
        user_id uuid UNIQUE REFERENCES auth.users (id) ON DELETE RESTRICT,
        description text, number text, email text, telephone text, fax_number text, url text,
        postal_code text, street_address text, locality text, region text, country text,
        properties jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(properties) = 'object'),
        archived_at timestamptz,
        CONSTRAINT organizations_type_path UNIQUE (organization_type, path),
        CONSTRAINT organizations_type_number UNIQUE (organization_type, number),
        CONSTRAINT organizations_owner CHECK (
          CASE WHEN organization_type = 'user' THEN user_id IS NOT NULL AND title IS NULL
               ELSE user_id IS NULL AND title IS NOT NULL END)
      )`);
    await runner.query("SELECT platform.audit_columns('organization.organizations')");
    await runner.query(`
      CREATE TABLE organization.course_families (
        id uuid PRIMARY KEY, ${AUDIT_COLUMNS},
        organization_id uuid NOT NULL REFERENCES organization.organizations (id) ON DELETE RESTRICT,
        path text NOT NULL CHECK (path ~ '${PATH}' AND length(path) <= 255),
        title text, description text,
        properties jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(properties) = 'object'),
        CONSTRAINT course_families_organization_path UNIQUE (organization_id, path)
      )`);
    await runner.query("SELECT platform.audit_columns('organization.course_families')");
    await this.studentProfiles(runner);
    await this.members(runner, 'organization', 'organizations');
    await this.members(runner, 'course_family', 'course_families');
  }

  /** Belongs to the accounts, but refers to organizations, which come later. */
  private async studentProfiles(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE auth.student_profiles (
        id uuid PRIMARY KEY, ${AUDIT_COLUMNS},
        user_id uuid NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
        organization_id uuid NOT NULL REFERENCES organization.organizations (id) ON DELETE CASCADE,
        student_id text UNIQUE CHECK (length(student_id) <= 255),
        student_email citext CHECK (length(student_email::text) <= 320),
        properties jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(properties) = 'object'),
        CONSTRAINT student_profiles_user_organization UNIQUE (user_id, organization_id)
      )`);
    await runner.query("SELECT platform.audit_columns('auth.student_profiles')");
    await runner.query(
      'CREATE INDEX student_profiles_organization ON auth.student_profiles (organization_id)',
    );
    await runner.query('CREATE INDEX student_profiles_email ON auth.student_profiles (student_email)');
  }

  private async members(runner: QueryRunner, scope: string, table: string): Promise<void> {
    await runner.query(`
      CREATE TABLE organization.${scope}_roles (
        id text PRIMARY KEY, title text, description text, builtin boolean NOT NULL DEFAULT true,
        hierarchy_level integer NOT NULL UNIQUE,
        created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(`
      INSERT INTO organization.${scope}_roles (id, title, hierarchy_level)
      VALUES ('_developer', 'Developer', 1), ('_manager', 'Manager', 2), ('_owner', 'Owner', 3)`);
    await runner.query(`
      CREATE TABLE organization.${scope}_members (
        id uuid PRIMARY KEY, ${AUDIT_COLUMNS},
        user_id uuid NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
        ${scope}_id uuid NOT NULL REFERENCES organization.${table} (id) ON DELETE CASCADE,
        ${scope}_role_id text NOT NULL REFERENCES organization.${scope}_roles (id),
        properties jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(properties) = 'object'),
        CONSTRAINT ${scope}_members_user_scope UNIQUE (user_id, ${scope}_id)
      )`);
    await runner.query(`SELECT platform.audit_columns('organization.${scope}_members')`);
    await runner.query(`CREATE INDEX ${scope}_members_scope ON organization.${scope}_members (${scope}_id)`);
    await runner.query(
      `CREATE INDEX ${scope}_members_role ON organization.${scope}_members (${scope}_role_id)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE auth.student_profiles');
    await runner.query('DROP SCHEMA organization CASCADE');
  }
}
