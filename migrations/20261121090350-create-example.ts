import type { MigrationInterface, QueryRunner } from 'typeorm';
import { AUDIT_COLUMNS } from '../src/platform/database/migrations/audit-columns.js';

/** The library of examples: repositories, examples, their versions with files, and what needs what. */
export class CreateExample20261121090350 implements MigrationInterface {
  name = 'CreateExample20261121090350';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE SCHEMA example');
    await this.repositories(runner);
    await this.examples(runner);
    await this.versions(runner);
    await this.frozenVersions(runner);
    await this.dependencies(runner);
  }

  private async repositories(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE example.example_repositories (
        id uuid PRIMARY KEY, ${AUDIT_COLUMNS},
        name text NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
        source_url text NOT NULL CHECK (length(source_url) BETWEEN 1 AND 4096),
        description text,
        source_type text NOT NULL DEFAULT 'git' CHECK (source_type IN ('git', 'minio', 's3', 'github', 'gitlab')),
        access_credentials text,
        default_version text CHECK (length(default_version) <= 255),
        organization_id uuid REFERENCES organization.organizations (id) ON DELETE RESTRICT
      )`);
    await runner.query("SELECT platform.audit_columns('example.example_repositories')");
    await runner.query(
      'CREATE INDEX example_repositories_organization ON example.example_repositories (organization_id)',
    );
  }

  private async examples(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE example.examples (
        id uuid PRIMARY KEY, ${AUDIT_COLUMNS},
        example_repository_id uuid NOT NULL REFERENCES example.example_repositories (id) ON DELETE RESTRICT,
        directory text NOT NULL CHECK (directory ~ '^[a-zA-Z0-9._-]+$' AND length(directory) <= 255),
        identifier text NOT NULL CHECK (identifier ~ '^[A-Za-z0-9_-]+([.][A-Za-z0-9_-]+)*$' AND length(identifier) <= 255),
        title text NOT NULL CHECK (length(title) BETWEEN 1 AND 255),
        description text, subject text, category text,
        tags text[] NOT NULL DEFAULT '{}',
        CONSTRAINT examples_identifier UNIQUE (example_repository_id, identifier),
        CONSTRAINT examples_directory UNIQUE (example_repository_id, directory)
      )`);
    await runner.query("SELECT platform.audit_columns('example.examples')");
    await runner.query('CREATE INDEX examples_identifier_anywhere ON example.examples (identifier)');
    await runner.query('CREATE INDEX examples_category ON example.examples (category)');
    await runner.query('CREATE INDEX examples_tags ON example.examples USING gin (tags)');
    await runner.query(`
      CREATE INDEX examples_search ON example.examples
      USING gin (title gin_trgm_ops, description gin_trgm_ops, identifier gin_trgm_ops)`);
  }

  private async versions(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE example.example_versions (
        id uuid PRIMARY KEY, ${AUDIT_COLUMNS},
        example_id uuid NOT NULL REFERENCES example.examples (id) ON DELETE CASCADE,
        version_tag text NOT NULL CHECK (length(version_tag) BETWEEN 1 AND 64),
        version_number integer NOT NULL CHECK (version_number >= 1),
        storage_path text NOT NULL,
        title text, description text, language text, license text,
        execution_backend jsonb CHECK (jsonb_typeof(execution_backend) = 'object'),
        student_submission_files text[] NOT NULL DEFAULT '{}',
        additional_files text[] NOT NULL DEFAULT '{}',
        student_templates text[] NOT NULL DEFAULT '{}',
        test_files text[] NOT NULL DEFAULT '{}',
        testing_service_id uuid REFERENCES execution.services (id) ON DELETE RESTRICT,
        meta jsonb NOT NULL CHECK (jsonb_typeof(meta) = 'object'),
        test jsonb CHECK (jsonb_typeof(test) = 'object'),
        CONSTRAINT example_versions_tag UNIQUE (example_id, version_tag),
        CONSTRAINT example_versions_number UNIQUE (example_id, version_number)
      )`);
    await runner.query("SELECT platform.audit_columns('example.example_versions')");
    await runner.query(
      'CREATE INDEX example_versions_service ON example.example_versions (testing_service_id)',
    );
    await runner.query(`
      CREATE TABLE example.example_version_files (
        id uuid PRIMARY KEY, ${AUDIT_COLUMNS},
        example_version_id uuid NOT NULL REFERENCES example.example_versions (id) ON DELETE CASCADE,
        path text NOT NULL CHECK (length(path) BETWEEN 1 AND 1024),
        content_hash text NOT NULL CHECK (content_hash ~ '^[0-9a-f]{64}$'),
        size bigint NOT NULL CHECK (size >= 0),
        media_type text,
        executable boolean NOT NULL DEFAULT false,
        CONSTRAINT example_version_files_path UNIQUE (example_version_id, path)
      )`);
    await runner.query("SELECT platform.audit_columns('example.example_version_files')");
    await runner.query(
      'CREATE INDEX example_version_files_content ON example.example_version_files (content_hash)',
    );
  }

  /**
   * A version and its files never change once anything refers to it. Whoever refers to versions does so by a foreign
   * key, so the catalogue knows all of them, also those of modules that come later.
   */
  private async frozenVersions(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION example.version_in_use(version_id uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
      DECLARE
        reference record;
        used boolean;
      BEGIN
        FOR reference IN
          SELECT c.conrelid::regclass AS owner, a.attname AS key
          FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
          WHERE c.contype = 'f' AND c.confrelid = 'example.example_versions'::regclass AND array_length(c.conkey, 1) = 1
            AND c.conrelid <> 'example.example_version_files'::regclass
        LOOP
          EXECUTE format('SELECT EXISTS (SELECT 1 FROM %s WHERE %I = $1)', reference.owner, reference.key)
            INTO used USING version_id;
          IF used THEN RETURN true; END IF;
        END LOOP;
        RETURN false;
      END $$`);
    await runner.query(`
      CREATE FUNCTION example.refuse_change_of_used_version() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF example.version_in_use(OLD.id) THEN
          RAISE EXCEPTION 'a version that is in use never changes'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'example_versions_frozen';
        END IF;
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
      END $$`);
    await runner.query(`
      CREATE TRIGGER frozen BEFORE DELETE OR UPDATE OF id, example_id, version_tag, version_number, storage_path, title,
        description, language, license, execution_backend, student_submission_files, additional_files, student_templates,
        test_files, testing_service_id, meta, test
      ON example.example_versions FOR EACH ROW EXECUTE FUNCTION example.refuse_change_of_used_version()`);
    await this.frozenFiles(runner);
  }

  /** By statement, because a version may have thousands of files. */
  private async frozenFiles(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION example.refuse_files_of_used_version() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF EXISTS (SELECT 1 FROM (SELECT DISTINCT example_version_id AS id FROM touched) v WHERE example.version_in_use(v.id))
        THEN
          RAISE EXCEPTION 'a version that is in use never changes'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'example_versions_frozen';
        END IF;
        RETURN NULL;
      END $$`);
    await runner.query(`
      CREATE TRIGGER frozen_insert AFTER INSERT ON example.example_version_files
      REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION example.refuse_files_of_used_version()`);
    await runner.query(`
      CREATE TRIGGER frozen_delete AFTER DELETE ON example.example_version_files
      REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION example.refuse_files_of_used_version()`);
    await runner.query(`
      CREATE TRIGGER frozen_update BEFORE UPDATE OF id, example_version_id, path, content_hash, size, media_type, executable
      ON example.example_version_files FOR EACH ROW EXECUTE FUNCTION platform.refuse_change()`);
  }

  private async dependencies(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE example.example_dependencies (
        id uuid PRIMARY KEY, ${AUDIT_COLUMNS},
        example_id uuid NOT NULL REFERENCES example.examples (id) ON DELETE CASCADE,
        depends_id uuid NOT NULL REFERENCES example.examples (id) ON DELETE RESTRICT,
        version_constraint text CHECK (length(version_constraint) <= 100),
        CONSTRAINT example_dependencies_once UNIQUE (example_id, depends_id),
        CONSTRAINT example_dependencies_no_self CHECK (example_id <> depends_id)
      )`);
    await runner.query("SELECT platform.audit_columns('example.example_dependencies')");
    await runner.query('CREATE INDEX example_dependencies_of ON example.example_dependencies (depends_id)');
    await runner.query(`
      CREATE FUNCTION example.refuse_dependency_cycle() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_advisory_xact_lock('example.example_dependencies'::regclass::oid::bigint);
        IF EXISTS (
          WITH RECURSIVE needed (id) AS (
            SELECT NEW.depends_id
            UNION SELECT d.depends_id FROM needed n JOIN example.example_dependencies d ON d.example_id = n.id)
          SELECT 1 FROM needed WHERE id = NEW.example_id)
        THEN
          RAISE EXCEPTION 'examples cannot need each other'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'example_dependencies_no_cycle';
        END IF;
        RETURN NEW;
      END $$`);
    await runner.query(`
      CREATE TRIGGER no_cycle BEFORE INSERT OR UPDATE OF example_id, depends_id ON example.example_dependencies
      FOR EACH ROW EXECUTE FUNCTION example.refuse_dependency_cycle()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA example CASCADE');
  }
}
