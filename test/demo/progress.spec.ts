import { Progress, progressLine } from '../../demo/progress.js';

function run(interactive: boolean, total: number) {
  const lines: string[] = [];
  const rewritten: string[] = [];
  const progress = new Progress('grades', total, {
    interactive,
    log: (line) => lines.push(line),
    rewrite: (text) => rewritten.push(text),
  });
  for (let index = 0; index < total; index += 1) progress.advance();
  return { lines, rewritten };
}

describe('Progress', () => {
  it('rewrites one line in a terminal and ends it when all is done', () => {
    const { lines, rewritten } = run(true, 3);
    expect(lines).toEqual([]);
    expect(rewritten.join('').split('\n')).toHaveLength(2);
    expect(rewritten.at(-1)).toContain('100 %  3/3\n');
  });

  it('writes a plain line each quarter elsewhere, nothing that needs a terminal', () => {
    const { lines, rewritten } = run(false, 8);
    expect(rewritten).toEqual([]);
    expect(lines).toEqual([2, 4, 6, 8].map((done) => `  grades: ${done} of 8`));
  });

  it('draws a bar of constant width', () => {
    expect(progressLine('x', 0, 4)).toHaveLength(progressLine('x', 3, 4).length);
    expect(progressLine('x', 2, 4)).toContain('█'.repeat(15) + '·'.repeat(15));
    expect(progressLine('x', 0, 0)).toContain('100 %');
  });
});
