import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import fc from 'fast-check';

import { startScript } from './start-script.js';
import { findTools } from './tools.js';

const READER = '. "$1" && printf "%s\\0" "$input" "$channel" "$@"';

/** What the shell of a first process makes of it. */
describe('the start file', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lectern-start-'));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const read = (text: string): string[] => {
    const file = join(folder, 'start');
    writeFileSync(file, text);
    return execFileSync('/bin/sh', ['-c', READER, 'sh', file]).toString('utf8').split('\0').slice(0, -1);
  };
  const plan = (command: readonly string[], input = '/dev/null', channel = false): string =>
    startScript({ tools: findTools(), user: 20_001, input, channel, limits: ['--cpu=1'], command });

  it('says the input, whether there is a channel, and the user', () => {
    expect(read(plan(['true'], '-', true)).slice(0, 2)).toEqual(['-', 'yes']);
    const [input, channel, , ...words] = read(plan(['true'], '/stage/stdin'));
    expect([input, channel]).toEqual(['/stage/stdin', '']);
    expect(words.slice(0, 3)).toEqual(['--reuid=20001', '--regid=20001', '--clear-groups']);
  });

  it('hands every word on as it is, whatever is in it', () => {
    const word = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({
        unit: fc.constantFrom("'", '"', '\\', '$(', '`', '\n', '\r', ' ', '-', '\u0101', '\u0108'),
      }),
    );
    const words = fc.array(word.map((text) => text.replaceAll('\0', '').toWellFormed()));
    fc.assert(
      fc.property(words, (command) => {
        expect(read(plan(['program', ...command])).slice(-command.length - 1)).toEqual([
          'program',
          ...command,
        ]);
      }),
      { numRuns: 60 },
    );
  });
});
