import sql from 'sql-template-tag';
import { Transaction } from '../../src/platform/database/transaction.js';
import type { TestApplication } from '../setup/test-application.js';
import type { TestAssignment } from './hand-in.js';

/** Written in one statement: what triggers do for many more may take longer than a statement may on a busy machine. */
const AT_ONCE = 5000;

/**
 * Fills the database with `count` messages by SQL: of 20 courses beside `here` with 50 groups each, all with messages,
 * and a few in the course itself. The statistics are fresh afterwards.
 */
export async function writeMany(t: TestApplication, here: TestAssignment, count: number): Promise<void> {
  const tx = t.get(Transaction);
  await tx.execute(sql`
    INSERT INTO course.courses (id, course_family_id, path)
    SELECT gen_random_uuid(), ${here.course.familyId}, 'many_' || number FROM generate_series(1, 20) number`);
  await tx.execute(sql`
    INSERT INTO course.course_content_types (id, course_id, course_content_kind_id, slug)
    SELECT gen_random_uuid(), c.id, 'assignment', 'assignment' FROM course.courses c WHERE c.path LIKE 'many_%'`);
  await tx.execute(sql`
    INSERT INTO course.course_contents (id, course_id, course_content_type_id, path)
    SELECT gen_random_uuid(), ct.course_id, ct.id, ('c' || number)::ltree
    FROM course.course_content_types ct JOIN course.courses c ON c.id = ct.course_id AND c.path LIKE 'many_%'
    CROSS JOIN generate_series(1, 5) number`);
  await tx.execute(sql`
    INSERT INTO submission.submission_groups (id, course_id, course_content_id)
    SELECT gen_random_uuid(), cc.course_id, cc.id
    FROM course.course_contents cc JOIN course.courses c ON c.id = cc.course_id AND c.path LIKE 'many_%'
    CROSS JOIN generate_series(1, 10) number`);
  for (let first = 1; first <= count; first += AT_ONCE)
    await tx.execute(sql`
    INSERT INTO messaging.messages (id, author_id, created_at, title, content, submission_group_id, in_course_id, in_course_content_id)
    SELECT gen_random_uuid(), ${t.admin.userId}, now() - make_interval(secs => number),
      CASE WHEN number % 100 = 0 THEN 'a #rare word' END, repeat('text ', 20), g.id, g.course_id, g.course_content_id
    FROM generate_series(${first}::int, ${Math.min(count, first + AT_ONCE - 1)}::int) number
    JOIN (SELECT *, row_number() OVER (ORDER BY id) AS place, count(*) OVER () AS groups FROM submission.submission_groups
          WHERE id <> ${here.groupId}) g ON g.place = 1 + number % g.groups`);
  await tx.raw('VACUUM ANALYZE messaging.messages');
  for (const table of [
    'course.courses',
    'course.course_contents',
    'course.course_members',
    'submission.submission_groups',
    'submission.submission_group_members',
  ]) {
    await tx.raw(`ANALYZE ${table}`);
  }
}
