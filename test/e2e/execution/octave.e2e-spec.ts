import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Sandbox } from '../../../src/modules/execution/sandbox/sandbox.js';
import type { TesterInput } from '../../../src/modules/execution/tester/tester-input.js';
import { describeWith } from '../../setup/toolchains.js';
import { testYamlOf } from './test-yaml.js';
import { type Files, letters, testForArtifacts, testHandIn } from './tested-exercise.js';

describeWith('Octave', ['octave-cli', 'python3', 'gnuplot'], 'Octave collections', () => {
  let home: string;
  let sandbox: Sandbox;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'lectern-octave-'));
    sandbox = await Sandbox.open({ root: home, minLevel: 'L2', slots: 2 });
  });
  afterAll(async () => {
    await sandbox?.close();
    await rm(home, { recursive: true, force: true });
  });

  function run(yaml: string, student: Files, reference: Files = {}, more: Partial<TesterInput> = {}) {
    return testHandIn(
      { language: 'oct', testYaml: testYamlOf(yaml), reference, tests: more.settings ? {} : TESTS },
      student,
      sandbox,
      more,
    );
  }
  const TESTS = { 'helper_of_tests.m': 'function y = helper_of_tests (x)\n  y = 2 * x;\nend\n' };
  const one = (source: string): Files => ({ 'main.m': source });
  const values = (...tests: string[]) =>
    `- {name: a, entryPoint: main.m, tests: [${tests.map((test) => `{${test}}`).join(', ')}]}`;

  it('run script, borrowed and own set-up code and tear-down code in this order', async () => {
    const report = await run(
      `
- {name: a, id: base, entryPoint: main.m, setUpCode: "log{end+1} = 'borrowed';", tests: [{name: log, value: [script, borrowed]}]}
- name: b
  entryPoint: main.m
  setUpCodeDependency: 1
  setUpCode: ["log{end+1} = 'own';", "h = helper_of_tests (21);"]
  tearDownCode: log{end+1} = 'torn';
  tests:
    - {name: log, value: [script, borrowed, own, torn]}
    - {name: h, value: 42}
    - {name: twice(4), value: 8}
- {name: c, setUpCode: "x = twice (3);", tests: [{name: x, value: 6}]}
- {name: d, entryPoint: main.m, setUpCode: error ("no luck"), tests: [{name: log}]}
- {name: e, entryPoint: absent.m, tests: [{name: log}]}
- {name: f, successDependency: 1, entryPoint: main.m, tests: [{name: log, value: [script]}]}
- {name: g, successDependency: 4, entryPoint: main.m, tests: [{name: log, value: [script]}]}
`,
      {
        'main.m': "clear all; close all; clc\nlog = {'script'};\n",
        'twice.m': 'function y = twice (x)\n  y = 2 * x;\nend\n',
      },
    );
    expect(letters(report)).toBe('P PPP P F F P S');
    expect(report.tests[3]?.statusMessage).toMatch(/no luck/);
    expect(report.tests[4]?.status).toBe('FAILED');
  });

  it.each<[string, string, string]>([
    ['5', '5', 'P'],
    ['5', '6', 'F'],
    ['0.1 + 0.2', '0.3', 'P'],
    ['int8(5)', '5', 'P'],
    ['true', 'true', 'P'],
    ['1:3', '[1, 2, 3]', 'P'],
    ['1:3', '[[1, 2, 3]]', 'P'],
    ["(1:3)'", '[1, 2, 3]', 'F'],
    ["(1:3)'", '[[1], [2], [3]]', 'P'],
    ['[1 2; 3 4]', '[[1, 2], [3, 4]]', 'P'],
    ["[1 2; 3 4]'", '[[1, 2], [3, 4]]', 'F'],
    ['[1 2 3 4]', '[[1, 2], [3, 4]]', 'F'],
    ['[]', '[]', 'P'],
    ['[NaN Inf]', '[.nan, .inf]', 'P'],
    ['[NaN -Inf]', '[.nan, .inf]', 'F'],
    ['NaN', '.nan', 'F'],
    ["'text'", 'text', 'P'],
    ["'text'", 'texT', 'F'],
    ["'12'", '12', 'F'],
    ['"a\\n\\"\\\\\\t\\001ä"', '"a\\n\\"\\\\\\t\\x01ä"', 'P'],
    ["''", '""', 'P'],
    ["{1, 'a'; 2, 'b'}", '[[1, a], [2, b]]', 'P'],
    ["struct('a', 1, 'b', {{'x', 'y'}})", '{a: 1, b: [x, y]}', 'P'],
    ["struct('a', 1)", '{b: 1}', 'F'],
    ["struct('a', {1, 2})", '[{a: 1}, {a: 2}]', 'P'],
    ['reshape(1:8, [2 2 2])', '[[[1, 5], [3, 7]], [[2, 6], [4, 8]]]', 'P'],
    ['sparse([1 0; 0 2])', '[[1, 0], [0, 2]]', 'P'],
    ["['ab'; 'cd']", '[ab, cd]', 'P'],
  ])('hold %s against %s', async (octave, yaml, verdict) => {
    expect(letters(await run(values(`name: x, value: ${yaml}`), one(`x = ${octave};`)))).toBe(verdict);
  });

  it('compare values of every kind with those of the reference', async () => {
    const source = `a = 3 + 4i; b = [1+i 2]; c = intmax("int64"); d = @(x) x + 1; e = containers.Map ("k", 7);
f = {}; g = single (0.1); h = uint8 ([1 2; 3 4]); k = "ä"; l = intmin("int64"); m = zeros (0, 3);`;
    const names = [...'abcdefghklm'];
    const yaml = values(...names.map((name) => `name: ${name}`));
    expect(letters(await run(yaml, one(source), one(source)))).toBe('P'.repeat(names.length));
    const other = `a = 3 + 5i; b = [1-i 2]; c = intmax("int64") - 2 ^ 40; d = @(x) x + 2; e = containers.Map ("k", 8);
f = {1}; g = single (0.2); h = uint8 ([1 3; 2 4]); k = "a"; l = intmin("int64") + 2 ^ 40; m = zeros (3, 0);`;
    expect(letters(await run(yaml, one(other), one(source)))).toBe('F'.repeat(names.length));
  });

  it('see the same random numbers as the reference, and input answers', async () => {
    const source =
      'x = rand (2); y = randn (1, 3); n = input ("n? "); s = input ("s? ", "s"); z = randi (100);';
    const yaml = `- {name: a, entryPoint: main.m, inputAnswers: [3, a b], tests: [{name: x}, {name: y}, {name: z}, {name: n, value: 3}, {name: s, value: a b}]}
- {name: b, type: error, entryPoint: main.m, inputAnswers: [3], tests: [{name: e}]}`;
    const report = await run(yaml, one(source), { 'main.m': source });
    expect(letters(report)).toBe('PPPPP P');
    const constant = await run(yaml, one(`${source} x = [1 2; 3 4];`), one(source));
    expect(letters(constant)).toBe('FPPPP P');
  });

  it('read output, errors, warnings, exit codes and times', async () => {
    const report = await run(
      `
- {name: a, type: stdout, entryPoint: main.m, tests: [{name: o, value: "x = 5\\nhi\\n"}, {name: o}, {name: o, qualification: contains, pattern: hi}, {name: o, qualification: regexp, pattern: '^x = \\d$'}, {name: o, qualification: count, pattern: 'i', countRequirement: 1}]}
- {name: b, type: error, entryPoint: bad.m, tests: [{name: e}, {name: e, pattern: nonconformant}, {name: e, pattern: other}]}
- {name: c, type: error, entryPoint: syntax.m, tests: [{name: e, pattern: parse error}]}
- {name: d, type: warning, entryPoint: main.m, tests: [{name: w, pattern: careful}, {name: w, pattern: other}]}
- {name: e, type: exitcode, entryPoint: leave.m, tests: [{name: x, value: 3}, {name: x}]}
- {name: f, type: exitcode, entryPoint: main.m, tests: [{name: x}]}
- {name: g, type: runtime, entryPoint: main.m, tests: [{name: r, value: 60}, {name: r, value: 0.001}]}
- {name: h, type: linting, tests: [{name: l}]}
- {name: i, type: help, tests: [{name: l}]}
- {name: j, type: variable, entryPoint: leave.m, tests: [{name: x, value: 1}]}
- {name: k, type: exist, tests: [{name: "*.m"}, {name: none.txt}]}
`,
      {
        'main.m': 'x = 5\nprintf ("hi\\n");\nwarning ("careful");\n',
        'bad.m': '[1 2] * [3 4]',
        'syntax.m': 'x = (1',
        'leave.m': 'x = 1; exit (3);',
      },
      one('x = 5\ndisp hi'),
    );
    expect(letters(report)).toBe('PPPFP PPF P PF PF P PF P S F PF');
  });

  it('count whole words outside comments and text; a maximum of 0 means none', async () => {
    const report = await run(
      `
- name: s
  type: structural
  entryPoint: main.m
  tests:
    - {name: for, allowedOccuranceRange: [1, 1]}
    - {name: for, allowedOccuranceRange: [0, 0]}
    - {name: sum, allowedOccuranceRange: [0, 0]}
    - {name: sum}
    - {name: while, allowedOccuranceRange: [1, 5]}
- {name: t, type: structural, entryPoint: none.m, tests: [{name: for}]}
`,
      one("for k = 1:3 % for\n  x = 'sum'; y = x'; # sum\nend\n%{\nwhile sum\n%}\nforce = 1; cumsum (x)\n"),
    );
    expect(letters(report)).toBe('PFPPF F');
  });

  it('survive functions and variables named like ours or like built-in ones', async () => {
    const source =
      "numel = 3; values = 1; known = 2; failure = 'x'; quoted = 1;\nfunction y = size (varargin)\n  error ('mine');\nend\nfunction tag ()\nend\nx = [1 2; 3 4];";
    const yaml = values(
      'name: x, value: [[1, 2], [3, 4]]',
      'name: numel, value: 3',
      'name: failure, value: x',
    );
    expect(
      letters(
        await run(yaml, { 'main.m': source, 'strrep.m': 'function y = strrep (varargin)\n y = 1;\nend\n' }),
      ),
    ).toBe('PPP');
  });

  it('read figures, and keep them when asked', async () => {
    const source =
      'figure; plot ([1 2 3], [4 5 6], "linewidth", 2); title ("Sales"); xlabel ("month"); ylim ([0 10]);';
    const tests =
      'tests: [{name: gca.title, value: Sales}, {name: xlabel, value: month}, {name: "axes.lines(1).ydata", value: [4, 5, 6]}, {name: ylim, value: [0, 10]}, {name: title, value: Costs}, {name: "numel(findobj(gcf, \'type\', \'axes\'))", value: 1}, {name: lines(1).linewidth}, {name: nothing}]';
    const testYaml = `properties:
  tests:
    - {name: a, type: graphics, storeGraphicsArtifacts: true, entryPoint: main.m, ${tests}}
    - {name: b, type: graphics, storeGraphicsArtifacts: false, entryPoint: main.m, ${tests}}
    - {name: c, type: graphics, entryPoint: main.m, tests: [{name: title, value: Sales}]}
`;
    const limits = {
      cpuSeconds: 60,
      wallSeconds: 240,
      memoryMb: 512,
      processes: 32,
      diskMb: 64,
      outputKb: 256,
    };
    const { report, artifacts } = await testForArtifacts(
      { language: 'octave', testYaml, reference: one(source) },
      one(`${source} figure (2); bar ([1 2]); figure (1);`),
      sandbox,
      { limits, storeGraphicsArtifacts: true },
    );
    expect(letters(report)).toBe('PPPPFPPF PPPPFPPF P');
    expect([...artifacts.keys()]).toEqual([
      'figure-1-1.png',
      'figure-1-2.png',
      'figure-3-1.png',
      'figure-3-2.png',
    ]);
    expect(artifacts.get('figure-1-1.png')?.subarray(1, 4).toString()).toBe('PNG');
  });

  it.each<[string, string]>([
    ['leaves early', 'x = 41; exit (0);'],
    [
      'prints a report',
      'disp (\'{"exit":0,"error":null,"values":[{"value":{"t":"float","v":4711}}]}\'); exit (0);',
    ],
    ['writes to descriptor 9', 'f = fopen ("/dev/fd/9", "w"); fputs (f, "x\\n"); exit (0);'],
    [
      'looks for the expected value',
      'x = str2double (regexp (evalc ("type lectern_run"), "4711", "match", "once")); f = glob ("/*/test.yaml"); clear f;',
    ],
    ['kills the warden', 'kill (getppid (), 9); x = 0;'],
    [
      'reads what the warden was given',
      'try x = fileread (sprintf ("/proc/%d/environ", getppid ())); catch x = 1; end',
    ],
    [
      'replaces the harness',
      'f = fopen ("/tmp/lectern/lectern_run.m", "w"); fputs (f, "function lectern_run ()\\n exit (0);\\nend"); fclose (f); x = 1;',
    ],
  ])('gain nothing when a script %s', async (_, source) => {
    const report = await run(values('name: x, value: 4711'), one(source));
    expect(letters(report)).toBe('F');
    expect(report.summary.passed).toBe(0);
  });
});
