import type { MigrationInterface, QueryRunner } from 'typeorm';
import { AUDIT_COLUMNS } from '../src/platform/database/migrations/audit-columns.js';

/** Accounts, sessions, tokens, roles and the audit log. */
export class CreateAuth20261121090100 implements MigrationInterface {
  name = 'CreateAuth20261121090100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE SCHEMA auth');
    await runner.query(`
      CREATE TABLE auth.users (
        id uuid PRIMARY KEY, ${AUDIT_COLUMNS},
        username citext NOT NULL UNIQUE CHECK (username ~ '^[A-Za-z0-9_.-]{2,50}$'),
        email citext UNIQUE CHECK (length(email::text) <= 320),
        given_name text CHECK (length(given_name) BETWEEN 1 AND 255),
        family_name text CHECK (length(family_name) BETWEEN 1 AND 255),
        password_hash text,
        password_reset_required boolean NOT NULL DEFAULT false,
        is_service boolean NOT NULL DEFAULT false,
        properties jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(properties) = 'object'),
        last_login_at timestamptz,
        archived_at timestamptz
      )`);
    await runner.query("SELECT platform.audit_columns('auth.users')");
    await runner.query('CREATE INDEX users_created_at ON auth.users (created_at, id)');
    await runner.query('CREATE INDEX users_family_name ON auth.users (family_name, given_name)');
    await this.profiles(runner);
    await this.sessions(runner);
    await this.roles(runner);
    await this.records(runner);
  }

  private async profiles(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE auth.profiles (
        id uuid PRIMARY KEY, ${AUDIT_COLUMNS},
        user_id uuid NOT NULL UNIQUE REFERENCES auth.users (id) ON DELETE CASCADE,
        avatar_color integer CHECK (avatar_color BETWEEN 0 AND 16777215),
        avatar_image text CHECK (length(avatar_image) <= 2048),
        nickname citext UNIQUE CHECK (nickname ~ '^[A-Za-z0-9_-]{2,255}$'),
        bio text CHECK (length(bio) <= 16384), url text CHECK (length(url) <= 2048),
        language_code text CHECK (length(language_code) = 2),
        properties jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(properties) = 'object')
      )`);
    await runner.query("SELECT platform.audit_columns('auth.profiles')");
    await runner.query(`
      CREATE TABLE auth.set_up_tokens (
        id uuid PRIMARY KEY, ${AUDIT_COLUMNS},
        user_id uuid NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
        token_hash bytea NOT NULL UNIQUE, expires_at timestamptz NOT NULL, used_at timestamptz
      )`);
    await runner.query("SELECT platform.audit_columns('auth.set_up_tokens')");
    await runner.query('CREATE INDEX set_up_tokens_user ON auth.set_up_tokens (user_id)');
  }

  private async sessions(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE auth.user_sessions (
        id uuid PRIMARY KEY, ${AUDIT_COLUMNS},
        user_id uuid NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
        created_ip text, last_ip text, user_agent text, device_label text,
        refresh_counter integer NOT NULL DEFAULT 0,
        last_seen_at timestamptz,
        expires_at timestamptz NOT NULL,
        revoked_at timestamptz, revocation_reason text, ended_at timestamptz
      )`);
    await runner.query("SELECT platform.audit_columns('auth.user_sessions')");
    await runner.query('CREATE INDEX user_sessions_user ON auth.user_sessions (user_id, created_at DESC)');
    await runner.query('CREATE INDEX user_sessions_expires ON auth.user_sessions (expires_at)');
    await runner.query(`
      CREATE TABLE auth.refresh_tokens (
        id uuid PRIMARY KEY, ${AUDIT_COLUMNS},
        session_id uuid NOT NULL REFERENCES auth.user_sessions (id) ON DELETE CASCADE,
        token_hash bytea NOT NULL UNIQUE,
        parent_id uuid REFERENCES auth.refresh_tokens (id) ON DELETE SET NULL,
        expires_at timestamptz NOT NULL,
        used_at timestamptz
      )`);
    await runner.query("SELECT platform.audit_columns('auth.refresh_tokens')");
    await runner.query('CREATE INDEX refresh_tokens_session ON auth.refresh_tokens (session_id)');
    await runner.query('CREATE INDEX refresh_tokens_parent ON auth.refresh_tokens (parent_id)');
    await runner.query(`
      CREATE TABLE auth.api_tokens (
        id uuid PRIMARY KEY, ${AUDIT_COLUMNS},
        user_id uuid NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
        name text NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
        description text,
        token_hash bytea NOT NULL UNIQUE,
        token_prefix text NOT NULL,
        scopes text[] NOT NULL DEFAULT '{}',
        properties jsonb NOT NULL DEFAULT '{}',
        expires_at timestamptz, revoked_at timestamptz, revocation_reason text,
        last_used_at timestamptz, usage_count bigint NOT NULL DEFAULT 0
      )`);
    await runner.query('CREATE INDEX api_tokens_user ON auth.api_tokens (user_id, created_at DESC)');
    await runner.query(`
      CREATE TRIGGER touch_row BEFORE INSERT OR UPDATE OF user_id, name, description, scopes, properties, expires_at, revoked_at
      ON auth.api_tokens FOR EACH ROW EXECUTE FUNCTION platform.touch_row()`);
  }

  private async roles(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE auth.roles (
        id text PRIMARY KEY, title text, description text, builtin boolean NOT NULL DEFAULT false,
        created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(`
      CREATE TABLE auth.role_claims (
        role_id text NOT NULL REFERENCES auth.roles (id) ON DELETE CASCADE,
        claim_type text NOT NULL DEFAULT 'permissions',
        claim_value text NOT NULL CHECK (claim_value ~ '^[a-z_]+:[a-z_*]+$'),
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (role_id, claim_type, claim_value)
      )`);
    await runner.query(`
      CREATE TABLE auth.user_roles (
        user_id uuid NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
        role_id text NOT NULL REFERENCES auth.roles (id) ON DELETE RESTRICT,
        ${AUDIT_COLUMNS},
        PRIMARY KEY (user_id, role_id)
      )`);
    await runner.query("SELECT platform.audit_columns('auth.user_roles')");
    await runner.query('CREATE INDEX user_roles_role ON auth.user_roles (role_id)');
  }

  private async records(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE auth.audit_log (
        id uuid PRIMARY KEY,
        created_at timestamptz NOT NULL DEFAULT now(),
        actor_id uuid, action text NOT NULL, target_type text NOT NULL, target_id text,
        request_id text, ip text, user_agent text, details jsonb NOT NULL DEFAULT '{}'
      )`);
    await runner.query('CREATE INDEX audit_log_actor ON auth.audit_log (actor_id, created_at)');
    await runner.query('CREATE INDEX audit_log_action ON auth.audit_log (action, created_at)');
    await runner.query('CREATE INDEX audit_log_target ON auth.audit_log (target_type, target_id)');
    await runner.query(`
      CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON auth.audit_log
      FOR EACH ROW EXECUTE FUNCTION platform.refuse_change()`);
    await runner.query(`
      CREATE TABLE auth.idempotency_keys (
        caller uuid NOT NULL, method text NOT NULL, path text NOT NULL, key text NOT NULL,
        fingerprint bytea NOT NULL, status integer NOT NULL, body json,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (caller, method, path, key)
      )`);
    await runner.query('CREATE INDEX idempotency_keys_created ON auth.idempotency_keys (created_at)');
    await runner.query(`
      CREATE UNLOGGED TABLE auth.rate_limits (
        key varchar(255) PRIMARY KEY, points integer NOT NULL DEFAULT 0, expire bigint
      )`);
    await runner.query('CREATE INDEX rate_limits_expire ON auth.rate_limits (expire)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA auth CASCADE');
  }
}
