import type { MigrationInterface, QueryRunner } from 'typeorm';

const ROLES = ['auth.roles', 'organization.organization_roles', 'organization.course_family_roles'];

/** Roles are rows with a version like all others, so that readers can ask whether one has changed. */
export class VersionRoles20261121212500 implements MigrationInterface {
  name = 'VersionRoles20261121212500';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of ROLES) {
      await runner.query(`
        ALTER TABLE ${table} ADD COLUMN version integer NOT NULL DEFAULT 1,
          ADD COLUMN created_by uuid REFERENCES auth.users (id) ON DELETE SET NULL,
          ADD COLUMN updated_by uuid REFERENCES auth.users (id) ON DELETE SET NULL`);
      await runner.query(`SELECT platform.audit_columns('${table}')`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ROLES) {
      await runner.query(`DROP TRIGGER touch_row ON ${table}`);
      await runner.query(
        `ALTER TABLE ${table} DROP COLUMN version, DROP COLUMN created_by, DROP COLUMN updated_by`,
      );
    }
  }
}
