import type { GradebookRow, ScoreCell } from './gradebook.js';
import { EXERCISES, type ExerciseId } from './exercises.js';

const WIDTH = 860;
const LEFT = 170;
const BAR_WIDTH = 470;
const TOP = 96;
const BAR = 14;
const BAR_GAP = 3;
const ROW = EXERCISES.length * (BAR + BAR_GAP) + 8;
const BOTTOM = 40;
const COLORS: Record<ExerciseId, string> = { 'weather-station': '#2b6cb0', rainfall: '#c05621' };
const ATTACK = '#c53030';
const INK = '#1a202c';
const PALE = '#e2e8f0';

/** The scores of all students as an SVG of two bars a student, each with its points and what was handed in. */
export function scoresChart(rows: readonly GradebookRow[], title: string): string {
  const height = TOP + rows.length * ROW + BOTTOM;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="Helvetica, Arial, sans-serif" role="img">`,
    `<title>${escape(title)}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    text(20, 34, title, { size: 20, weight: 'bold' }),
    ...legend(),
    ...axis(rows.length),
    ...rows.flatMap((row, index) => student(row, TOP + index * ROW)),
    '</svg>',
    '',
  ].join('\n');
}

function legend(): string[] {
  return EXERCISES.flatMap((exercise, index) => {
    const x = LEFT + index * 190;
    return [
      `<rect x="${x}" y="51" width="14" height="14" fill="${COLORS[exercise.directory]}"/>`,
      text(x + 20, 63, exercise.label, { size: 13 }),
    ];
  });
}

function axis(count: number): string[] {
  const end = TOP + count * ROW;
  return [0, 0.25, 0.5, 0.75, 1].flatMap((share) => {
    const x = LEFT + share * BAR_WIDTH;
    return [
      `<line x1="${x}" y1="${TOP - 6}" x2="${x}" y2="${end}" stroke="${PALE}"/>`,
      text(x, TOP - 10, `${share * 100} %`, { size: 11, anchor: 'middle' }),
    ];
  });
}

function student(row: GradebookRow, y: number): string[] {
  const middle = y + (EXERCISES.length * (BAR + BAR_GAP)) / 2 + 4;
  return [
    text(LEFT - 12, middle, row.name, { size: 13, anchor: 'end' }),
    ...EXERCISES.flatMap((exercise, index) => {
      const cell = row.cells.find((candidate) => candidate.exercise === exercise.directory);
      return bar(cell, exercise.directory, y + index * (BAR + BAR_GAP));
    }),
  ];
}

function bar(cell: ScoreCell | undefined, exercise: ExerciseId, y: number): string[] {
  const label = { size: 11.5, fill: cell?.attack === true ? ATTACK : INK };
  if (cell === undefined) return [text(LEFT + 6, y + 11, 'not handed in', { size: 11, fill: '#718096' })];
  // A score of nothing is still a line, so that it differs from a missing hand-in.
  const width = Math.max(2, Math.min(Math.max(cell.score, 0), 1) * BAR_WIDTH);
  return [
    `<rect x="${LEFT}" y="${y}" width="${width.toFixed(1)}" height="${BAR}" fill="${COLORS[exercise]}"/>`,
    text(LEFT + width + 6, y + 11, `${cell.text}  ${cell.title}`, label),
  ];
}

interface TextStyle {
  readonly size: number;
  readonly anchor?: string;
  readonly weight?: string;
  readonly fill?: string;
}

function text(x: number, y: number, content: string, style: TextStyle): string {
  const { size, anchor = 'start', weight = 'normal', fill = INK } = style;
  return `<text x="${x.toFixed(1)}" y="${y}" font-size="${size}" font-weight="${weight}" text-anchor="${anchor}" fill="${fill}">${escape(content)}</text>`;
}

function escape(content: string): string {
  return content
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
