import { letters } from './tested-exercise.js';
import { scriptRunner } from './script-languages.js';

const ESSAY = `# On Rain

Rain falls. Rain makes *puddles*; see [the map](map.png).

## Methods and Data

1. measure
2. compare
`;

describe('a document exercise', () => {
  const run = scriptRunner('doc');
  const one = (type: string, ...tests: string[]) =>
    `- {name: a, type: ${type}, file: essay.md, tests: [${tests.map((test) => `{name: x, ${test}}`).join(', ')}]}`;

  it.each<[string, string[], string]>([
    [
      'wordcount',
      ['value: 19', 'value: 18', 'qualification: contains, value: 18', 'qualification: contains, value: 20'],
      'PFPF',
    ],
    [
      'wordcount',
      [
        'allowedOccuranceRange: [19, 19]',
        'allowedOccurrenceRange: [20, 0]',
        'allowedOccuranceRange: [10, 0]',
        'allowedOccuranceRange: [0, 18]',
      ],
      'PFPF',
    ],
    [
      'wordcount',
      ['allowedOccuranceRange: [1, 20], value: 3', 'qualification: matches, value: 19', 'verbosity: 1'],
      'PSP',
    ],
    ['headingcount', ['value: 2', 'value: 2.0', 'value: two'], 'PPS'],
    ['section', ['name: x'], 'F'],
    ['keyword', ['verbosity: 0'], 'F'],
    ['linkcount', ['value: 1'], 'P'],
    ['imagecount', ['allowedOccuranceRange: [1, 0]'], 'F'],
    ['listitemcount', ['countRequirement: 2', 'countRequirement: 3'], 'PF'],
    ['help', ['value: 1'], 'S'],
    ['variable', ['value: 1'], 'S'],
  ])('%s: %j', async (type, tests, verdict) => {
    const yaml = one(type, ...tests).replace('name: x, name: x', 'name: x');
    expect(letters(await run({ yaml, student: { 'essay.md': ESSAY } }))).toBe(verdict);
  });

  it('finds sections, keywords and patterns', async () => {
    const report = await run({
      yaml: `
- name: sections
  type: section
  file: essay.md
  tests: [{name: rain}, {name: methods}, {name: methods, value: 2}, {name: methods, value: 1}, {name: results}]
- name: keywords
  type: keyword
  entryPoint: essay.md
  tests:
    - {name: Rain}
    - {name: rain}
    - {name: rain, ignoreCase: true, value: 3}
    - {name: Rain, allowedOccuranceRange: [1, 2]}
    - {name: Rain, countRequirement: 3}
    - {name: Rain, qualification: contains, value: 2}
- name: patterns
  type: pattern
  file: essay.md
  tests:
    - {name: numbered, pattern: '^\\d\\.'}
    - {name: numbered, pattern: '^\\d\\.', value: 2}
    - {name: numbered, pattern: '^\\d\\.', allowedOccuranceRange: [3, 0]}
    - {name: 'R[a-z]in'}
    - {name: broken, pattern: '('}
- name: structure
  type: structural
  file: essay.md
  tests: [{name: a, pattern: Rain, allowedOccuranceRange: [3, 3]}, {name: a, pattern: Rain, value: 2}]
`,
      student: { 'essay.md': ESSAY },
    });
    expect(letters(report)).toBe('PPPFF PFPFPP PPFPF PF');
    expect(report.summary).toEqual({ total: 18, passed: 11, failed: 7, skipped: 0 });
    expect(report).toMatchObject({ result: 'FAILED', resultMessage: 'Some or all tests failed' });
  });

  it('takes nothing from above: each test has its own range, value and qualification', async () => {
    const yaml = `
- {name: a, type: wordcount, file: essay.md, allowedOccuranceRange: [1, 2], qualification: contains, tests: [{name: x}, {name: x, value: 18}, {name: x, value: 19}]}
`;
    expect(letters(await run({ yaml, student: { 'essay.md': ESSAY } }))).toBe('PFP');
  });

  it('applies dependencies to every type, and fails what is missing', async () => {
    const yaml = `
- {name: there, type: exist, tests: [{name: essay.md}, {name: empty.md}]}
- {name: again, type: exist, successDependency: there, tests: [{name: essay.md}]}
- {name: count, type: wordcount, file: essay.md, successDependency: there, tests: [{name: x}]}
- {name: unknown, type: structural, file: essay.md, successDependency: nobody, tests: [{name: x, pattern: x}]}
- {name: other, type: linecount, file: none.md, tests: [{name: x}]}
- {name: nameless, type: linecount, tests: [{name: x}]}
- {name: dos, type: linecount, file: dos.md, tests: [{name: x, value: 3}]}
`;
    const report = await run({
      yaml,
      student: { 'essay.md': ESSAY, 'empty.md': '', 'dos.md': 'a\r\nb\r\n' },
    });
    expect(letters(report)).toBe('PF S S F F F P');
    expect(report.tests[4]).toMatchObject({
      status: 'FAILED',
      statusMessage: 'The file none.md is missing.',
    });
  });

  it('ends the search for a pattern that a text makes endless after 5 s, as a failed test beside others', async () => {
    const traps: [string, string][] = [
      ['^(\\w+\\s?)*$', `${'ha '.repeat(40)}!`],
      ['(a|aa)+$', `${'a'.repeat(60)}b`],
    ];
    for (const [pattern, text] of traps) {
      const tests = [`pattern: '${pattern}'`, `pattern: '${pattern}', countRequirement: 1`, 'pattern: last'];
      const yaml = one('pattern', ...tests);
      const report = await run({ yaml, student: { 'essay.md': `${text}\nlast\n` } });
      expect(letters(report)).toBe('FFP');
      const [slow, counted] = report.tests[0]?.tests ?? [];
      expect(slow?.resultMessage).toContain('took longer than 5 s');
      expect(counted?.resultMessage).toContain('took longer than 5 s');
    }
  });
});
