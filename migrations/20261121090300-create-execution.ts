import type { MigrationInterface, QueryRunner } from 'typeorm';
import { AUDIT_COLUMNS } from '../src/platform/database/migrations/audit-columns.js';

/** Service types and services: who executes jobs. */
export class CreateExecution20261121090300 implements MigrationInterface {
  name = 'CreateExecution20261121090300';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE SCHEMA execution');
    await runner.query(`
      CREATE TABLE execution.service_types (
        id uuid PRIMARY KEY, ${AUDIT_COLUMNS},
        path text NOT NULL UNIQUE CHECK (path ~ '^[A-Za-z0-9_-]+([.][A-Za-z0-9_-]+)*$' AND length(path) <= 255),
        name text NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
        category text NOT NULL CHECK (category IN ('worker', 'testing', 'review', 'metrics', 'integration', 'custom', 'agent')),
        description text, plugin_module text, schema jsonb, icon text,
        color text CHECK (color ~ '^#[0-9A-Fa-f]{6}$'),
        enabled boolean NOT NULL DEFAULT true, requires_workspace boolean NOT NULL DEFAULT false,
        properties jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(properties) = 'object')
      )`);
    await runner.query("SELECT platform.audit_columns('execution.service_types')");
    await runner.query(`
      CREATE TABLE execution.services (
        id uuid PRIMARY KEY, ${AUDIT_COLUMNS},
        slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9][a-z0-9.-]*[a-z0-9]$' AND length(slug) BETWEEN 3 AND 255),
        name text NOT NULL CHECK (length(name) BETWEEN 1 AND 255), description text,
        service_type_id uuid NOT NULL REFERENCES execution.service_types (id) ON DELETE RESTRICT,
        user_id uuid NOT NULL REFERENCES auth.users (id) ON DELETE RESTRICT,
        config jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(config) = 'object'),
        enabled boolean NOT NULL DEFAULT true, last_seen_at timestamptz,
        properties jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(properties) = 'object'),
        archived_at timestamptz
      )`);
    await runner.query(`
      CREATE TRIGGER touch_row BEFORE INSERT OR UPDATE OF slug, name, description, config, enabled, properties, archived_at
      ON execution.services FOR EACH ROW EXECUTE FUNCTION platform.touch_row()`);
    await runner.query('CREATE UNIQUE INDEX services_user ON execution.services (user_id)');
    await runner.query('CREATE INDEX services_type ON execution.services (service_type_id)');
    await this.runs(runner);
  }

  private async runs(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE execution.runs (
        id uuid PRIMARY KEY, ${AUDIT_COLUMNS},
        kind text NOT NULL CHECK (kind IN ('student_test', 'tutor_test')),
        state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'started', 'finished', 'failed', 'cancelled')),
        service_id uuid NOT NULL REFERENCES execution.services (id) ON DELETE RESTRICT,
        payload jsonb NOT NULL CHECK (jsonb_typeof(payload) = 'object'),
        priority integer NOT NULL DEFAULT 0,
        group_key uuid,
        fairness_key uuid,
        attempt integer NOT NULL DEFAULT 0 CHECK (attempt >= 0),
        timeout_seconds integer NOT NULL CHECK (timeout_seconds > 0),
        queue text NOT NULL,
        available_at timestamptz NOT NULL DEFAULT now(),
        worker_user_id uuid REFERENCES auth.users (id) ON DELETE SET NULL,
        worker_id text,
        lease text UNIQUE,
        lease_expires_at timestamptz,
        cancel_requested boolean NOT NULL DEFAULT false,
        progress jsonb, error text,
        started_at timestamptz, finished_at timestamptz,
        CONSTRAINT runs_lease CHECK ((state = 'started') = (lease_expires_at IS NOT NULL))
      )`);
    await runner.query("SELECT platform.audit_columns('execution.runs')");
    await runner.query("CREATE INDEX runs_worker ON execution.runs (worker_user_id) WHERE state = 'started'");
    await runner.query(
      "CREATE INDEX runs_leases ON execution.runs (lease_expires_at) WHERE state = 'started'",
    );
    await runner.query(
      "CREATE INDEX runs_queued ON execution.runs (service_id, priority DESC, created_at) WHERE state = 'queued'",
    );
    await runner.query(
      "CREATE UNIQUE INDEX runs_one_of_group ON execution.runs (group_key) WHERE state = 'started' AND group_key IS NOT NULL",
    );
    await runner.query('CREATE INDEX runs_service ON execution.runs (service_id)');
    await runner.query('CREATE INDEX runs_payload ON execution.runs USING gin (payload jsonb_path_ops)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA execution CASCADE');
  }
}
