import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BoxOutcome } from '../../../src/modules/execution/sandbox/box.js';
import { Sandbox } from '../../../src/modules/execution/sandbox/sandbox.js';
import { availableLanguages, languageNews } from '../../../src/modules/execution/tester/languages.js';
import { toolPath } from '../../../src/modules/execution/tester/toolchain.js';
import type { BoxRunner, TesterInput } from '../../../src/modules/execution/tester/tester-input.js';
import { testYamlOf } from './test-yaml.js';
import { type Files, letters, testHandIn } from './tested-exercise.js';

let home: string;
let sandbox: Sandbox;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'lectern-tester-sandbox-'));
  sandbox = await Sandbox.open({ root: home, minLevel: 'L2', slots: 2 });
});
afterAll(async () => {
  await sandbox?.close();
  await rm(home, { recursive: true, force: true });
});

interface Case {
  yaml: string;
  student?: Files;
  reference?: Files;
  tests?: Files;
  language?: string;
  more?: Partial<TesterInput>;
}

function run({ yaml, student = {}, reference = {}, tests = {}, language = 'py', more }: Case) {
  return testHandIn({ language, testYaml: testYamlOf(yaml), reference, tests }, student, sandbox, more);
}

describe('Python collections', () => {
  it('run script, borrowed and own set-up code and tear-down code in this order', async () => {
    const report = await run({
      yaml: `
- {name: a, id: base, setUpCode: "log.append('borrowed')", tests: [{name: log, value: [script, borrowed]}]}
- name: b
  setUpCodeDependency: base
  setUpCode: ["log.append('own')", "import helper_of_tests as h"]
  tearDownCode: log.append('torn')
  tests:
    - {name: log, value: [script, borrowed, own, torn]}
    - {name: h.ANSWER, value: 42}
- {name: c, setUpCodeDependency: nobody, tests: [{name: log}]}
- {name: d, setUpCode: 1 / 0, tests: [{name: log}]}
`,
      student: { 'a.py': "log = ['script']\n", 'b.py': 'raise SystemError\n' },
      tests: { 'helper_of_tests.py': 'ANSWER = 42\n' },
    });
    expect(letters(report)).toBe('P PP F F');
    expect(report.tests[3]?.statusMessage).toMatch(/ZeroDivisionError/);
  });

  it('find modules beside the script and at the root of the hand-in, as python itself finds the first', async () => {
    const files = {
      'src/main.py': 'import beside, top\nx = beside.X + top.X\n',
      'src/beside.py': 'X = 1\n',
      'top.py': 'X = 2\n',
    };
    const yaml = '- {name: a, entryPoint: src/main.py, tests: [{name: x, value: 3}, {name: x}]}';
    expect(letters(await run({ yaml, student: files, reference: files }))).toBe('PP');
  });

  it('give input() the answers, and an error when they run out', async () => {
    const yaml = `
- name: a
  type: stdout
  inputAnswers: [3, ä b]
  tests: [{name: all, value: "first? second? 3 ä b\\n"}]
`;
    const reads = 'x = input("first? ")\ny = input("second? ")\nprint(x, y)\n';
    expect(letters(await run({ yaml, student: { 'a.py': reads } }))).toBe('P');
    const greedy = await run({ yaml, student: { 'a.py': `${reads}input()\n` } });
    expect(letters(greedy)).toBe('F');
    expect(greedy.tests[0]?.statusMessage).toMatch(/EOFError/);
  });

  it('see the same random numbers as the reference', async () => {
    const yaml = '- {name: a, tests: [{name: x}, {name: h}]}';
    const source = 'import random\nx = [random.random() for _ in range(5)]\nh = hash("text")\n';
    expect(letters(await run({ yaml, student: { 'a.py': source }, reference: { 'z.py': source } }))).toBe(
      'PP',
    );
  });

  it('compare values of every kind with those of the reference', async () => {
    const names = [
      'whole',
      'real',
      'big',
      'z',
      'nothing',
      'text',
      'pair',
      'nested',
      'keys',
      'kinds',
      'raw',
      'when',
      'inf',
    ];
    const source = [
      'import datetime, collections, enum',
      'class Colour(enum.IntEnum): RED = 3',
      'class Number(float): pass',
      'whole = Colour.RED; real = Number(2.5); big = 10 ** 5000; z = 1 + 2j; nothing = None; text = "ä\\ud800\\0"',
      'pair = collections.namedtuple("P", "x y")(1, [2]); nested = [[1, 2], [3, (4, {"a": {5}})]]',
      'keys = collections.OrderedDict([(1, 2), ("b", None), ((1, 2), 3)]); kinds = {"b", "a"}',
      'raw = b"x"; when = datetime.date(2026, 1, 2); inf = [float("inf"), -float("inf")]',
    ].join('\n');
    const yaml = `- {name: a, tests: [${names.map((name) => `{name: ${name}}`).join(', ')}]}`;
    const plain = source
      .replace('Colour.RED;', '3;')
      .replace('Number(2.5)', '2.5')
      .replace('{"b", "a"}', '{"a", "b"}');
    const same = await run({ yaml, student: { 'a.py': plain }, reference: { 'a.py': source } });
    expect(letters(same)).toBe('P'.repeat(names.length));
    const other = source
      .replace('Colour.RED;', 'Colour(3) + 1;')
      .replace('2.5', '2.6')
      .replace('10 ** 5000', '11 ** 5000')
      .replace('2j', '3j')
      .replace('nothing = None', 'nothing = 0')
      .replace('"ä', '"a')
      .replace('[2])', '[3])')
      .replace('{5}', '{6}')
      .replace('((1, 2), 3)', '((1, 3), 3)')
      .replace('{"b", "a"}', '{"b"}')
      .replace('b"x"', 'b"y"')
      .replace('2026', '2025')
      .replace('-float("inf")', 'float("inf")');
    const differing = await run({ yaml, student: { 'a.py': other }, reference: { 'a.py': source } });
    expect(letters(differing)).toBe('F'.repeat(names.length));
  });

  it('fail values that are too large, too deep or cannot be read, and pass the others', async () => {
    const report = await run({
      yaml: '- {name: a, tests: [{name: large, value: 1}, {name: deep, value: 1}, {name: rude, value: 1}, {name: good, value: 1}, {name: "1 +", value: 1}, {name: exit(), value: 1}]}',
      student: {
        'a.py':
          'large = "x" * 3000000\ndeep = []\ndeep.append(deep)\nclass Rude:\n    def __repr__(self): raise SystemExit\nrude = Rude()\ngood = 1\n',
      },
    });
    expect(letters(report)).toBe('FFFPFF');
    expect(report.tests[0]?.tests[1]?.resultMessage).toBe('deep is nested too deeply');
  });

  it('skip what there is nothing to compare with, and a reference that crashes is nothing', async () => {
    const yaml =
      '- {name: a, tests: [{name: x}, {name: x, value: 1}, {name: x, qualification: regexp}]}\n- {name: o, type: stdout, tests: [{name: s}]}';
    const student = { 'a.py': 'x = 1\n' };
    expect(letters(await run({ yaml, student }))).toBe('SPF S');
    expect(letters(await run({ yaml, student, reference: { 'a.py': 'x = 1\nraise ValueError' } }))).toBe(
      'SPF S',
    );
  });

  it('use figures for graphics', async () => {
    const report = await run({
      yaml: '- {name: a, type: graphics, tests: [{name: "axes[0].title", value: Sales}, {name: "axes[0].none", value: 1}]}',
      student: {
        'a.py': 'import matplotlib.pyplot\nmatplotlib.pyplot.gcf().axes[0].title = "Sales"\n',
        'matplotlib/__init__.py': '',
        'matplotlib/pyplot.py':
          'class A: pass\nclass F:\n    axes = [A()]\nfigure = F()\ndef gcf(): return figure\n',
      },
    });
    expect(letters(report)).toBe('PF');
  });

  it('judge how a run ended, and skip types of other languages', async () => {
    const report = await run({
      yaml: `
- {name: a, type: error, entryPoint: bad.py, tests: [{name: e}, {name: e, pattern: KeyError}, {name: e, pattern: TypeError}]}
- {name: b, type: error, entryPoint: good.py, tests: [{name: e}]}
- {name: c, type: warning, entryPoint: bad.py, tests: [{name: w, pattern: careful}, {name: w, pattern: other}]}
- {name: d, type: exitcode, tests: [{name: x}, {name: x, value: 3}, {name: x, expectedExitCode: 3}]}
- {name: e, type: runtime, tests: [{name: r, value: 60}, {name: r, value: 0.001}, {name: r}]}
- {name: f, type: compile, tests: [{name: x}]}
- {name: g, type: stderr, tests: [{name: x}]}
- {name: h, type: wordcount, tests: [{name: x}]}
`,
      student: {
        'a.py': 'raise SystemExit(3)\n',
        'good.py': 'print(1)\n',
        'bad.py': 'import warnings\nwarnings.warn("careful")\n{}[1]\n',
      },
    });
    expect(letters(report)).toBe('PPF F PF FPP PFS S S S');
  });

  it('find files and hand them to set-up code', async () => {
    const report = await run({
      yaml: `
- {name: files, type: exist, tests: [{name: "data/*.csv"}, {name: "-"}, {name: empty.txt}, {name: empty.txt, allowEmpty: true}, {name: "../reference/*"}]}
- {name: a, setUpCode: "lines = len(open('#file_1#').readlines()); name = '#command_1#'", tests: [{name: lines, value: 2}, {name: name, value: points}]}
- {name: b, type: structural, successDependency: files, file: broken.py, tests: [{name: x}]}
- {name: c, successDependency: files, tests: [{name: lines}]}
`,
      student: { 'a.py': '', 'broken.py': 'x = "', 'data/points.csv': '1\n2\n', 'empty.txt': '' },
    });
    expect(letters(report)).toBe('PSFPF PP F S');
    expect(report.tests[0]?.tests[2]?.resultMessage).toBe('The file empty.txt is empty.');
  });

  it('report the words of a program as something that can be stored', async () => {
    const report = await run({
      yaml: '- {name: a, tests: [{name: x, value: 1}]}',
      student: { 'a.py': 'raise ValueError("nul \\0 half \\ud800 " + "x" * 99999 + " end")' },
    });
    const message = report.tests[0]?.tests[0]?.resultMessage ?? '';
    expect(message).toMatch(/ end$/);
    expect(JSON.stringify(report)).not.toMatch(/\\u0000|\\ud800/);
    expect(JSON.stringify(report).length).toBeLessThan(20_000);
  });

  it('say what the author wants to be said', async () => {
    const report = await run({
      yaml: '- {name: a, successMessage: fine, tests: [{name: x, value: 1, failureMessage: x should be small, successMessage: well done}]}',
      student: { 'a.py': 'x = 2' },
    });
    expect(report.tests[0]?.tests[0]).toEqual({
      name: 'x',
      status: 'COMPLETED',
      result: 'FAILED',
      resultMessage: 'x should be small',
      statusMessage: 'x should be small',
    });
  });
});

describe('patterns', () => {
  const student = {
    'main.c':
      '#include <stdio.h>\nint main(void) { puts("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"); return 0; }',
  };

  it('are Python’s, and stop after 5 s', async () => {
    const report = await run({
      language: 'c',
      yaml: `
- name: a
  type: stdout
  tests:
    - {name: named, qualification: regexp, pattern: '(?P<x>a)(?P=x)+!\\Z'}
    - {name: wrong, qualification: regexp, pattern: '('}
    - {name: slow, qualification: regexp, pattern: '(a+)+$'}
`,
      student,
    });
    expect(letters(report)).toBe('PFF');
    const [, wrong, slow] = report.tests[0]?.tests ?? [];
    expect(wrong?.resultMessage).toMatch(/not valid/);
    expect(slow?.resultMessage).toMatch(/longer than 5 s/);
  });
});

describe('runTests', () => {
  const yaml = '- {name: a, tests: [{name: x, value: 1}]}';
  const student = { 'a.py': 'x = 1\n' };

  it('shows the dependencies of a side, and only to that side', async () => {
    await expect(run({ yaml, student, more: { dependencies: ['usr'] } })).rejects.toMatchObject({
      code: 'BAD_INPUT',
    });
    await expect(run({ yaml, student, more: { dependencies: ['../x'] } })).rejects.toMatchObject({
      code: 'BAD_INPUT',
    });
    const report = await run({
      yaml: '- {name: a, tests: [{name: x, value: true}, {name: y, value: false}]}',
      // The folder "artifacts" lies beside "student" and stands for a dependency here.
      student: { 'a.py': 'import os\nx = os.path.isdir("/artifacts")\ny = os.path.isdir("/reference")\n' },
      more: { dependencies: ['artifacts', 'absent'] },
    });
    expect(letters(report)).toBe('PP');
  });

  it('has named errors where there can be no report', async () => {
    await expect(run({ yaml, student, language: 'cobol' })).rejects.toMatchObject({
      code: 'UNSUPPORTED_LANGUAGE',
      message: expect.stringMatching(/^The language "cobol" is not supported; supported: python, c,.*\.$/),
    });
    await expect(run({ yaml: '- {name: a, test: []}', student })).rejects.toMatchObject({
      code: 'BAD_TEST_YAML',
      problems: expect.arrayContaining([
        { message: 'unknown key', line: 3, key: 'properties.tests[0].test' },
      ]),
    });
    const broken: BoxRunner = {
      run: async () => ({ end: 'failed', detail: 'no bwrap', wallSeconds: 0 }) as BoxOutcome,
    };
    await expect(run({ yaml, student, more: { box: broken } })).rejects.toMatchObject({
      code: 'BOX_FAILED',
      message: expect.stringContaining('no bwrap'),
    });
  });

  it('ends at once when it is cancelled', async () => {
    const stop = new AbortController();
    const box: BoxRunner = {
      run: (request) => {
        const outcome = sandbox.run(request);
        stop.abort();
        return outcome;
      },
    };
    const endless = run({
      yaml,
      student: { 'a.py': 'while True: pass' },
      more: { box, signal: stop.signal },
    });
    await expect(endless).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect(run({ yaml, student, more: { signal: AbortSignal.abort() } })).rejects.toMatchObject({
      code: 'CANCELLED',
    });
  });

  it('takes its times from the clock it is given', async () => {
    let now = Date.UTC(2026, 0, 1);
    const clock = () => new Date((now += 1500));
    const report = await run({ yaml, student, more: { clock } });
    expect(report).toMatchObject({
      timestamp: '2026-01-01T00:00:01.500Z',
      duration: 4.5,
      environment: { language: 'python' },
    });
    expect(report.tests[0]).toMatchObject({ timestamp: '2026-01-01T00:00:03.000Z', duration: 1.5 });
    expect(report.executionDuration).toBeGreaterThan(0);
  });
});

describe('availableLanguages', () => {
  it('finds the tools that boxes will find', async () => {
    const languages = await availableLanguages();
    expect(languages.slice(0, 2)).toEqual([
      { language: 'python', available: true, tools: ['python3'], missing: [] },
      { language: 'c', available: true, tools: ['gcc', 'python3'], missing: [] },
    ]);
    for (const { available, tools, missing } of languages) {
      expect(missing).toEqual(tools.filter((tool) => toolPath(tool) === undefined));
      expect(available).toBe(missing.length === 0);
    }
  });

  it('says which languages there are and what the others lack', async () => {
    const [python, c] = await availableLanguages();
    const absent = { ...c!, language: 'b', available: false, missing: ['bcc', 'bld'] };
    expect(languageNews([python!, c!])).toBe('languages: python, c');
    expect(languageNews([python!, absent])).toBe(
      'languages: python; not b (no bcc, bld): lectern sandbox languages --install',
    );
  });
});
