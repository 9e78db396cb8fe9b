import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Course roles are rows with a version, as the roles of organizations and families are. */
export class VersionCourseRoles20261121214000 implements MigrationInterface {
  name = 'VersionCourseRoles20261121214000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE course.course_roles ADD COLUMN version integer NOT NULL DEFAULT 1,
        ADD COLUMN created_by uuid REFERENCES auth.users (id) ON DELETE SET NULL,
        ADD COLUMN updated_by uuid REFERENCES auth.users (id) ON DELETE SET NULL`);
    await runner.query("SELECT platform.audit_columns('course.course_roles')");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER touch_row ON course.course_roles');
    await runner.query(
      'ALTER TABLE course.course_roles DROP COLUMN version, DROP COLUMN created_by, DROP COLUMN updated_by',
    );
  }
}
