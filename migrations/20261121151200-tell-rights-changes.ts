import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Above so many accounts in one statement, all open connections are checked instead of naming each account. */
const MANY = 500;

/** Tables whose rows give an account rights that open connections live on, with the account of a changed row. */
const RIGHTS = [
  ['course.course_members', 'SELECT o.user_id FROM old_rows o'],
  ['organization.organization_members', 'SELECT o.user_id FROM old_rows o'],
  ['organization.course_family_members', 'SELECT o.user_id FROM old_rows o'],
  ['auth.user_roles', 'SELECT o.user_id FROM old_rows o'],
  [
    'submission.submission_group_members',
    'SELECT m.user_id FROM old_rows o JOIN course.course_members m ON m.id = o.course_member_id',
  ],
] as const;

/** Tables of credentials: the account, and the columns whose change ends a credential. */
const CREDENTIALS = [
  ['auth.user_sessions', 'user_id', ['revoked_at', 'ended_at', 'expires_at']],
  ['auth.api_tokens', 'user_id', ['revoked_at', 'expires_at', 'scopes']],
  ['auth.users', 'id', ['archived_at', 'password_reset_required']],
] as const;

/**
 * Tells listeners on `lectern_rights` whose rights may have become fewer: an account id, or `*` for everybody.
 * Statement triggers, so that every way of writing is heard, a bulk statement once (docs/decisions/0008).
 */
export class TellRightsChanges20261121151200 implements MigrationInterface {
  name = 'TellRightsChanges20261121151200';

  async up(runner: QueryRunner): Promise<void> {
    for (const [table, accounts] of RIGHTS) {
      await this.trigger(runner, table, 'update', accounts);
      await this.trigger(runner, table, 'delete', accounts);
    }
    for (const [table, account, columns] of CREDENTIALS) {
      const changed = columns.map((column) => `n.${column} IS DISTINCT FROM o.${column}`).join(' OR ');
      const accounts = `SELECT o.${account} FROM old_rows o JOIN new_rows n ON n.id = o.id WHERE ${changed}`;
      await this.trigger(runner, table, 'update', accounts);
      await this.trigger(runner, table, 'delete', `SELECT o.${account} FROM old_rows o`);
    }
  }

  private async trigger(
    runner: QueryRunner,
    table: string,
    event: 'update' | 'delete',
    accounts: string,
  ): Promise<void> {
    const name = `${table.replace('.', '_')}_${event}`;
    await runner.query(`
      CREATE FUNCTION platform.tell_${name}() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        changed uuid[] := ARRAY(SELECT DISTINCT * FROM (${accounts}) found);
      BEGIN
        IF cardinality(changed) > ${MANY} THEN
          PERFORM pg_notify('lectern_rights', '*');
        ELSE
          PERFORM pg_notify('lectern_rights', account::text) FROM unnest(changed) AS account;
        END IF;
        RETURN NULL;
      END $$`);
    const newRows = event === 'update' ? 'NEW TABLE AS new_rows' : '';
    await runner.query(`
      CREATE TRIGGER tell_rights_${event} AFTER ${event.toUpperCase()} ON ${table}
      REFERENCING OLD TABLE AS old_rows ${newRows} FOR EACH STATEMENT EXECUTE FUNCTION platform.tell_${name}()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [table] of [...RIGHTS, ...CREDENTIALS]) {
      for (const event of ['update', 'delete']) {
        await runner.query(`DROP TRIGGER tell_rights_${event} ON ${table}`);
        await runner.query(`DROP FUNCTION platform.tell_${table.replace('.', '_')}_${event}()`);
      }
    }
  }
}
