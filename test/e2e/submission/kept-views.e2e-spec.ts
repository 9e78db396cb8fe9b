import sql, { type Sql } from 'sql-template-tag';
import { Actor, type ActorFacts } from '../../../src/access/actor.js';
import {
  watchedContents,
  watchedGradings,
  watchedMembers,
  watchedMessages,
} from '../../../src/access/kept-views.js';
import { Transaction } from '../../../src/platform/database/transaction.js';
import { ChangeLedger } from '../../../src/platform/kept/change-ledger.js';
import { readersOf, createWatchedCourse, type WatchedCourse } from '../../factories/watched-course.js';
import { explained, listStatementsOf } from '../../setup/list-statements.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';

const NOBODY: Omit<ActorFacts, 'highestCourseLevel'> = {
  ...{ userId: '', username: '', isAdmin: false, serviceId: null, isService: false, scopes: null },
  ...{ roles: new Set<string>(), claims: new Set<string>(), sessionId: null, tokenId: null },
  ...{ credential: 'session', passwordResetRequired: false, highestScopedLevel: 0 },
};
const STUDENT = new Actor({ ...NOBODY, highestCourseLevel: 1 });
const TUTOR = new Actor({ ...NOBODY, highestCourseLevel: 2 });

/** Results and hand-ins are read through the progress of members, whose rows are written with each of their changes. */
const THROUGH_PROGRESS = ['submission.results', 'submission.submission_artifacts'];

const STRUCTURE = {
  'course.courses': 'course',
  'course.course_contents': 'course',
  'course.course_content_types': 'course',
  'course.course_content_kinds': 'everything',
};
const PLACE = {
  'organization.organizations': 'everything',
  'organization.course_families': 'everything',
};

/**
 * For each kept view every table that its statement reads, and the kind by which its changes are heard. A table that
 * is not here, or here and not read, fails: whoever reads another table says how its changes reach the view.
 */
const READ = {
  contents: {
    ...STRUCTURE,
    ...PLACE,
    'course.deployments': 'course',
    // Joining is heard as `person`; whoever graded or shares a team was there before.
    'course.course_members': 'person',
    'example.example_versions': 'library',
    'submission.member_progress': 'person',
    'submission.submission_groups': 'person',
    'submission.submission_group_members': 'person',
    'submission.results': 'person',
    'submission.submission_artifacts': 'person',
    'auth.users': 'everything',
    'messaging.messages': 'announced',
    'messaging.message_reads': 'person',
  },
  members: {
    ...STRUCTURE,
    ...PLACE,
    'course.course_members': 'members',
    'submission.member_progress': 'work',
    'submission.submission_group_members': 'work',
    'auth.users': 'everything',
    'messaging.messages': 'messages',
    'messaging.message_reads': 'person',
  },
  gradings: {
    ...STRUCTURE,
    'organization.course_families': 'everything',
    'course.course_members': 'members',
    'submission.member_progress': 'work',
    'auth.users': 'everything',
    'auth.student_profiles': 'profiles',
  },
  messages: {
    ...PLACE,
    'course.courses': 'course',
    'course.course_contents': 'course',
    'course.course_members': 'members',
    'organization.organization_members': 'person',
    'organization.course_family_members': 'person',
    'submission.submission_group_members': 'person',
    'auth.users': 'everything',
    'messaging.messages': 'announced',
    'messaging.message_reads': 'person',
  },
} as const;

type View = keyof typeof READ;
const NEVER_NEW = ['auth.users'];

describe('kept views', () => {
  let t: TestApplication;
  let world: WatchedCourse;
  beforeAll(async () => {
    t = await startTestApplication();
    world = await createWatchedCourse(t);
  });
  afterAll(() => t.close());
  afterEach(() => jest.restoreAllMocks());

  const course = () => ({ course_id: world.course.id });
  const views: Record<View, () => { path: string; who: 'ada' | 'tutor'; kinds: readonly string[] }> = {
    contents: () => ({
      path: `/students/course-contents?course_id=${world.course.id}`,
      who: 'ada',
      kinds: watchedContents(STUDENT, { course_id: [world.course.id] })?.kinds ?? [],
    }),
    members: () => ({
      path: `/tutors/course-members?course_id=${world.course.id}`,
      who: 'tutor',
      kinds: watchedMembers(TUTOR, course())?.kinds ?? [],
    }),
    gradings: () => ({
      path: `/course-member-gradings?course_id=${world.course.id}`,
      who: 'tutor',
      kinds: watchedGradings(TUTOR, course())?.kinds ?? [],
    }),
    messages: () => ({
      path: '/messages',
      who: 'ada',
      kinds: watchedMessages(STUDENT, {})?.kinds ?? [],
    }),
  };

  async function statementsOf(view: View): Promise<Sql[]> {
    const { path, who } = views[view]();
    return listStatementsOf(t, async () => {
      expect((await world[who].client.get(path)).status).toBe(200);
    });
  }

  async function relationsOf(statement: Sql): Promise<string[]> {
    const explain = explained(statement, '(VERBOSE, FORMAT JSON)');
    const [row] = await t.get(Transaction).rows<{ 'QUERY PLAN': unknown }>(explain);
    const found: string[] = [];
    JSON.stringify(row, (_key, node: unknown) => {
      const { Schema: schema, 'Relation Name': name } = (node ?? {}) as Record<string, string>;
      if (schema !== undefined && name !== undefined) found.push(`${schema}.${name}`);
      return node;
    });
    return found;
  }

  /** Kinds that the trigger writes for each row of the table at an event; null when there is no such trigger. */
  async function kindsOf(table: string, event: string): Promise<string[] | null> {
    const [found] = await t.get(Transaction).rows<{ source: string }>(sql`
      SELECT p.prosrc AS source FROM pg_trigger g JOIN pg_proc p ON p.oid = g.tgfoid
      WHERE g.tgrelid = ${table}::regclass AND g.tgname = ${`changes_${event}`} AND g.tgenabled = 'O'`);
    if (found === undefined) return null;
    return [...found.source.matchAll(/SELECT '(\w+)'/g)].map(([, kind]) => kind ?? '');
  }

  it.each(Object.keys(READ) as View[])('watch every table that they read: %s', async (view) => {
    await t.get(Transaction).execute(sql`INSERT INTO platform.changes (kind, subject)
      VALUES ('everything', '00000000-0000-0000-0000-000000000000')`);
    const read = new Set<string>();
    for (const statement of await statementsOf(view)) {
      for (const relation of await relationsOf(statement)) read.add(relation);
      // Other functions might read what EXPLAIN does not show; these two read no table, or are written out in the plan.
      const called = [...statement.text.matchAll(/\b(\w+\.\w+)\(/g)].map(([, name]) => name);
      const known = ['platform.iso', 'messaging.unread_by'];
      expect(called.filter((name) => !known.includes(name ?? ''))).toEqual([]);
    }
    expect([...read].sort()).toEqual(Object.keys(READ[view]).sort());
  });

  it.each(Object.keys(READ) as View[])('hear of every change of what they read: %s', async (view) => {
    const watched = ['person', 'everything', ...views[view]().kinds];
    for (const [table, kind] of Object.entries(READ[view])) {
      expect(watched).toContain(kind);
      const source = THROUGH_PROGRESS.includes(table) ? 'submission.member_progress' : table;
      for (const event of ['insert', 'update', 'delete']) {
        if (event === 'insert' && NEVER_NEW.includes(table)) continue;
        expect([table, event, await kindsOf(source, event)]).toEqual([
          table,
          event,
          expect.arrayContaining([kind]),
        ]);
      }
      expect([table, await kindsOf(source, 'truncate')]).toEqual([table, expect.anything()]);
    }
  });

  it.each(THROUGH_PROGRESS)('hear of %s through the progress of members', async (table) => {
    const found = await t.get(Transaction).rows<{ name: string }>(sql`
      SELECT tgname AS name FROM pg_trigger WHERE tgrelid = ${table}::regclass AND tgname LIKE 'progress%' ORDER BY 1`);
    expect(found.map(({ name }) => name)).toEqual(['progress_delete', 'progress_insert', 'progress_update']);
  });

  it('are sent again without being computed, the same bytes with the same headers', async () => {
    for (const { client, path } of readersOf(world)) {
      await client.get(path);
      const first = await client.get(path);
      const turn = jest.spyOn(t.get(ChangeLedger), 'turnOf');
      const again = await client.get(path);
      expect(turn).not.toHaveBeenCalled();
      jest.restoreAllMocks();
      expect(again.raw.equals(first.raw)).toBe(true);
      expect(again.headers['x-total-count']).toBe(first.headers['x-total-count']);
      expect(again.headers['content-type']).toBe('application/json; charset=utf-8');
    }
  });

  it('change when a content opens, by time alone', async () => {
    const tx = t.get(Transaction);
    const page = `/students/course-contents?course_id=${world.course.id}`;
    const shows = async () =>
      ((await world.ada.client.get(page)).body as { id: string }[]).some(
        ({ id }) => id === world.contents.files,
      );
    const isOpen = async () =>
      (await tx.row(
        sql`SELECT 1 FROM course.course_contents WHERE id = ${world.contents.files} AND opens_at <= now()`,
      )) !== null;
    // Where an answer takes longer than that, it says nothing of the time before, and is asked for again.
    for (let seconds = 2, before: boolean | null = null; before === null; seconds *= 2) {
      await tx.execute(sql`UPDATE course.course_contents
        SET opens_at = clock_timestamp() + ${seconds}::int * interval '1 second'
        WHERE id = ${world.contents.files}`);
      const shown = await shows();
      if (await isOpen()) continue;
      expect((before = shown)).toBe(false);
    }
    while (!(await isOpen())) await shows();
    expect(await shows()).toBe(true);
  });

  it('are not changed by a sign-in, but by a new name', async () => {
    const list = `/tutors/course-members?course_id=${world.course.id}`;
    await world.tutor.client.get(list);
    const turn = jest.spyOn(t.get(ChangeLedger), 'turnOf');
    const tx = t.get(Transaction);
    await tx.execute(sql`UPDATE auth.users SET last_login_at = now() WHERE id = ${world.cem.userId}`);
    await world.tutor.client.get(list);
    expect(turn).not.toHaveBeenCalled();
    await tx.execute(sql`UPDATE auth.users SET family_name = 'Renamed' WHERE id = ${world.cem.userId}`);
    expect((await world.tutor.client.get(list)).raw.toString()).toContain('"Renamed"');
    expect(turn).toHaveBeenCalledTimes(1);
  });

  it('are refused at once to who has lost the right to them', async () => {
    const list = `/tutors/course-members?course_id=${world.course.id}`;
    expect((await world.tutor.client.get(list)).status).toBe(200);
    const role = (name: string) =>
      t.get(Transaction).execute(sql`UPDATE course.course_members SET course_role_id = ${name}
        WHERE id = ${world.tutor.memberId}`);
    await role('_student');
    expect((await world.tutor.client.get(list)).status).toBe(403);
    await role('_tutor');
    expect((await world.tutor.client.get(list)).status).toBe(200);
  });

  it('are as true after the ledger was added up', async () => {
    const ledger = t.get(ChangeLedger);
    const sums = () =>
      t.get(Transaction).rows(sql`
        SELECT kind, subject, sum(n) AS n FROM platform.changes GROUP BY 1, 2 ORDER BY 1, 2`);
    for (let round = 0; round < 12; round += 1)
      await t.get(Transaction).execute(sql`UPDATE course.courses SET title = ${`Title ${round}`}
        WHERE id = ${world.course.id}`);
    const before = await sums();
    await Promise.all([ledger.compact(), ledger.compact(), ledger.compact()]);
    expect(await sums()).toEqual(before);
    const [crowded] = await t.get(Transaction).rows<{ rows: number }>(sql`
      SELECT max(counted.rows)::int AS rows FROM (SELECT count(*) AS rows FROM platform.changes GROUP BY kind, subject) counted`);
    expect(crowded?.rows).toBeLessThanOrEqual(8);
  });
});
