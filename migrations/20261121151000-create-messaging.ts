import type { MigrationInterface, QueryRunner } from 'typeorm';
import { AUDIT_COLUMNS } from '../src/platform/database/migrations/audit-columns.js';

/** The most specific target counts, so this order is also that of the contract. */
const SCOPES = [
  ['user', 'user_id'],
  ['course_member', 'course_member_id'],
  ['submission_group', 'submission_group_id'],
  ['course_content', 'course_content_id'],
  ['course_group', 'course_group_id'],
  ['course', 'course_id'],
  ['course_family', 'course_family_id'],
  ['organization', 'organization_id'],
] as const;

const scopeCase = SCOPES.map(([scope, column]) => `WHEN ${column} IS NOT NULL THEN '${scope}'`).join(' ');
const targets = SCOPES.map(([, column]) => column).join(', ');

/** Messages, who has read them, and what was changed in them. */
export class CreateMessaging20261121151000 implements MigrationInterface {
  name = 'CreateMessaging20261121151000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE SCHEMA messaging');
    await this.tags(runner);
    await this.messages(runner);
    await this.messageIndexes(runner);
    await this.reads(runner);
    await this.audit(runner);
    await this.unread(runner);
  }

  /** Words of a title that begin with `#`, without it, each once. */
  private async tags(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION messaging.tags_of(title text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT coalesce(array_agg(DISTINCT word[1] COLLATE "C"), '{}')
        FROM regexp_matches(coalesce(title, ''), '(?:^|\\s)#([^\\s#]+)', 'g') AS found (word)
      $$`);
  }

  /**
   * `in_course_id` and `in_course_content_id` say where below a course the target lies. Composite foreign keys keep
   * them true, so lists of a whole course need no join. `peer_id` is who began a conversation with a user.
   */
  private async messages(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE messaging.messages (
        id uuid PRIMARY KEY, ${AUDIT_COLUMNS},
        author_id uuid NOT NULL REFERENCES auth.users (id) ON DELETE RESTRICT,
        parent_id uuid REFERENCES messaging.messages (id) ON DELETE NO ACTION,
        title text CHECK (length(title) <= 255),
        content text NOT NULL CHECK (length(content) BETWEEN 1 AND 16384),
        level integer NOT NULL DEFAULT 0,
        user_id uuid REFERENCES auth.users (id) ON DELETE RESTRICT,
        peer_id uuid REFERENCES auth.users (id) ON DELETE RESTRICT,
        course_member_id uuid, submission_group_id uuid, course_content_id uuid, course_group_id uuid,
        course_id uuid,
        course_family_id uuid REFERENCES organization.course_families (id) ON DELETE CASCADE,
        organization_id uuid REFERENCES organization.organizations (id) ON DELETE CASCADE,
        in_course_id uuid REFERENCES course.courses (id) ON DELETE CASCADE,
        in_course_content_id uuid,
        scope text NOT NULL GENERATED ALWAYS AS (CASE ${scopeCase} ELSE 'global' END) STORED,
        tags text[] NOT NULL GENERATED ALWAYS AS (messaging.tags_of(title)) STORED,
        deleted_at timestamptz,
        deleted_by text CHECK (deleted_by IN ('author', 'admin')),
        CONSTRAINT messages_one_target CHECK (num_nonnulls(${targets}) <= 1),
        CONSTRAINT messages_peer CHECK ((user_id IS NULL) = (peer_id IS NULL)),
        CONSTRAINT messages_deleted CHECK ((deleted_at IS NULL) = (deleted_by IS NULL)),
        CONSTRAINT messages_place CHECK (
          (in_course_id IS NOT NULL) = (num_nonnulls(course_member_id, submission_group_id, course_content_id, course_group_id, course_id) = 1)
          AND (in_course_content_id IS NOT NULL) = (num_nonnulls(submission_group_id, course_content_id) = 1)
          AND coalesce(course_id = in_course_id, true) AND coalesce(course_content_id = in_course_content_id, true)),
        CONSTRAINT messages_course_member FOREIGN KEY (course_member_id, in_course_id)
          REFERENCES course.course_members (id, course_id) ON DELETE CASCADE,
        CONSTRAINT messages_course_group FOREIGN KEY (course_group_id, in_course_id)
          REFERENCES course.course_groups (id, course_id) ON DELETE CASCADE,
        CONSTRAINT messages_course_content FOREIGN KEY (course_content_id, in_course_id)
          REFERENCES course.course_contents (id, course_id) ON DELETE CASCADE,
        CONSTRAINT messages_submission_group FOREIGN KEY (submission_group_id, in_course_content_id, in_course_id)
          REFERENCES submission.submission_groups (id, course_content_id, course_id) ON DELETE CASCADE
      )`);
    await runner.query("SELECT platform.audit_columns('messaging.messages')");
  }

  /** One for each foreign key, filter, and arm of the predicate "may read". */
  private async messageIndexes(runner: QueryRunner): Promise<void> {
    const indexes = {
      newest: '(created_at DESC, id DESC)',
      of_author: '(author_id, created_at DESC)',
      replies: '(parent_id)',
      by_scope: '(scope, created_at DESC, id DESC)',
      to_user: '(user_id)',
      with_peer: '(peer_id)',
      to_member: '(course_member_id)',
      to_submission_group: '(submission_group_id)',
      to_content: '(course_content_id)',
      to_contents_of_course: "(in_course_id) WHERE scope = 'course_content'",
      to_course_group: '(course_group_id)',
      to_course: '(course_id)',
      to_family: '(course_family_id)',
      to_organization: '(organization_id)',
      in_course: '(in_course_id)',
      in_content: '(in_course_content_id)',
      tags: 'USING gin (tags)',
    };
    for (const [name, columns] of Object.entries(indexes)) {
      const on = columns.startsWith('USING') ? columns : `USING btree ${columns}`;
      await runner.query(`CREATE INDEX messages_${name} ON messaging.messages ${on}`);
    }
  }

  private async reads(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE messaging.message_reads (
        id uuid PRIMARY KEY, ${AUDIT_COLUMNS},
        message_id uuid NOT NULL REFERENCES messaging.messages (id) ON DELETE CASCADE,
        user_id uuid NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
        CONSTRAINT message_reads_once UNIQUE (user_id, message_id)
      )`);
    await runner.query("SELECT platform.audit_columns('messaging.message_reads')");
    await runner.query('CREATE INDEX message_reads_message ON messaging.message_reads (message_id)');
  }

  /** Rows are only added; they go with their message. */
  private async audit(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE messaging.message_audit (
        id uuid PRIMARY KEY,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        message_id uuid NOT NULL REFERENCES messaging.messages (id) ON DELETE CASCADE,
        user_id uuid NOT NULL REFERENCES auth.users (id) ON DELETE RESTRICT,
        action text NOT NULL CHECK (action IN ('created', 'updated', 'deleted')),
        old_title text, old_content text, new_title text, new_content text
      )`);
    await runner.query(
      'CREATE INDEX message_audit_message ON messaging.message_audit (message_id, created_at DESC)',
    );
    await runner.query('CREATE INDEX message_audit_user ON messaging.message_audit (user_id)');
    await runner.query(`
      CREATE TRIGGER never_changed BEFORE UPDATE ON messaging.message_audit
      FOR EACH ROW EXECUTE FUNCTION platform.refuse_change()`);
  }

  /** What views of contents count for a reader (docs/decisions/0007); a plain SELECT, so the planner inlines it. */
  private async unread(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION messaging.unread_by(reader uuid)
      RETURNS TABLE (submission_group_id uuid, course_content_id uuid, course_id uuid) LANGUAGE sql STABLE AS $$
        SELECT m.submission_group_id, m.course_content_id, m.in_course_id FROM messaging.messages m
        WHERE m.deleted_at IS NULL AND NOT EXISTS (
          SELECT 1 FROM messaging.message_reads r WHERE r.user_id = reader AND r.message_id = m.id)
      $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA messaging CASCADE');
  }
}
