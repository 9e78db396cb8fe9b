import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { shellScript } from './shell-script.js';

const run = (steps: string[][]) => spawnSync('/bin/sh', ['-c', shellScript(steps)], { encoding: 'utf8' });

describe('shellScript', () => {
  it('hands every word on as it is', () => {
    const word = fc.oneof(
      fc.string({ maxLength: 12 }).filter((text) => !text.includes('\0')),
      fc.constantFrom("'", "''\\'", '$(id)', '`id`', '; exit 3', '-n', '\n', '*', '#', '"', '\\', 'ä😀'),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 5 }), (words) => {
        const marked = words.map((text) => `<${text}>`);
        expect(run([['printf', '%s', 'x', ...marked]]).stdout).toBe(['x', ...marked].join(''));
      }),
      { numRuns: 60 },
    );
  });

  it('ends with the first step that fails, and as the last one does', () => {
    expect(run([['false'], ['echo', 'no']])).toMatchObject({ stdout: '', status: 1 });
    expect(
      run([
        ['echo', 'yes'],
        ['sh', '-c', 'exit 7'],
      ]),
    ).toMatchObject({ stdout: 'yes\n', status: 7 });
    expect(run([['true'], ['sh', '-c', 'kill -TERM $$']]).signal).toBe('SIGTERM');
  });
});
