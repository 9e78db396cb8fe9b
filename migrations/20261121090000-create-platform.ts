import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The trigger function that every table shares: row version, times and authors. */
export class CreatePlatform20261121090000 implements MigrationInterface {
  name = 'CreatePlatform20261121090000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE SCHEMA platform');
    await runner.query(`
      CREATE FUNCTION platform.touch_row() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        actor uuid := nullif(current_setting('lectern.actor', true), '')::uuid;
      BEGIN
        IF TG_OP = 'INSERT' THEN
          NEW.created_at := coalesce(NEW.created_at, now());
          NEW.updated_at := coalesce(NEW.updated_at, NEW.created_at);
          NEW.created_by := coalesce(NEW.created_by, actor);
          NEW.updated_by := coalesce(NEW.updated_by, actor);
        ELSE
          NEW.version := OLD.version + 1;
          NEW.updated_at := now();
          NEW.updated_by := coalesce(actor, OLD.updated_by);
          NEW.created_at := OLD.created_at;
        END IF;
        RETURN NEW;
      END $$`);
    await runner.query(`
      CREATE FUNCTION platform.iso(moment timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
        SELECT to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
      $$`);
    await runner.query(`
      CREATE FUNCTION platform.audit_columns(target regclass) RETURNS void LANGUAGE plpgsql AS $$
      BEGIN
        EXECUTE format('CREATE TRIGGER touch_row BEFORE INSERT OR UPDATE ON %s FOR EACH ROW EXECUTE FUNCTION platform.touch_row()', target);
      END $$`);
    await runner.query(`
      CREATE FUNCTION platform.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
      END $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA platform CASCADE');
  }
}
