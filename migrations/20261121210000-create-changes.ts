import type { MigrationInterface, QueryRunner } from 'typeorm';

const NOBODY = "'00000000-0000-0000-0000-000000000000'::uuid";
const EVERYTHING = `SELECT 'everything', ${NOBODY} FROM touched`;
const PERSON = "SELECT 'person', user_id FROM touched";
const COURSE = "SELECT 'course', course_id FROM touched";
const WORK = "SELECT 'work', course_id FROM touched";
/** Persons of members that a row names; the user of a member never changes. */
const PERSON_OF_MEMBER = `
  SELECT 'person', m.user_id FROM touched JOIN course.course_members m ON m.id = touched.course_member_id`;

/** Everybody in the groups `column` names, once `LOCK` has made sure that nobody is joining unseen. */
const personsOf = (column: string) => `
  SELECT 'person', m.user_id FROM touched
  JOIN submission.submission_group_members gm ON gm.submission_group_id = touched.${column}
  JOIN course.course_members m ON m.id = gm.course_member_id`;
const lockOf = (rows: string) => `
  PERFORM 1 FROM submission.submission_groups g
  WHERE g.id IN (SELECT r.submission_group_id FROM ${rows} r) ORDER BY g.id FOR NO KEY UPDATE;`;
/** What somebody who joins sees of the group's past is not being changed by somebody who does not see him yet. */
const lockPast = (rows: string) => `
  PERFORM 1 FROM submission.results x
  WHERE x.submission_group_id IN (SELECT r.submission_group_id FROM ${rows} r) ORDER BY x.id FOR SHARE;
  PERFORM 1 FROM submission.submission_artifacts x
  WHERE x.submission_group_id IN (SELECT r.submission_group_id FROM ${rows} r) ORDER BY x.id FOR SHARE;`;

interface Source {
  /** Selects (kind, subject) from the rows `touched`: old ones and new ones. */
  subjects: readonly string[];
  /** Instead of `subjects` for new rows. */
  onInsert?: readonly string[];
  /** Statements that come first, given the rows; `locksOnJoin` where there are new rows. */
  locks?: (rows: string) => string;
  locksOnJoin?: (rows: string) => string;
  /** An update that leaves all of these as they were is no change. */
  shown?: readonly string[];
}

/** Every table that kept answers read (`src/access/kept-views.ts` says which kinds each view watches). */
const SOURCES: Readonly<Record<string, Source>> = {
  // A new account is in no view before something else refers to it.
  'auth.users': {
    subjects: [EVERYTHING],
    onInsert: [],
    shown: [
      'username',
      'email',
      'given_name',
      'family_name',
      'archived_at',
      'is_service',
      'created_at',
      'updated_at',
    ],
  },
  'auth.student_profiles': { subjects: [`SELECT 'profiles', ${NOBODY} FROM touched`] },
  'organization.organizations': { subjects: [EVERYTHING] },
  'organization.course_families': { subjects: [EVERYTHING] },
  'organization.organization_members': { subjects: [PERSON] },
  'organization.course_family_members': { subjects: [PERSON] },
  'example.example_versions': { subjects: [`SELECT 'library', ${NOBODY} FROM touched`] },
  'course.course_roles': { subjects: [EVERYTHING] },
  'course.course_content_kinds': { subjects: [EVERYTHING] },
  'course.courses': { subjects: ["SELECT 'course', id FROM touched"] },
  'course.course_content_types': { subjects: [COURSE] },
  'course.course_contents': { subjects: [COURSE] },
  'course.deployments': {
    subjects: [
      "SELECT 'course', cc.course_id FROM touched JOIN course.course_contents cc ON cc.id = touched.course_content_id",
    ],
  },
  // Who joins a course changes what is shown of its members, but nothing of what others see of theirs.
  'course.course_members': {
    subjects: [COURSE, "SELECT 'members', course_id FROM touched", PERSON],
    onInsert: ["SELECT 'members', course_id FROM touched", PERSON],
  },
  'submission.submission_groups': {
    subjects: [WORK, personsOf('id')],
  },
  'submission.submission_group_members': {
    subjects: [WORK, PERSON_OF_MEMBER, personsOf('submission_group_id')],
    locks: lockOf,
    locksOnJoin: lockPast,
  },
  // Hand-ins, results and grades are seen through it: each change of one of them writes the rows of the group.
  'submission.member_progress': { subjects: [WORK, PERSON_OF_MEMBER] },
  'messaging.messages': {
    subjects: [
      "SELECT 'messages', in_course_id FROM touched",
      "SELECT 'announced', in_course_id FROM touched WHERE submission_group_id IS NULL",
      `SELECT 'public', ${NOBODY} FROM touched WHERE in_course_id IS NULL AND user_id IS NULL`,
      "SELECT 'person', author_id FROM touched",
      "SELECT 'person', user_id FROM touched",
      "SELECT 'person', peer_id FROM touched",
      personsOf('submission_group_id'),
    ],
    locks: lockOf,
  },
  'messaging.message_reads': { subjects: [PERSON] },
};

const EVENTS = ['insert', 'update', 'delete'] as const;
type Event = (typeof EVENTS)[number];

const TRANSITIONS: Readonly<Record<Event, string>> = {
  insert: 'NEW TABLE AS new_rows',
  update: 'OLD TABLE AS old_rows NEW TABLE AS new_rows',
  delete: 'OLD TABLE AS old_rows',
};
const ROWS: Readonly<Record<Event, string>> = {
  insert: 'new_rows',
  update: '(SELECT * FROM old_rows UNION ALL SELECT * FROM new_rows)',
  delete: 'old_rows',
};

/** Columns of an account whose change is one of the row; signing in is none. */
const OF_USER =
  'username, email, given_name, family_name, password_hash, password_reset_required, is_service, properties, archived_at';

/**
 * The ledger of changes: one row for each committed change of something that kept answers show, found by what it was
 * changed of (docs/decisions/0015). Rows are only added, so that no writer waits for another one; their sum for a kind
 * and subject only grows, in whatever order transactions commit.
 */
export class CreateChanges20261121210000 implements MigrationInterface {
  name = 'CreateChanges20261121210000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE platform.changes (kind text NOT NULL, subject uuid NOT NULL, n bigint NOT NULL DEFAULT 1)
      WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
            autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 2000)`);
    await runner.query('CREATE INDEX changes_of_subject ON platform.changes (subject, kind) INCLUDE (n)');
    await runner.query(`
      CREATE FUNCTION platform.note_truncation() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO platform.changes (kind, subject) VALUES ('everything', ${NOBODY});
        RETURN NULL;
      END $$`);
    for (const [table, source] of Object.entries(SOURCES)) await this.watch(runner, table, source);
    await this.rules(runner);
  }

  private async watch(runner: QueryRunner, table: string, source: Source): Promise<void> {
    for (const event of EVENTS) {
      const subjects = event === 'insert' ? (source.onInsert ?? source.subjects) : source.subjects;
      if (subjects.length === 0) continue;
      const name = `${table.replace('.', '_')}_${event}`;
      await runner.query(`
        CREATE FUNCTION platform.note_${name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF current_setting('lectern.changes_later', true) = 'on' THEN RETURN NULL; END IF;
          ${source.locks?.(ROWS[event]) ?? ''}
          ${event === 'delete' ? '' : (source.locksOnJoin?.(ROWS[event]) ?? '')}
          INSERT INTO platform.changes (kind, subject)
          WITH touched AS (${touched(event, source)})
          SELECT DISTINCT kind, subject FROM (${subjects.join(' UNION ALL ')}) found (kind, subject)
          WHERE subject IS NOT NULL;
          RETURN NULL;
        END $$`);
      await runner.query(`
        CREATE TRIGGER changes_${event} AFTER ${event.toUpperCase()} ON ${table}
        REFERENCING ${TRANSITIONS[event]} FOR EACH STATEMENT EXECUTE FUNCTION platform.note_${name}()`);
    }
    await runner.query(`
      CREATE TRIGGER changes_truncate AFTER TRUNCATE ON ${table}
      FOR EACH STATEMENT EXECUTE FUNCTION platform.note_truncation()`);
  }

  /** What the proof in docs/decisions/0015 stands on, and what keeps sign-ins from changing views. */
  private async rules(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TRIGGER same_person BEFORE UPDATE OF user_id ON course.course_members FOR EACH ROW
      WHEN (OLD.user_id <> NEW.user_id) EXECUTE FUNCTION platform.refuse_change()`);
    await runner.query('DROP TRIGGER touch_row ON auth.users');
    await runner.query(`
      CREATE TRIGGER touch_row BEFORE INSERT OR UPDATE OF ${OF_USER} ON auth.users
      FOR EACH ROW EXECUTE FUNCTION platform.touch_row()`);
    await runner.query(`
      CREATE INDEX course_contents_opening ON course.course_contents (course_id, opens_at) WHERE opens_at IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX course.course_contents_opening');
    await runner.query('DROP TRIGGER touch_row ON auth.users');
    await runner.query("SELECT platform.audit_columns('auth.users')");
    await runner.query('DROP TRIGGER same_person ON course.course_members');
    for (const [table, source] of Object.entries(SOURCES)) {
      await runner.query(`DROP TRIGGER changes_truncate ON ${table}`);
      for (const event of EVENTS) {
        if (event === 'insert' && source.onInsert?.length === 0) continue;
        await runner.query(`DROP TRIGGER changes_${event} ON ${table}`);
        await runner.query(`DROP FUNCTION platform.note_${table.replace('.', '_')}_${event}()`);
      }
    }
    await runner.query('DROP FUNCTION platform.note_truncation()');
    await runner.query('DROP TABLE platform.changes');
  }
}

function touched(event: Event, { shown }: Source): string {
  if (event !== 'update' || shown === undefined) return `SELECT * FROM ${ROWS[event]} r`;
  const [before, after] = ['o', 'n'].map((row) => shown.map((column) => `${row}.${column}`).join(', '));
  return `SELECT o.* FROM old_rows o LEFT JOIN new_rows n ON n.id = o.id WHERE (${before}) IS DISTINCT FROM (${after})`;
}
