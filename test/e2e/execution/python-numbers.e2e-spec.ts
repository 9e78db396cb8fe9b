import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Sandbox } from '../../../src/modules/execution/sandbox/sandbox.js';
import { describeWith } from '../../setup/toolchains.js';
import { scriptRunner, variables } from './script-languages.js';
import { letters, testForArtifacts } from './tested-exercise.js';

describeWith('Python with numpy', ['python3', 'numpy'], 'Python with numpy', () => {
  const run = scriptRunner('py');

  it.each<[string, string, string, string]>([
    ['np.array([1, 2, 3])', '[1, 2, 3]', '', 'P'],
    ['np.array([1, 2, 3])', '[1, 2, 4]', '', 'F'],
    ['[1, 2, 3]', '[1, 2, 3]', '', 'P'],
    ['np.array([[1, 2], [3, 4]])', '[[1, 2], [3, 4]]', '', 'P'],
    ['np.array([1, 2, 3, 4])', '[[1, 2], [3, 4]]', '', 'F'],
    ['np.array([1, 2, 3, 4])', '[[1, 2], [3, 4]]', ', shapeCheck: false', 'P'],
    ['np.array([[1], [2]])', '[1, 2]', '', 'F'],
    ['np.array([1, 2], dtype="uint8")', '[1.0, 2.0]', '', 'P'],
    ['np.array([True, False])', '[true, false]', '', 'P'],
    ['np.float32(0.1)', '0.1', '', 'P'],
    ['np.float64(2.5)', '2.5', '', 'P'],
    ['np.int64(2)', '2.00005', '', 'P'],
    ['np.int64(2)', '2.0005', '', 'F'],
    ['np.int64(2)', '2.0005', ', absoluteTolerance: 0.001', 'P'],
    ['np.int64(2)', '2.0005', ', relativeTolerance: 0.001', 'P'],
    ['np.array([1000.0, 0.0])', '[1001.0, 0.0]', ', relativeTolerance: 0.001', 'P'],
    ['np.array([1000.0, 0.5])', '[1001.0, 0.0]', ', relativeTolerance: 0.001', 'F'],
    ['np.array([np.nan, np.inf])', '[.nan, .inf]', '', 'P'],
    ['np.array([np.nan, -np.inf])', '[.nan, .inf]', '', 'F'],
    ['float("nan")', '.nan', '', 'F'],
    ['np.zeros((0, 3))', '[]', '', 'F'],
    ['np.zeros(0)', '[]', '', 'P'],
    ['np.array(5)', '5', '', 'P'],
    ['np.array(["a", "b"])', '[a, b]', '', 'P'],
    ['np.array(["a", "b"])', '[a, c]', '', 'F'],
    ['"5"', '5', '', 'F'],
    ['[1, "a", [2, {"k": np.array([1, 2])}]]', '[1, a, [2, {k: [1, 2]}]]', '', 'P'],
    ['{"a": 1}', '{a: 1, b: 2}', '', 'F'],
    ['(1, 2)', '[1, 2]', '', 'P'],
    ['[1, 2]', '5', '', 'F'],
    ['True', '1', '', 'P'],
    ['"1"', '1', ', ignoreClass: true', 'F'],
    ['np.ma.masked_array([1, 2])', '[1, 2]', '', 'P'],
  ])('holds %s against %s%s', async (python, value, more, verdict) => {
    const student = { 'a.py': `import numpy as np\nx = ${python}\n` };
    expect(letters(await run({ yaml: variables(`name: x, value: ${value}${more}`), student }))).toBe(verdict);
  });

  it('compares complex numbers, shapes and dtypes with those of the reference', async () => {
    const source =
      'import numpy as np\na = np.array([1 + 2j, 3]); b = 1 + 2j; c = np.arange(8).reshape(2, 2, 2); d = np.array(["x", None], dtype=object); e = np.datetime64("2026-01-02"); f = np.zeros(2, dtype=[("k", int)])\n';
    const close = source.replace('1 + 2j, 3', '1 + 2.00005j, 3').replace('b = 1 + 2j', 'b = 1.00005 + 2j');
    const other = source
      .replace('1 + 2j, 3', '1 + 2.001j, 3')
      .replace('b = 1 + 2j', 'b = 1 - 2j')
      .replace('2, 2, 2)', '4, 2)')
      .replace('"x", None', '"y", None')
      .replace('01-02', '01-03')
      .replace('zeros', 'ones');
    const yaml = variables(...[...'abcdef'].map((name) => `name: ${name}`));
    const reference = { 'a.py': source };
    expect(letters(await run({ yaml, student: { 'a.py': close }, reference }))).toBe('PPPPPP');
    expect(letters(await run({ yaml, student: { 'a.py': other }, reference }))).toBe('FFFFFF');
  });

  it('asks the printed form of other objects where a text is asked for', async () => {
    const student = { 'a.py': 'import datetime\nx = datetime.date(2026, 1, 2)\n' };
    const yaml = variables(
      'name: x, qualification: matches, pattern: "datetime.date(2026, 1, 2)"',
      'name: x, qualification: contains, pattern: "2026"',
      'name: x, qualification: regexp, pattern: "date.*3"',
      'name: x, value: "datetime.date(2026, 1, 2)", typeCheck: false',
      'name: x, value: "datetime.date(2026, 1, 2)"',
    );
    expect(letters(await run({ yaml, student }))).toBe('PPFPF');
  });

  it('seeds random and numpy alike for student and reference, before and after set-up code', async () => {
    const source = 'import random, numpy\nx = random.random(); y = numpy.random.rand(3)\n';
    const yaml = `- {name: a, setUpCode: "z = numpy.random.rand(2)", tests: [{name: x}, {name: y}, {name: z}, {name: "numpy.random.seed(1) or numpy.random.rand(3)", evalString: y}]}`;
    const reference = { 'a.py': source };
    expect(letters(await run({ yaml, student: { 'a.py': source }, reference }))).toBe('PPPP');
    const unlike = { 'a.py': `import numpy\nnumpy.random.rand()\n${source}` };
    expect(letters(await run({ yaml, student: unlike, reference }))).toBe('PFFP');
  });
});

describeWith('Python with matplotlib', ['python3', 'matplotlib'], 'Python figures', () => {
  let home: string;
  let sandbox: Sandbox;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'lectern-figures-'));
    sandbox = await Sandbox.open({ root: home, minLevel: 'L2', slots: 2 });
  });
  afterAll(async () => {
    await sandbox?.close();
    await rm(home, { recursive: true, force: true });
  });
  const limits = {
    cpuSeconds: 60,
    wallSeconds: 240,
    memoryMb: 512,
    processes: 32,
    diskMb: 64,
    outputKb: 256,
  };
  const PLOT =
    'import matplotlib.pyplot as plt\nplt.plot([1, 2, 3], [4, 5, 6])\nplt.title("Sales")\nplt.xlabel("month")\nplt.show()\n';
  const TESTS =
    'tests: [{name: "axes[0].get_title()", value: Sales}, {name: title, value: Sales}, {name: get_xlabel(), value: month}, {name: "axes[0].lines[0].get_ydata()", value: [4, 5, 6]}, {name: "axes[0].lines[0].get_ydata()"}, {name: get_ylabel(), value: euro}, {name: nothing}]';
  const figures = (student: string, collections: string, storeGraphicsArtifacts: boolean) =>
    testForArtifacts(
      { language: 'py', testYaml: `properties:\n  tests:\n${collections}\n`, reference: { 'a.py': PLOT } },
      { 'a.py': student },
      sandbox,
      { limits, storeGraphicsArtifacts },
    );

  it('reads attributes of figure and axes, and keeps the figures when asked', async () => {
    const { report, artifacts } = await figures(
      `${PLOT}plt.figure()\nplt.figure(1)\n`,
      `    - {name: a, type: graphics, ${TESTS}}\n    - {name: b, type: graphics, storeGraphicsArtifacts: false, ${TESTS}}`,
      true,
    );
    expect(letters(report)).toBe('PPPPPFF PPPPPFF');
    expect([...artifacts.keys()]).toEqual(['figure-1-1.png', 'figure-1-2.png']);
    expect(artifacts.get('figure-1-1.png')?.length).toBeGreaterThan(2000);
  });

  it('keeps nothing unless asked, and of what a script plants only pictures, under names of ours', async () => {
    const yaml = `    - {name: a, type: graphics, tests: [{name: title, value: Sales}]}`;
    expect((await figures(PLOT, yaml, false)).artifacts.size).toBe(0);
    const planted = [
      'import os',
      'os.mkdir("/work/.lectern-figures")',
      'os.symlink("/etc/passwd", "/work/.lectern-figures/000.png")',
      'open("/work/.lectern-figures/evil.html", "w").write("<script>")',
      'os.mkdir("/work/.lectern-figures/a")',
      'plt.savefig("/work/.lectern-figures/a/..index.html", format="png")',
      'plt.close()',
    ].join('\n');
    const { artifacts } = await figures(`${PLOT}${planted}\n`, yaml, true);
    expect([...artifacts.keys()]).toEqual(['figure-1-1.png']);
    expect(artifacts.get('figure-1-1.png')?.subarray(1, 4).toString()).toBe('PNG');
  });
});

describeWith('flake8', ['python3', 'flake8'], 'Python linting', () => {
  const run = scriptRunner('py');

  it('passes without findings of flake8, and leaves out what the pattern names', async () => {
    const yaml = `
- {name: a, type: linting, tests: [{name: l}]}
- {name: b, type: linting, file: long.py, tests: [{name: l}, {name: l, pattern: E501}, {name: l, pattern: "E501,W291"}]}
- {name: c, type: linting, file: none.py, tests: [{name: l}]}
- {name: d, type: linting, file: broken.py, tests: [{name: l, pattern: E501}]}
`;
    const report = await run({
      yaml,
      student: {
        'a.py': 'x = 1\n',
        'long.py': `x = "${'y'.repeat(90)}" \n`,
        'broken.py': 'x = (\n',
        'setup.cfg': '[flake8]\nexclude = *\nignore = E,W,F\n',
        '.flake8': '[flake8]\nignore = E,W,F\n',
        'tox.ini': '[flake8]\nignore = E,W,F\n',
      },
    });
    expect(letters(report)).toBe('P FFP F F');
    expect(report.tests[1]?.tests[1]?.resultMessage).toMatch(/W291/);
  });
});
