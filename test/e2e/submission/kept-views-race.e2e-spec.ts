import fc from 'fast-check';
import type pg from 'pg';
import { ChangeLedger } from '../../../src/platform/kept/change-ledger.js';
import { readersOf, type WatchedCourse } from '../../factories/watched-course.js';
import { NEW_ID, WRITES } from '../../factories/watched-writes.js';
import { KeptBesideFresh } from '../../setup/kept-beside-fresh.js';

interface Script {
  commits: boolean;
  steps: { write: string; pause: number }[];
}

const scripts = fc.array(
  fc.record({
    commits: fc.boolean(),
    steps: fc.array(
      fc.record({ write: fc.constantFrom(...Object.keys(WRITES)), pause: fc.nat({ max: 4 }) }),
      { minLength: 1, maxLength: 4 },
    ),
  }),
  { minLength: 2, maxLength: 6 },
);

const CONFLICTS = ['40P01', '55P03'];

describe('kept views while others write', () => {
  let servers: KeptBesideFresh;
  let world: WatchedCourse;
  let writers: readonly pg.Client[];

  beforeAll(async () => {
    servers = await KeptBesideFresh.start(6);
    ({ world, writers } = servers);
  });
  afterAll(() => servers.close());

  /** One transaction; the pauses give the others turns at the database. */
  async function act(writer: pg.Client, { commits, steps }: Script): Promise<void> {
    await writer.query('BEGIN');
    try {
      for (const { write, pause } of steps) {
        await servers.write(writer, write);
        for (let turn = 0; turn < pause; turn += 1) await writer.query('SELECT 1');
      }
      await writer.query(commits ? 'COMMIT' : 'ROLLBACK');
    } catch (error) {
      await writer.query('ROLLBACK');
      if (!CONFLICTS.includes((error as { code?: string }).code ?? '')) throw error;
    }
  }

  async function readAll(): Promise<void> {
    const answers = await Promise.all(readersOf(world).map(({ client, path }) => client.get(path)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  }

  it('are what a server shows that keeps nothing, whatever was written at the same time', async () => {
    await fc.assert(
      fc.asyncProperty(scripts, async (plan) => {
        let writing = true;
        const work = Promise.all(
          plan.map((script, index) => act(writers[index] as pg.Client, script)),
        ).finally(() => (writing = false));
        while (writing) await Promise.all([readAll(), servers.t.get(ChangeLedger).compact()]);
        await work;
        await servers.expectTheSame();
      }),
      { numRuns: 25, endOnFailure: true },
    );
  });

  it('are never older than a commit that was over before they were asked for', async () => {
    const page = `/students/course-contents?course_id=${world.course.id}`;
    const places = [
      {
        write:
          'UPDATE course.course_contents SET position = position + 1 WHERE id = $1 RETURNING position AS n',
        id: world.contents.loops,
        shown: (row: Shown) => row.position,
      },
      {
        write:
          'UPDATE submission.submission_groups SET max_submissions = coalesce(max_submissions, 0) + 1 WHERE id = $1 RETURNING max_submissions AS n',
        id: world.teamId,
        shown: (row: Shown) => row.submission_group?.max_submissions ?? 0,
      },
    ];
    await writers[0]?.query(
      `INSERT INTO submission.submission_group_members (id, submission_group_id, course_content_id, course_id, course_member_id)
       VALUES (${NEW_ID}, $1, $2, $3, $4) ON CONFLICT DO NOTHING`,
      [world.teamId, world.contents.team, world.course.id, world.ada.memberId],
    );
    const committed = [0, 0];
    const rounds = 60;
    let writing = true;
    const work = Promise.all(
      writers.slice(0, 4).map(async (writer, index) => {
        const place = places[index % 2] as (typeof places)[number];
        for (let round = 0; round < rounds; round += 1) {
          await writer.query('BEGIN');
          const { rows } = await writer.query<{ n: number }>(place.write, [place.id]);
          await writer.query('COMMIT');
          committed[index % 2] = Math.max(committed[index % 2] ?? 0, rows[0]?.n ?? 0);
        }
      }),
    ).finally(() => (writing = false));
    const reader = async () => {
      while (writing) {
        const before = [...committed];
        const rows = (await world.ada.client.get(page)).body as Shown[];
        const ids = [world.contents.loops, world.contents.team];
        for (const [index, id] of ids.entries()) {
          const row = rows.find((one) => one.id === id) as Shown;
          expect(places[index]?.shown(row)).toBeGreaterThanOrEqual(before[index] ?? 0);
        }
      }
    };
    await Promise.all([work, reader(), reader()]);
    expect(committed.every((value) => value >= rounds)).toBe(true);
  });
});

interface Shown {
  id: string;
  position: number;
  submission_group: { max_submissions: number } | null;
}
