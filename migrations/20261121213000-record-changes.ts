import type { MigrationInterface, QueryRunner } from 'typeorm';

type Event = 'INSERT' | 'UPDATE' | 'DELETE';

/** Changes of a table that go into the audit log. */
interface Recorded {
  table: string;
  /** Kind of the row: `target_type`, and the first half of `action`. */
  kind: string;
  event: Event;
  /** Second half of `action`. */
  verb: string;
  /** Columns that are noted; for updates as they were (`from`) and as they are (`to`). */
  columns: readonly string[];
  /** Which rows count, of `n` (new) and `o` (old); without it those of which a noted column changed, or all. */
  when?: string;
}

const rows = (
  table: string,
  kind: string,
  verbs: Partial<Record<Event, string>>,
  columns: readonly string[],
  when?: string,
): Recorded[] =>
  Object.entries(verbs).map(([event, verb]) => ({
    table,
    kind,
    event: event as Event,
    verb,
    columns,
    ...(when === undefined ? {} : { when }),
  }));

const WRITTEN = { INSERT: 'create', UPDATE: 'update', DELETE: 'delete' } as const;
const REMOVED = { DELETE: 'delete' } as const;
const OFFICIAL = ['submission_group_id', 'version_identifier', 'submit'];
const DATES = ['opens_at', 'due_at', 'closes_at', 'late_policy', 'team_formation_deadline'];

/** Contract 07, section 2; roles, tokens, passwords and invites are recorded by the services of the module auth. */
const RECORDED: readonly Recorded[] = [
  ...rows('organization.organization_members', 'organization_member', WRITTEN, [
    'user_id',
    'organization_id',
    'organization_role_id',
  ]),
  ...rows('organization.course_family_members', 'course_family_member', WRITTEN, [
    'user_id',
    'course_family_id',
    'course_family_role_id',
  ]),
  ...rows('course.course_members', 'course_member', WRITTEN, [
    'user_id',
    'course_id',
    'course_role_id',
    'course_group_id',
  ]),
  ...rows('submission.submission_grades', 'submission_grade', WRITTEN, [
    'artifact_id',
    'graded_by_course_member_id',
    'grade',
    'status',
  ]),
  ...rows(
    'submission.submission_artifacts',
    'submission_artifact',
    { INSERT: 'submit' },
    OFFICIAL,
    'n.submit',
  ),
  ...rows('submission.submission_artifacts', 'submission_artifact', { UPDATE: 'submit' }, ['submit']),
  ...rows('submission.submission_artifacts', 'submission_artifact', REMOVED, OFFICIAL),
  ...rows('course.course_contents', 'course_content', { UPDATE: 'set_dates' }, DATES),
  ...rows(
    'course.deployments',
    'deployment',
    { UPDATE: 'release' },
    ['course_content_id', 'example_identifier', 'version_tag', 'version_identifier'],
    "n.deployment_status = 'deployed' AND o.deployment_status <> 'deployed'",
  ),
  ...rows('course.deployments', 'deployment', REMOVED, [
    'course_content_id',
    'example_identifier',
    'version_tag',
  ]),
  ...rows('organization.organizations', 'organization', REMOVED, ['path']),
  ...rows('organization.course_families', 'course_family', REMOVED, ['organization_id', 'path']),
  ...rows('course.courses', 'course', REMOVED, ['course_family_id', 'path']),
  ...rows('course.course_contents', 'course_content', REMOVED, ['course_id', 'path']),
  ...rows('course.course_content_types', 'course_content_type', REMOVED, ['course_id', 'slug']),
  ...rows('course.course_groups', 'course_group', REMOVED, ['course_id', 'title']),
  ...rows('course.course_member_comments', 'course_member_comment', REMOVED, ['course_member_id']),
  ...rows('submission.submission_groups', 'submission_group', REMOVED, ['course_content_id']),
  ...rows('submission.submission_group_members', 'submission_group_member', REMOVED, [
    'submission_group_id',
    'course_member_id',
  ]),
  ...rows('submission.results', 'result', REMOVED, ['submission_artifact_id', 'status', 'result']),
  ...rows('example.example_repositories', 'example_repository', REMOVED, ['organization_id', 'name']),
  ...rows('example.examples', 'example', REMOVED, ['example_repository_id', 'identifier']),
  ...rows('example.example_versions', 'example_version', REMOVED, ['example_id', 'version_tag']),
  ...rows('auth.users', 'user', REMOVED, []),
  ...rows(
    'execution.services',
    'service',
    { UPDATE: 'delete' },
    ['slug'],
    'n.archived_at IS NOT NULL AND o.archived_at IS NULL',
  ),
  ...rows('execution.services', 'service', REMOVED, ['slug']),
  ...rows(
    'messaging.messages',
    'message',
    { UPDATE: 'delete' },
    ['scope'],
    'n.deleted_at IS NOT NULL AND o.deleted_at IS NULL',
  ),
  ...rows('maintenance.maintenance_state', 'maintenance', { UPDATE: 'update' }, [
    'active',
    'message',
    'scheduled_at',
  ]),
];

/** The transition tables that an event has. */
const REFERENCING: Record<Event, string> = {
  INSERT: 'NEW TABLE AS new_rows',
  UPDATE: 'OLD TABLE AS old_rows NEW TABLE AS new_rows',
  DELETE: 'OLD TABLE AS old_rows',
};

/**
 * Writes changes into the audit log in the transaction that makes them. Statement triggers, so that every way of
 * writing is recorded, a removal with all that goes with it, and a bulk statement at once. Who, from where and in which
 * request is told by settings of the transaction (docs/decisions/0005); what `npm run seed` invents is nobody's act and sets
 * `lectern.unrecorded`.
 */
export class RecordChanges20261121213000 implements MigrationInterface {
  name = 'RecordChanges20261121213000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION platform.record_change(action text, target_type text, target_id uuid, details jsonb)
      RETURNS void LANGUAGE sql AS $$
        INSERT INTO auth.audit_log (id, actor_id, action, target_type, target_id, request_id, ip, user_agent, details)
        VALUES (
          uuidv7(), nullif(current_setting('lectern.actor', true), '')::uuid, action, target_type, target_id::text,
          nullif(current_setting('lectern.request', true), ''), nullif(current_setting('lectern.ip', true), ''),
          nullif(current_setting('lectern.user_agent', true), ''), details)
      $$`);
    for (const recorded of RECORDED) {
      await runner.query(`
        CREATE FUNCTION platform.${nameOf(recorded)}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF current_setting('lectern.unrecorded', true) = 'on' THEN RETURN NULL; END IF;
          PERFORM platform.record_change('${recorded.kind}.${recorded.verb}', '${recorded.kind}', ${select(recorded)};
          RETURN NULL;
        END $$`);
      await runner.query(`
        CREATE TRIGGER ${nameOf(recorded)} AFTER ${recorded.event} ON ${recorded.table}
        REFERENCING ${REFERENCING[recorded.event]}
        FOR EACH STATEMENT EXECUTE FUNCTION platform.${nameOf(recorded)}()`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const recorded of RECORDED) {
      await runner.query(`DROP TRIGGER ${nameOf(recorded)} ON ${recorded.table}`);
      await runner.query(`DROP FUNCTION platform.${nameOf(recorded)}()`);
    }
    await runner.query('DROP FUNCTION platform.record_change(text, text, uuid, jsonb)');
  }
}

function nameOf({ kind, event, verb }: Recorded): string {
  return `record_${kind}_${verb}_on_${event.toLowerCase()}`;
}

/** Id and details of each row, and where they come from. */
function select({ event, columns, when }: Recorded): string {
  if (event === 'INSERT') return `n.id, ${noted('n', columns)}) FROM new_rows n WHERE ${when ?? 'true'}`;
  if (event === 'DELETE') return `o.id, ${noted('o', columns)}) FROM old_rows o WHERE ${when ?? 'true'}`;
  const changed = columns.map((column) => `n.${column} IS DISTINCT FROM o.${column}`).join(' OR ');
  const details = `jsonb_build_object('from', ${noted('o', columns)}, 'to', ${noted('n', columns)})`;
  return `n.id, ${details}) FROM new_rows n JOIN old_rows o ON o.id = n.id WHERE ${when ?? changed}`;
}

function noted(row: 'n' | 'o', columns: readonly string[]): string {
  return `jsonb_build_object(${columns.map((column) => `'${column}', ${row}.${column}`).join(', ')})`;
}
