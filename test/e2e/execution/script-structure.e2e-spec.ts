import { scriptRunner } from './script-languages.js';
import { letters } from './tested-exercise.js';

// None of this runs a script, so it needs no toolchain but Python for the patterns.
describe.each([
  ['r', 'a.R'],
  ['julia', 'a.jl'],
])('structure, files and linting of %s', (language, file) => {
  const run = scriptRunner(language);

  it('count pattern or plain name in the first script, or the file that is named', async () => {
    const report = await run({
      yaml: `
- name: s
  type: structural
  tests:
    - {name: for, allowedOccuranceRange: [2, 2]}
    - {name: for, allowedOccuranceRange: [3, 0]}
    - {name: for, pattern: '\\bfor\\b', allowedOccuranceRange: [1, 1]}
    - {name: a.b, allowedOccuranceRange: [1, 1]}
    - {name: FOR, pattern: for, ignoreCase: true, allowedOccuranceRange: [0, 1]}
    - {name: broken, pattern: '('}
- {name: t, type: structural, file: other.txt, tests: [{name: zzz, allowedOccuranceRange: [1, 1]}]}
- {name: u, type: structural, file: none.txt, tests: [{name: zzz}]}
- {name: l, type: linting, tests: [{name: l}]}
- {name: h, type: help, tests: [{name: l}]}
- {name: e, type: exist, tests: [{name: ${file}}, {name: "-"}]}
- {name: w, type: wordcount, tests: [{name: l}]}
- {name: g, type: graphics, tests: [{name: title, value: x}]}
`,
      student: { [file]: 'for (i in 1:2) a.b\n# force aXb\n', [`z${file}`]: 'for', 'other.txt': 'zzz' },
    });
    expect(letters(report)).toBe('PFPPFF P F S S PF S S');
    expect(report.summary).toEqual({ total: 14, passed: 5, failed: 5, skipped: 4 });
  });

  it('fail what has no script', async () => {
    const report = await run({
      yaml: '- {name: a, tests: [{name: x, value: 1}]}\n- {name: b, type: structural, tests: [{name: x}]}\n- {name: c, type: error, tests: [{name: x}]}',
      student: { 'readme.txt': 'x' },
    });
    expect(letters(report)).toBe('F F F');
  });
});
