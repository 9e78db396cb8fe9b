import type { DataSource } from 'typeorm';
import { percentile } from './load.js';

const WRITES = 200;

/** Writes that the ledger of changes hears of, of the course `$1`. */
const STATEMENTS = {
  'a result reported':
    'UPDATE submission.results SET result = result WHERE id = (SELECT id FROM submission.results WHERE course_id = $1 LIMIT 1)',
  'a message read':
    'INSERT INTO messaging.message_reads (id, message_id, user_id) SELECT gen_random_uuid(), m.id, m.author_id FROM messaging.messages m WHERE m.in_course_id = $1 AND NOT EXISTS (SELECT 1 FROM messaging.message_reads r WHERE r.message_id = m.id AND r.user_id = m.author_id) LIMIT 1',
  'a content changed':
    'UPDATE course.course_contents SET title = title WHERE id = (SELECT id FROM course.course_contents WHERE course_id = $1 LIMIT 1)',
} as const;

/** Median milliseconds of writes with the ledger of changes and without it, as lines of a table; nothing is committed. */
export async function writeCosts(source: DataSource, courseId: string): Promise<string[]> {
  const lines = [];
  for (const [name, statement] of Object.entries(STATEMENTS)) {
    const [without, full] = [
      await median(source, statement, courseId, 'on'),
      await median(source, statement, courseId, 'off'),
    ];
    lines.push(`| ${name} | ${without.toFixed(2)} ms | ${full.toFixed(2)} ms |`);
  }
  return ['| write | without the ledger | with it |', '| --- | --- | --- |', ...lines];
}

async function median(
  source: DataSource,
  statement: string,
  courseId: string,
  later: string,
): Promise<number> {
  const runner = source.createQueryRunner();
  const times: number[] = [];
  try {
    for (let round = 0; round < WRITES; round += 1) {
      await runner.startTransaction();
      await runner.query(`SET LOCAL lectern.changes_later = '${later}'`);
      const before = performance.now();
      await runner.query(statement, [courseId]);
      times.push(performance.now() - before);
      await runner.rollbackTransaction();
    }
  } finally {
    await runner.release();
  }
  return percentile(
    times.sort((a, b) => a - b),
    0.5,
  );
}
