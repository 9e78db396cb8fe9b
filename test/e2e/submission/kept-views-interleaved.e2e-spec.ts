import type pg from 'pg';
import type { WatchedCourse } from '../../factories/watched-course.js';
import { KeptBesideFresh } from '../../setup/kept-beside-fresh.js';

const OF_TEAM = [
  'somebody joins the team',
  'somebody leaves the team',
  'everybody leaves the team',
  'the team gets other limits',
  'the team gets a message',
  'the team gets a grade',
  'a result of the team comes in',
  'a hand-in of the team becomes practice or official',
];
const PAIRS = OF_TEAM.flatMap((first) =>
  OF_TEAM.flatMap((second) => [
    { first, second, before: 'with one member' },
    { first, second, before: 'without members' },
  ]),
);
const DEADLOCK = '40P01';

describe('kept views of a team, after two transactions that overlap', () => {
  let servers: KeptBesideFresh;
  let world: WatchedCourse;
  let [one, two, watcher]: pg.Client[] = [];

  beforeAll(async () => {
    servers = await KeptBesideFresh.start(3);
    world = servers.world;
    [one, two, watcher] = servers.writers;
  });
  afterAll(() => servers.close());

  /** Resolves when the statement is over or waits for a lock. */
  async function overOrWaiting(statement: Promise<unknown>, pid: number): Promise<void> {
    let over = false;
    const end = statement.finally(() => (over = true)).catch(() => undefined);
    while (!over) {
      const { rows } = await (watcher as pg.Client).query(
        "SELECT 1 FROM pg_stat_activity WHERE pid = $1 AND wait_event_type = 'Lock'",
        [pid],
      );
      if (rows.length > 0) return;
      await Promise.race([end, new Promise(setImmediate)]);
    }
  }

  it.each(PAIRS)('are true: $first, $second, a team $before', async ({ first, second, before }) => {
    const [a, b] = [one as pg.Client, two as pg.Client];
    await servers.write(a, 'everybody leaves the team');
    if (before === 'with one member')
      await a.query(
        `INSERT INTO submission.submission_group_members (id, submission_group_id, course_content_id, course_id, course_member_id)
         VALUES (gen_random_uuid(), $1, $2, $3, $4)`,
        [world.teamId, world.contents.team, world.course.id, world.ada.memberId],
      );
    const pid = (await b.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]?.pid ?? 0;
    await a.query('BEGIN');
    await servers.write(a, first);
    await b.query('BEGIN');
    const later = servers.write(b, second);
    await overOrWaiting(later, pid);
    await a.query('COMMIT');
    const failed = await later.then(
      () => null,
      (error: { code?: string }) => error.code,
    );
    expect([null, DEADLOCK]).toContain(failed);
    await servers.expectTheSame();
    await b.query('COMMIT');
    await servers.expectTheSame();
  });
});
