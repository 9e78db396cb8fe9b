import { createHash } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import { copyRows, type Cell } from './copy.js';
import type { Chance } from './chance.js';
import type { SeededAssignment, SeededCourse, Seeding } from './plan.js';

const HANDS_IN = 0.8;
const TRIES_AGAIN = 0.25;
const IS_GRADED = 0.7;
const TESTS_OF_AN_EXERCISE = 10;
const COUNTED = [
  'submission_groups',
  'submission_artifacts',
  'results',
  'submission_grades',
  'member_progress',
];
const GROUPS_AT_ONCE = 20_000;
/** A part of the rows that the planner knows: so few more change no plan. */
const NEGLIGIBLE = 0.2;
const FILES = JSON.stringify([{ original_path: 'main.py', sanitized_path: 'main.py', size: 10 }]);
const BELONGS = ['submission_group_id', 'course_content_id', 'course_id'] as const;

interface Group {
  id: string;
  memberId: string;
  assignment: SeededAssignment;
  handIns: HandIn[];
}

interface HandIn {
  id: string;
  version: string;
  official: boolean;
  at: Date;
  score: number;
}

/** Groups, hand-ins, results and grades of a course; some students leave out exercises, some try twice. */
export async function seedHandIns(seeding: Seeding, course: SeededCourse): Promise<void> {
  const groups = course.students.flatMap((memberId) =>
    groupsOf(seeding.chance, memberId, course.assignments),
  );
  const fill = async (table: string, columns: readonly string[], rows: Iterable<readonly Cell[]>) =>
    seeding.filled(
      `submission.${table}`,
      await copyRows(seeding.client, `submission.${table}`, columns, rows),
    );
  await fill(
    'submission_groups',
    ['id', 'course_content_id', 'course_id', 'personal_course_member_id'],
    mapped(groups, (group) => [group.id, group.assignment.contentId, course.id, group.memberId]),
  );
  await fill(
    'submission_group_members',
    ['id', ...BELONGS, 'course_member_id'],
    mapped(groups, (group) => [uuidv7(), ...belongs(group, course), group.memberId]),
  );
  await fill('submission_artifacts', ARTIFACT_COLUMNS, artifactRows(seeding, course, groups));
  await fill('results', RESULT_COLUMNS, resultRows(course, groups));
  await fill('submission_grades', GRADE_COLUMNS, gradeRows(seeding.chance, course, groups));
  await refreshProgress(seeding, groups);
}

async function refreshProgress(seeding: Seeding, groups: readonly Group[]): Promise<void> {
  const { client } = seeding;
  await tellPlanner(seeding, groups.length);
  for (let from = 0; from < groups.length; from += GROUPS_AT_ONCE) {
    const some = groups.slice(from, from + GROUPS_AT_ONCE).map((group) => group.id);
    await client.query('SELECT submission.refresh_progress($1)', [some]);
  }
}

/** The planner knows nothing yet of what was copied and would read whole tables for each group. */
async function tellPlanner({ client }: Seeding, copied: number): Promise<void> {
  const { rows } = await client.query<{ known: number }>(
    "SELECT reltuples::float8 AS known FROM pg_class WHERE oid = 'submission.submission_groups'::regclass",
  );
  if (copied < NEGLIGIBLE * (rows[0]?.known ?? 0)) return;
  await client.query(`ANALYZE ${COUNTED.map((table) => `submission.${table}`).join(', ')}`);
}

function groupsOf(chance: Chance, memberId: string, assignments: readonly SeededAssignment[]): Group[] {
  const skill = 0.3 + 0.7 * chance.next();
  return assignments.map((assignment) => ({
    id: uuidv7(),
    memberId,
    assignment,
    handIns: handInsOf(chance, assignment, skill),
  }));
}

function handInsOf(chance: Chance, { opensAt, dueAt }: SeededAssignment, skill: number): HandIn[] {
  if (!chance.happens(HANDS_IN)) return [];
  const tries = chance.happens(TRIES_AGAIN) ? 2 : 1;
  return Array.from({ length: tries }, (_, index) => ({
    id: uuidv7(),
    version: createHash('sha1').update(`${chance.next()}`).digest('hex'),
    official: index === tries - 1,
    at: new Date(
      opensAt.getTime() + (dueAt.getTime() - opensAt.getTime()) * ((index + chance.next()) / tries),
    ),
    score:
      Math.round(Math.min(1, skill * (0.7 + 0.5 * chance.next())) * TESTS_OF_AN_EXERCISE) /
      TESTS_OF_AN_EXERCISE,
  }));
}

const ARTIFACT_COLUMNS = [
  ...['id', ...BELONGS, 'uploaded_by_course_member_id', 'version_identifier', 'content_type', 'content_hash'],
  ...[
    'object_hash',
    'file_size',
    'files_count',
    'files',
    'uploaded_at',
    'submit',
    'submitted_at',
    'created_at',
  ],
];

function* artifactRows({ archive }: Seeding, course: SeededCourse, groups: readonly Group[]) {
  for (const group of groups)
    for (const { id, version, official, at } of group.handIns)
      yield [
        ...[id, ...belongs(group, course), group.memberId, version, 'application/zip', archive.hash],
        ...[archive.hash, archive.size, 1, FILES, at, official, official ? at : null, at],
      ];
}

const RESULT_COLUMNS = [
  ...[
    'id',
    ...BELONGS,
    'submission_artifact_id',
    'course_member_id',
    'by_group_member',
    'example_version_id',
  ],
  ...['version_identifier', 'reference_version_identifier', 'status', 'result', 'result_json'],
  ...['started_at', 'finished_at', 'created_at'],
];

function* resultRows(course: SeededCourse, groups: readonly Group[]) {
  for (const group of groups)
    for (const { id, version, at, score } of group.handIns)
      yield [
        ...[uuidv7(), ...belongs(group, course), id, group.memberId, true, group.assignment.exampleVersionId],
        ...[version, '1.0.0', 'finished', score, reportOf(score), at, at, at],
      ];
}

const GRADE_COLUMNS = [
  ...['id', ...BELONGS, 'artifact_id', 'graded_by_course_member_id'],
  ...['grade', 'status', 'comment', 'graded_at', 'created_at'],
];

function* gradeRows(chance: Chance, course: SeededCourse, groups: readonly Group[]) {
  for (const group of groups)
    for (const { id, official, at, score } of group.handIns) {
      if (!official || !chance.happens(IS_GRADED)) continue;
      const gradedAt = new Date(at.getTime() + chance.whole(1, 72) * 3_600_000);
      const tutor = chance.pick(course.tutors);
      const belonging = belongs(group, course);
      yield [uuidv7(), ...belonging, id, tutor, score, score < 0.5 ? 2 : 1, null, gradedAt, gradedAt];
    }
}

function reportOf(score: number): string {
  const passed = Math.round(score * TESTS_OF_AN_EXERCISE);
  const summary = { total: TESTS_OF_AN_EXERCISE, passed, failed: TESTS_OF_AN_EXERCISE - passed, skipped: 0 };
  return JSON.stringify({ summary, result_value: score });
}

function belongs(group: Group, course: SeededCourse): [string, string, string] {
  return [group.id, group.assignment.contentId, course.id];
}

function* mapped<T>(values: readonly T[], toRow: (value: T) => readonly Cell[]): Generator<readonly Cell[]> {
  for (const value of values) yield toRow(value);
}
