import type { GradingRow } from './contract-types.js';
import type { TestedHandIn } from './demo-run.js';
import { EXERCISES, exerciseOf, type ExerciseId } from './exercises.js';

/** The score of one hand-in as table and chart show it. */
export interface ScoreCell {
  readonly exercise: ExerciseId;
  readonly title: string;
  /** 0..1, as the server tells it. */
  readonly score: number;
  /** `5/7` */
  readonly text: string;
  readonly attack: boolean;
}

export interface GradebookRow {
  readonly name: string;
  readonly cells: readonly ScoreCell[];
  /** Share of the exercises that were handed in, in percent. */
  readonly progress: number;
  /** Average of the tutor's grades, 0..1. */
  readonly average: number;
}

/** Joins the lecturer's gradebook with the scores of the tests. */
export function gradebookRows(rows: readonly GradingRow[], handIns: readonly TestedHandIn[]): GradebookRow[] {
  return rows.map((row) => ({
    name: `${row.family_name ?? ''} ${row.given_name ?? ''}`.trim(),
    cells: handIns.filter((handIn) => handIn.by.courseMemberId === row.course_member_id).map(cellOf),
    progress: row.overall_progress_percentage,
    average: row.overall_average_grading ?? 0,
  }));
}

function cellOf(handIn: TestedHandIn): ScoreCell {
  const { kind, result } = handIn;
  const { points } = exerciseOf(kind.exercise);
  return {
    exercise: kind.exercise,
    title: kind.title,
    score: result.result,
    text: `${Math.round(result.result * points * 100) / 100}/${points}`,
    attack: kind.attack === true,
  };
}

/** The gradebook as lines of a table for the terminal, with one column for each exercise. */
export function gradebookTable(rows: readonly GradebookRow[]): string[] {
  const header = ['Student', ...EXERCISES.map((exercise) => exercise.label), 'Done', 'Grade'];
  const body = rows.map((row) => [
    row.name,
    ...EXERCISES.map((exercise) => cellText(row, exercise.directory)),
    `${Math.round(row.progress)} %`,
    row.average.toFixed(2),
  ]);
  const widths = header.map((_, column) =>
    Math.max(...[header, ...body].map((line) => line[column]?.length ?? 0)),
  );
  const format = (line: readonly string[]) =>
    line.map((text, column) => aligned(text, widths[column] ?? 0, column > EXERCISES.length)).join('  ');
  const rule = widths.map((width) => '─'.repeat(width)).join('──');
  return [format(header), rule, ...body.map(format), rule];
}

function cellText(row: GradebookRow, exercise: ExerciseId): string {
  const cell = row.cells.find((candidate) => candidate.exercise === exercise);
  return cell === undefined ? '    -' : `${cell.text.padStart(5)}  ${cell.title}`;
}

function aligned(text: string, width: number, right: boolean): string {
  return right ? text.padStart(width) : text.padEnd(width);
}
