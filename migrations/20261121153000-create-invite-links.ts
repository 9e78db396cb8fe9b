import type { MigrationInterface, QueryRunner } from 'typeorm';
import { AUDIT_COLUMNS } from '../src/platform/database/migrations/audit-columns.js';

/** Links with which people make their own accounts. */
export class CreateInviteLinks20261121153000 implements MigrationInterface {
  name = 'CreateInviteLinks20261121153000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE auth.invite_links (
        id uuid PRIMARY KEY, ${AUDIT_COLUMNS},
        token text NOT NULL UNIQUE CHECK (length(token) = 43),
        email citext CHECK (length(email::text) <= 320),
        max_uses integer NOT NULL CHECK (max_uses BETWEEN 1 AND 100),
        use_count integer NOT NULL DEFAULT 0,
        expires_at timestamptz NOT NULL,
        roles text[] NOT NULL DEFAULT '{}',
        note text CHECK (length(note) <= 255),
        revoked_at timestamptz,
        CONSTRAINT invite_links_uses CHECK (use_count BETWEEN 0 AND max_uses)
      )`);
    await runner.query("SELECT platform.audit_columns('auth.invite_links')");
    await runner.query(
      'CREATE INDEX invite_links_creator ON auth.invite_links (created_by, created_at DESC, id DESC)',
    );
    await runner.query(
      'CREATE INDEX invite_links_created_at ON auth.invite_links (created_at DESC, id DESC)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE auth.invite_links');
  }
}
