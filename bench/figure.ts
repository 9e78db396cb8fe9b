/** One line of a bench's table. */
export interface Figure {
  what: string;
  value: number;
  unit: string;
  /** What the value must not exceed, or with `least` not fall below; null: for information. */
  goal: number | null;
  least?: boolean;
  /** What the reader must know about it. */
  remark?: string;
}

/** Whether the figure is as good as it has to be. */
export function isMet({ value, goal, least = false }: Figure): boolean {
  return goal === null || (least ? value >= goal : value <= goal);
}

/** The figures as a table of Markdown. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const { what, value, unit, goal, least = false, remark = '' } = figure;
    const text = (number: number): string =>
      `${number.toFixed(Math.abs(number) < 10 ? 2 : 0)} ${unit}`.trim();
    const wanted = goal === null ? '' : `${least ? '>=' : '<='} ${goal} ${unit}`.trim();
    const verdict = goal === null ? '' : isMet(figure) ? 'met' : 'MISSED';
    return `| ${what} | ${text(value)} | ${wanted} | ${verdict} | ${remark} |`;
  });
  return ['| figure | measured | goal | | remark |', '|---|---|---|---|---|', ...rows].join('\n');
}
