import type { MigrationInterface, QueryRunner } from 'typeorm';
import { AUDIT_COLUMNS } from '../src/platform/database/migrations/audit-columns.js';

/** Column of `git.former_paths`, table whose rows have addresses, and the column that says them. */
const NAMED = [
  ['organization_id', 'organization.organizations', 'path'],
  ['course_family_id', 'organization.course_families', 'path'],
  ['course_id', 'course.courses', 'path'],
  ['user_id', 'auth.users', 'username'],
] as const;

/** Paths and user names that were changed: addresses of repositories that contain them keep working. */
export class CreateGit20261121150200 implements MigrationInterface {
  name = 'CreateGit20261121150200';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE SCHEMA git');
    const columns = NAMED.map(
      ([column, table]) => `${column} uuid REFERENCES ${table} (id) ON DELETE CASCADE`,
    );
    await runner.query(`
      CREATE TABLE git.former_paths (
        id uuid PRIMARY KEY, ${AUDIT_COLUMNS},
        ${columns.join(', ')},
        path text NOT NULL,
        CONSTRAINT former_paths_one_owner CHECK (num_nonnulls(organization_id, course_family_id, course_id, user_id) = 1)
      )`);
    await runner.query("SELECT platform.audit_columns('git.former_paths')");
    await runner.query('CREATE INDEX former_paths_path ON git.former_paths (lower(path))');
    await runner.query(`
      CREATE FUNCTION git.keep_former_path() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        EXECUTE format('INSERT INTO git.former_paths (id, %1$I, path) VALUES (gen_random_uuid(), $1, $2) ON CONFLICT DO NOTHING', TG_ARGV[0])
          USING OLD.id, to_jsonb(OLD) ->> TG_ARGV[1];
        RETURN NULL;
      END $$`);
    for (const [column, table, path] of NAMED) {
      await runner.query(`CREATE UNIQUE INDEX former_paths_${column} ON git.former_paths (${column}, path)`);
      await runner.query(`
        CREATE TRIGGER keep_former_path AFTER UPDATE OF ${path} ON ${table} FOR EACH ROW
        WHEN (OLD.${path} IS DISTINCT FROM NEW.${path}) EXECUTE FUNCTION git.keep_former_path('${column}', '${path}')`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [, table] of NAMED) await runner.query(`DROP TRIGGER keep_former_path ON ${table}`);
    await runner.query('DROP SCHEMA git CASCADE');
  }
}
