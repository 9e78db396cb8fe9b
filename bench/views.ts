/**
 * How long the hot views take over HTTP, with 20 requests in flight: "again", when nothing they show was changed since
 * the caller last asked, and "first", when no answer is kept; and how long the SQL of the latter takes alone in the
 * same way, which is its limit. Needs a seeded home: `npm run seed`, then `node dist/bench/views.js [seconds per view]`.
 */
import { DataSource } from 'typeorm';
import { type Env, readEnv } from '../src/platform/config/env.js';
import { startEmbeddedPostgres } from '../src/platform/database/embedded/embedded-postgres.js';
import { type BenchServer, startBenchServer } from './bench-server.js';
import { bytesOf } from './bytes.js';
import { inFlight, type Load, percentile } from './load.js';
import { processorMs } from './process-time.js';
import { seededCourses, type SeededPlace } from './seeded.js';
import { recordStatements, replay } from './statements.js';
import { writeCosts } from './write-cost.js';

const IN_FLIGHT = 20;
const WARM_UP_SECONDS = 2;
const DEFAULT_SECONDS = 10;

interface View {
  name: string;
  role: 'student' | 'tutor' | 'lecturer';
  path: string;
  goalMs: number;
}

function viewsOf(big: SeededPlace, small: SeededPlace | undefined): View[] {
  const views: View[] = [
    {
      name: `student's course page, ${big.contents} contents`,
      role: 'student',
      path: `/students/course-contents?course_id=${big.courseId}`,
      goalMs: 40,
    },
    {
      name: `tutor's list, ${big.students} members`,
      role: 'tutor',
      path: `/tutors/course-members?course_id=${big.courseId}`,
      goalMs: 150,
    },
    gradebook(big, 1000),
    {
      name: "a student's messages",
      role: 'student',
      path: '/messages',
      goalMs: 30,
    },
    {
      name: "a lecturer's messages of a course",
      role: 'lecturer',
      path: `/messages?course_id=${big.courseId}`,
      goalMs: 30,
    },
  ];
  if (small !== undefined) views.push(gradebook(small, 100));
  return views;
}

function gradebook(place: SeededPlace, goalMs: number): View {
  return {
    name: `gradebook ${place.students} x ${place.contents}`,
    role: 'lecturer',
    path: `/course-member-gradings?course_id=${place.courseId}&limit=10000`,
    goalMs,
  };
}

async function main(seconds: number): Promise<void> {
  const env = readEnv();
  const first = await everyView(env, { KEPT_ANSWERS_MB: '0' }, seconds, false);
  const again = await everyView(env, {}, seconds, true);
  console.log(table(first, again));
}

interface Measured {
  view: View;
  bytes: number;
  load: Load;
  /** Of the server process, for one request. */
  processorMs: number;
  /** Of the same statements alone, where nothing is kept. */
  sql: Load | null;
}

/** Measures every view with one server of its own; `kept` tells that answers are kept, so that the SQL says nothing. */
async function everyView(
  env: Env,
  changes: Record<string, string>,
  seconds: number,
  kept: boolean,
): Promise<Measured[]> {
  const server = await startBenchServer(env, changes);
  const database =
    env.DATABASE_URL ?? (await startEmbeddedPostgres({ home: env.LECTERN_HOME, durable: true })).url;
  const source = new DataSource({ type: 'postgres', url: database, poolSize: IN_FLIGHT });
  await source.initialize();
  try {
    const places = await seededCourses(source);
    const [big] = places;
    if (big === undefined) throw new Error('nothing is seeded here: npm run seed');
    const small = places.find((place) => place.students === 500 && place.contents === 20);
    const measured = [];
    for (const view of viewsOf(big, small)) {
      const place = small !== undefined && view.path.includes(small.courseId) ? small : big;
      measured.push(await measure(view, { place, server, database, source, seconds, kept }));
    }
    if (kept) console.log(`${(await writeCosts(source, big.courseId)).join('\n')}\n`);
    return measured;
  } finally {
    await source.destroy();
    await server.stop();
  }
}

interface Bench {
  place: SeededPlace;
  server: BenchServer;
  database: string;
  source: DataSource;
  seconds: number;
  kept: boolean;
}

async function measure(view: View, bench: Bench): Promise<Measured> {
  const { server, seconds } = bench;
  const tokens = await server.signIn(bench.place[view.role].slice(0, IN_FLIGHT), IN_FLIGHT);
  const ask = (worker: number) => bytesOf(`${server.url}${view.path}`, tokens[worker] ?? '');
  // Everybody's answer is there, statements are prepared, and node has compiled what it runs.
  await inFlight(IN_FLIGHT, WARM_UP_SECONDS, ask);
  const before = processorMs(server.pid);
  let bytes = 0;
  const load = await inFlight(IN_FLIGHT, seconds, async (worker) => (bytes = await ask(worker)));
  const used = processorMs(server.pid) - before;
  const statements = bench.kept ? null : await recordStatements(bench.database, view.path, tokens[0] ?? '');
  const sql =
    statements === null ? null : await inFlight(IN_FLIGHT, seconds, () => replay(bench.source, statements));
  return { view, bytes, load, processorMs: used / load.times.length, sql };
}

function table(first: readonly Measured[], again: readonly Measured[]): string {
  const head =
    'view | sent | goal p95 | again p50 | again p95 | again/s | server | | first p50 | first p95 | first/s | server | SQL p50 | SQL p95 | first : SQL';
  const lines = again.map((kept, index) => lineOf(kept, first[index] as Measured));
  return [head, head.replaceAll(/[^|]+/g, ' --- '), ...lines].map((line) => `| ${line} |`).join('\n');
}

function lineOf(again: Measured, first: Measured): string {
  const { view } = again;
  const ms = (load: Load | null, part: number) => percentile(load?.times ?? [], part);
  const shown = (load: Load | null, part: number) => `${ms(load, part).toFixed(0)} ms`;
  const speed = (of: Measured) => [of.load.perSecond.toFixed(0), `${of.processorMs.toFixed(1)} ms`];
  return [
    view.name,
    `${(again.bytes / 1000).toFixed(0)} kB`,
    `${view.goalMs} ms`,
    ...[shown(again.load, 0.5), shown(again.load, 0.95), ...speed(again)],
    ms(again.load, 0.95) <= view.goalMs ? 'met' : 'MISSED',
    ...[shown(first.load, 0.5), shown(first.load, 0.95), ...speed(first)],
    ...[shown(first.sql, 0.5), shown(first.sql, 0.95)],
    (ms(first.load, 0.5) / ms(first.sql, 0.5)).toFixed(2),
  ].join(' | ');
}

await main(Number(process.argv[2] ?? DEFAULT_SECONDS));
