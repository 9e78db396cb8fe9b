import type { WatchedCourse } from './watched-course.js';

export const NEW_ID = 'gen_random_uuid()';

/** Changes of what kept views show, by SQL, so that their order within transactions is free. */
export const WRITES: Readonly<Record<string, (world: WatchedCourse) => [string, unknown[]]>> = {
  'a content gets a new title': ({ contents }) => [
    "UPDATE course.course_contents SET title = coalesce(title, '') || 'x' WHERE id = $1",
    [contents.lists],
  ],
  'a result comes in': ({ results }) => [
    'UPDATE submission.results SET result = 1 - result * 0.999 WHERE id = $1',
    [results.own],
  ],
  'a result of the team comes in': ({ results }) => [
    'UPDATE submission.results SET result = 1 - result * 0.999 WHERE id = $1',
    [results.team],
  ],
  'a hand-in of the team becomes practice or official': ({ artifacts }) => [
    `UPDATE submission.submission_artifacts SET submit = NOT submit,
       submitted_at = CASE WHEN submit THEN NULL ELSE now() END WHERE id = $1`,
    [artifacts.team],
  ],
  'somebody joins the team': ({ teamId, contents, course, bob }) => [
    `INSERT INTO submission.submission_group_members (id, submission_group_id, course_content_id, course_id, course_member_id)
     VALUES (${NEW_ID}, $1, $2, $3, $4) ON CONFLICT DO NOTHING`,
    [teamId, contents.team, course.id, bob.memberId],
  ],
  'somebody leaves the team': ({ teamId, bob }) => [
    'DELETE FROM submission.submission_group_members WHERE submission_group_id = $1 AND course_member_id = $2',
    [teamId, bob.memberId],
  ],
  'everybody leaves the team': ({ teamId }) => [
    'DELETE FROM submission.submission_group_members WHERE submission_group_id = $1',
    [teamId],
  ],
  'the team gets other limits': ({ teamId }) => [
    'UPDATE submission.submission_groups SET max_submissions = coalesce(max_submissions, 0) + 1 WHERE id = $1',
    [teamId],
  ],
  'the team gets a grade': ({ teamId, contents, course, artifacts, tutor }) => [
    `INSERT INTO submission.submission_grades (id, submission_group_id, course_content_id, course_id, artifact_id,
       graded_by_course_member_id, grade, status) VALUES (${NEW_ID}, $1, $2, $3, $4, $5, random(), 1)`,
    [teamId, contents.team, course.id, artifacts.team, tutor.memberId],
  ],
  'the team gets a message': ({ teamId, contents, course, tutor }) => [
    `INSERT INTO messaging.messages (id, author_id, content, submission_group_id, in_course_id, in_course_content_id)
     VALUES (${NEW_ID}, $1, 'text', $2, $3, $4)`,
    [tutor.userId, teamId, course.id, contents.team],
  ],
  'a content gets a message': ({ contents, course, tutor }) => [
    `INSERT INTO messaging.messages (id, author_id, content, course_content_id, in_course_id, in_course_content_id)
     VALUES (${NEW_ID}, $1, 'text', $2, $3, $2)`,
    [tutor.userId, contents.lists, course.id],
  ],
  'everybody gets a message': ({ tutor }) => [
    `INSERT INTO messaging.messages (id, author_id, content) VALUES (${NEW_ID}, $1, 'text')`,
    [tutor.userId],
  ],
  'somebody reads everything': ({ ada }) => [
    `INSERT INTO messaging.message_reads (id, message_id, user_id)
     SELECT ${NEW_ID}, m.id, $1 FROM messaging.messages m ORDER BY m.id ON CONFLICT DO NOTHING`,
    [ada.userId],
  ],
  'somebody becomes a tutor or a student': ({ bob }) => [
    `UPDATE course.course_members SET course_role_id = CASE course_role_id WHEN '_tutor' THEN '_student' ELSE '_tutor' END
     WHERE id = $1`,
    [bob.memberId],
  ],
  'somebody gets another name': ({ ada }) => [
    "UPDATE auth.users SET given_name = left(coalesce(given_name, '') || 'x', 200) WHERE id = $1",
    [ada.userId],
  ],
};
