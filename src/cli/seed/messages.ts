import type { SeededCourse, Seeding } from './plan.js';

/** Of a hundred groups that many ask something; every second question is answered, and most have read all. */
const ASKING_PERCENT = 8;
const READING_PERCENT = 70;

/** True for about that many rows in a hundred, the same ones each time. */
const some = (of: string, percent: number): string =>
  `mod(abs(hashtext(${of}::text)::bigint), 100) < ${percent}`;

/** Announcements for every content, questions of students with answers of their tutors, and who has read what. */
export async function seedMessages({ client, filled }: Seeding, course: SeededCourse): Promise<void> {
  const write = async (statement: string): Promise<number> =>
    (await client.query(statement, [course.id])).rowCount ?? 0;
  const announced = await write(`
    INSERT INTO messaging.messages (id, author_id, title, content, course_content_id, in_course_content_id, in_course_id, created_at)
    SELECT gen_random_uuid(), lecturer.user_id, cc.title, 'This exercise is open now. Ask here what is unclear.', cc.id, cc.id,
      cc.course_id, cc.opens_at
    FROM course.course_contents cc
    JOIN course.course_members lecturer ON lecturer.course_id = cc.course_id AND lecturer.course_role_id = '_lecturer'
    WHERE cc.course_id = $1 AND cc.opens_at IS NOT NULL`);
  const asked = await write(`
    INSERT INTO messaging.messages (id, author_id, title, content, submission_group_id, in_course_content_id, in_course_id, created_at)
    SELECT gen_random_uuid(), m.user_id, '#question', 'Why does my last test fail?', g.id, g.course_content_id, g.course_id, a.uploaded_at
    FROM submission.submission_groups g
    JOIN course.course_members m ON m.id = g.personal_course_member_id
    JOIN submission.submission_artifacts a ON a.submission_group_id = g.id AND a.submit
    WHERE g.course_id = $1 AND ${some('g.id', ASKING_PERCENT)}`);
  const answered = await write(`
    INSERT INTO messaging.messages (id, author_id, parent_id, content, submission_group_id, in_course_content_id, in_course_id, created_at)
    SELECT gen_random_uuid(), tutor.user_id, q.id, 'Look at the last line of the task again.', q.submission_group_id,
      q.in_course_content_id, q.in_course_id, q.created_at + interval '5 hours'
    FROM messaging.messages q
    CROSS JOIN LATERAL (SELECT m.user_id FROM course.course_members m
      WHERE m.course_id = $1 AND m.course_role_id = '_tutor' ORDER BY m.id LIMIT 1) tutor
    WHERE q.in_course_id = $1 AND q.scope = 'submission_group' AND ${some('q.id', 50)}`);
  const read = await write(`
    INSERT INTO messaging.message_reads (id, message_id, user_id)
    SELECT gen_random_uuid(), m.id, reader.user_id FROM messaging.messages m
    JOIN course.course_members reader ON reader.course_id = m.in_course_id
    WHERE m.in_course_id = $1 AND (m.author_id = reader.user_id OR m.scope = 'course_content')
      AND ${some('m.id::text || reader.id', READING_PERCENT)}`);
  filled('messaging.messages', announced + asked + answered);
  filled('messaging.message_reads', read);
}
