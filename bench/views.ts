/**
 * How long the hot views take over HTTP, with 20 requests in flight, and how long their SQL alone takes in the same
 * way, which is the limit. Needs a seeded home: `npm run seed`, then `node dist/bench/views.js [seconds per view]`.
 */
import { DataSource } from 'typeorm';
import { readEnv } from '../src/platform/config/env.js';
import { startEmbeddedPostgres } from '../src/platform/database/embedded/embedded-postgres.js';
import { inFlight, percentile } from './load.js';
import { startBenchServer } from './bench-server.js';
import { seededCourses, type SeededPlace } from './seeded.js';
import { recordStatements, replay } from './statements.js';

const IN_FLIGHT = 20;
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
  const server = await startBenchServer(env);
  const database =
    env.DATABASE_URL ?? (await startEmbeddedPostgres({ home: env.LECTERN_HOME, durable: true })).url;
  const source = new DataSource({ type: 'postgres', url: database, poolSize: IN_FLIGHT });
  await source.initialize();
  try {
    const places = await seededCourses(source);
    const [big] = places;
    if (big === undefined) throw new Error('nothing is seeded here: npm run seed');
    const small = places.find((place) => place.students === 500 && place.contents === 20);
    console.log(`view | goal p95 | p50 | p95 | requests/s | bytes | SQL p50 | SQL p95 | ratio of p50`);
    for (const view of viewsOf(big, small)) {
      const place = small !== undefined && view.path.includes(small.courseId) ? small : big;
      console.log(await measure(view, { place, server, database, source, seconds }));
    }
  } finally {
    await source.destroy();
    await server.stop();
  }
}

interface Bench {
  place: SeededPlace;
  server: Awaited<ReturnType<typeof startBenchServer>>;
  database: string;
  source: DataSource;
  seconds: number;
}

async function measure(view: View, bench: Bench): Promise<string> {
  const tokens = await bench.server.signIn(bench.place[view.role].slice(0, IN_FLIGHT), IN_FLIGHT);
  let bytes = 0;
  const http = await inFlight(IN_FLIGHT, bench.seconds, async (worker) => {
    const answer = await fetch(`${bench.server.url}${view.path}`, {
      headers: { authorization: `Bearer ${tokens[worker]}` },
    });
    bytes = (await answer.arrayBuffer()).byteLength;
    if (answer.status !== 200) throw new Error(`${view.path}: ${answer.status}`);
  });
  const statements = await recordStatements(bench.database, view.path, tokens[0] ?? '');
  const sql = await inFlight(IN_FLIGHT, bench.seconds, () => replay(bench.source, statements));
  const ms = (times: number[], part: number) => `${percentile(times, part).toFixed(0)} ms`;
  const ratio = (percentile(http.times, 0.5) / percentile(sql.times, 0.5)).toFixed(2);
  return [
    view.name,
    `${view.goalMs} ms`,
    ms(http.times, 0.5),
    ms(http.times, 0.95),
    http.perSecond.toFixed(0),
    bytes,
    ms(sql.times, 0.5),
    ms(sql.times, 0.95),
    ratio,
  ].join(' | ');
}

await main(Number(process.argv[2] ?? DEFAULT_SECONDS));
