import { gradebookRows, gradebookTable, type GradebookRow } from '../../demo/gradebook.js';
import type { TestedHandIn } from '../../demo/demo-run.js';
import { handInOf } from '../../demo/hand-ins.js';
import { scoresChart } from '../../demo/scores-chart.js';
import { HAND_INS } from '../../demo/hand-ins.js';
import { exerciseOf } from '../../demo/exercises.js';

const ROWS: GradebookRow[] = [
  {
    name: 'Abel Ada',
    cells: [
      { exercise: 'weather-station', title: 'Partly right', score: 5 / 7, text: '5/7', attack: false },
      { exercise: 'rainfall', title: 'Attack: a < b & "c"', score: 0, text: '0/12', attack: true },
    ],
    progress: 100,
    average: 0.355,
  },
  { name: 'Žižek <Überlang> Wolfeschlegelstein', cells: [], progress: 0, average: 0 },
];

function handIn(courseMemberId: string, kindId: string): TestedHandIn {
  const kind = handInOf(kindId);
  const result = { id: 'r', status: 'finished', result: kind.points / exerciseOf(kind.exercise).points };
  return { by: { courseMemberId }, kind, result } as unknown as TestedHandIn;
}

describe('gradebookRows', () => {
  it('joins the rows of the lecturer with the scores of the same member', () => {
    const grading = {
      course_member_id: 'm1',
      given_name: 'Ada',
      family_name: 'Abel',
      total_max_assignments: 2,
      total_submitted_assignments: 1,
      overall_progress_percentage: 50,
      overall_average_grading: null,
    };
    const [row] = gradebookRows([grading], [handIn('m2', 'c-correct'), handIn('m1', 'c-last-spell-lost')]);
    expect(row).toMatchObject({ name: 'Abel Ada', progress: 50, average: 0 });
    expect(row?.cells.map((cell) => cell.text)).toEqual(['11/12']);
  });
});

describe('gradebookTable', () => {
  it('aligns all columns and shows what was not handed in', () => {
    const lines = gradebookTable(ROWS);
    expect(lines).toHaveLength(5);
    const widths = [lines[0], lines[2], lines[3]].map((line) => line?.length);
    expect(new Set(widths).size).toBe(1);
    expect(lines[2]).toMatch(/^Abel Ada +5\/7 +Partly right +0\/12 +Attack: a < b & "c" +100 % +0\.3[56]$/);
    expect(lines[3]?.match(/ - /g)).toHaveLength(2);
  });
});

describe('scoresChart', () => {
  const svg = scoresChart(ROWS, 'Scores & more');

  it('is well-formed and escapes every text', () => {
    const open: string[] = [];
    for (const [, closing, name, selfClosing] of svg.matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/g)) {
      if (closing) expect(open.pop()).toBe(name);
      else if (!selfClosing) open.push(name ?? '');
    }
    expect(open).toEqual([]);
    expect(svg).toContain('<title>Scores &amp; more</title>');
    expect(svg).toContain('Attack: a &lt; b &amp; &quot;c&quot;');
    expect(svg).toContain('&lt;Überlang&gt;');
  });

  it('draws bars as long as the scores, and a line for none', () => {
    const widths = [...svg.matchAll(/<rect x="170" y="(?:96|113)" width="([\d.]+)"/g)].map((match) =>
      Number(match[1]),
    );
    expect(widths[0]).toBeCloseTo((5 / 7) * 470, 1);
    expect(widths[1]).toBe(2);
    expect(svg.match(/not handed in/g)).toHaveLength(2);
  });

  it('keeps every label of the real kinds inside the picture', () => {
    const rows = HAND_INS.map((kind) => ({
      name: 'x',
      cells: gradebookRows([{ course_member_id: 'm' } as never], [handIn('m', kind.id)]).flatMap(
        (row) => row.cells,
      ),
      progress: 0,
      average: 0,
    }));
    for (const [, x, size, label] of scoresChart(rows, 't').matchAll(
      /<text x="([\d.]+)" y="[\d.]+" font-size="([\d.]+)"[^>]*start[^>]*>([^<]*)</g,
    )) {
      // 0.62 em is more than the mean width of a letter of the sans-serif fonts in use.
      expect(Number(x) + (label?.length ?? 0) * 0.62 * Number(size)).toBeLessThan(860);
    }
  });
});
