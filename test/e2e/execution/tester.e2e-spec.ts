import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Sandbox } from '../../../src/modules/execution/sandbox/sandbox.js';
import { type Exercise, type Files, letters, score, testHandIn } from './tested-exercise.js';

const STATISTICS: Exercise = {
  language: 'python',
  reference: {
    'solution.py': [
      'def mean(values):',
      '    return sum(values) / len(values)',
      'data = [2, 4, 4, 5]',
      'average = mean(data)',
      'spread = {"low": min(data), "high": max(data)}',
      'print(f"mean {average:.2f}")',
      '',
    ].join('\n'),
  },
  testYaml: `
name: Statistics
properties:
  tests:
    - name: values
      type: variable
      tests:
        - name: average
        - {name: spread, value: {low: 2, high: 5}}
        - {name: "mean([1, 2])", evalString: "3 / 2"}
    - name: output
      type: stdout
      tests:
        - {name: all, qualification: verifyEqual}
        - {name: start, qualification: startsWith, pattern: mean}
        - {name: number, qualification: regexp, pattern: '(?P<n>\\d+)\\.(?!0)\\d{2}$'}
    - name: style
      type: structural
      tests:
        - {name: mean, allowedOccuranceRange: [2, 0]}
        - {name: "+", occuranceType: OP, allowedOccuranceRange: [0, 3]}
        - {name: "#", occuranceType: COMMENT}
    - name: files
      type: exist
      tests:
        - name: "*.py"
`,
};
const RIGHT = `
def mean(numbers):
    total = 0
    for n in numbers:
        total = total + n
    return total / len(numbers)

data = [2, 4, 4, 5]
average = mean(data)
spread = dict(low=min(data), high=max(data))
print("mean %.2f" % average)
`;

const GREETING: Exercise = {
  language: 'c',
  reference: {
    'main.c':
      '#include <stdio.h>\nint main(void) { int n; while (scanf("%d", &n) == 1) printf("%d\\n", n * n); return 3; }\n',
  },
  testYaml: `
name: Squares
properties:
  tests:
    - name: compiles
      type: compile
      tests: [{name: compiles}]
    - name: output
      type: stdout
      inputAnswers: [2, 3]
      successDependency: compiles
      tests:
        - {name: all}
        - {name: first, qualification: matchesLine, lineNumber: 1, value: 4}
        - {name: numbers, qualification: numericOutput, value: "4 9.0"}
        - {name: more, stdin: "5\\n", value: 25}
    - name: code
      type: exitcode
      tests: [{name: code, value: 3}]
    - name: structure
      type: structural
      tests:
        - {name: main}
        - {name: while, allowedOccuranceRange: [1, 2]}
        - {name: goto, allowedOccuranceRange: [0, 0]}
        - {name: scanning, pattern: 'scanf\\s*\\('}
    - name: files
      type: exist
      tests: [{name: main.c}]
`,
};
const RIGHT_C = `#include <stdio.h>
/* goto is not used */
int main(void) {
  int value;
  while (scanf("%d", &value) == 1) { printf("%d\\n", value * value); }
  return 3;
}
`;

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

const python = (source: string, more: Files = {}) =>
  testHandIn(STATISTICS, { 'main.py': source, ...more }, sandbox);
const c = (source: string) => testHandIn(GREETING, { 'main.c': source }, sandbox);

describe('a Python exercise', () => {
  it('passes what is right', async () => {
    const report = await python(RIGHT);
    expect(letters(report)).toBe('PPP PPP PPP P');
    expect(report).toMatchObject({
      status: 'COMPLETED',
      result: 'PASSED',
      resultMessage: 'Congratulations! All tests passed',
    });
    expect(report.summary).toEqual({ total: 4, passed: 4, failed: 0, skipped: 0 });
    expect(score(report)).toBe(1);
  });

  it('gives a part for a part', async () => {
    const report = await python(RIGHT.replace('"mean %.2f"', '"Mean: %.1f"'));
    expect(letters(report)).toBe('PPP FFF PPP P');
    expect(report.result).toBe('FAILED');
    expect(score(report)).toBe(0.75);
  });

  it('fails what is wrong, and never tells the expected value', async () => {
    const report = await python('average = 4\nspread = {"low": 2}\nprint("hello")\n');
    expect(letters(report)).toBe('FFF FFF FPP P');
    expect(JSON.stringify(report)).not.toMatch(/3\.75/);
  });

  it('says what crashed, with the traceback of the student only', async () => {
    const report = await python('average = 3.75\nraise ValueError("no " + "data")\n');
    expect(letters(report)).toBe('FFF FFF FPP P');
    const [values] = report.tests;
    expect(values).toMatchObject({ status: 'CRASHED', result: 'FAILED' });
    expect(values?.tests[0]?.resultMessage).toMatch(
      /File "\/work\/main.py", line 2[\s\S]*ValueError: no data$/,
    );
    expect(values?.tests[0]?.resultMessage).not.toMatch(/harness|<string>/);
    expect(values?.tests[0]?.statusMessage).toBe(values?.tests[0]?.resultMessage);
  });

  it('fails what is no Python', async () => {
    const report = await python('def mean(:\n');
    expect(letters(report).slice(0, 7)).toBe('FFF FFF');
    expect(report.tests[0]?.statusMessage).toMatch(/SyntaxError/);
  });

  it('stops an endless loop', async () => {
    const report = await testHandIn(
      STATISTICS,
      { 'main.py': 'average = 3.75\nwhile True: pass\n' },
      sandbox,
      {
        limits: { cpuSeconds: 2, wallSeconds: 120, memoryMb: 128, processes: 16, diskMb: 8, outputKb: 64 },
      },
    );
    expect(letters(report)).toBe('FFF FFF FPP P');
    expect(report.tests[0]?.status).toBe('TIMEDOUT');
    expect(report.status).toBe('COMPLETED');
  });

  it('stops what eats memory or prints without end', async () => {
    const hog = await python('x = bytearray(1 << 33)\nx = [bytearray(1 << 20) for _ in range(10000)]\n');
    expect(hog.tests[0]).toMatchObject({ status: 'CRASHED', result: 'FAILED' });
    const flood = await python('while True: print("x" * 1000)\n');
    expect(flood.tests[1]).toMatchObject({ status: 'CRASHED', result: 'FAILED' });
  });

  it('fails every value when the file is missing', async () => {
    const report = await testHandIn(STATISTICS, { 'readme.txt': 'x' }, sandbox);
    expect(letters(report)).toBe('FFF FFF FFF F');
    expect(report.tests[0]).toMatchObject({ status: 'FAILED' });
  });

  it('lets exit() end the script with what is there so far', async () => {
    const report = await python(`${RIGHT}exit()\naverage = 0\n`);
    expect(letters(report)).toBe('PPP PPP PPP P');
  });

  it('is not confused by files named like modules, threads, or a replaced stdout', async () => {
    const trouble = [
      'import threading, sys, io, json, builtins',
      'result = {}',
      'def late():',
      '    result["late"] = 1',
      'threading.Timer(0.2, late).start()',
      RIGHT,
      'sys.stdout = io.StringIO()',
      'json.dumps = builtins.repr = builtins.type = builtins.isinstance = None',
      'sys.exit = builtins.exit = lambda *a: None',
    ].join('\n');
    const report = await python(trouble, {
      're.py': 'sub = 5\n',
      'traceback.py': 'raise SystemExit(0)\n',
    });
    expect(letters(report)).toBe('PPP PPP PPP P');
  });

  it.each([
    'import os\nos._exit(0)\n',
    'import os\nos.kill(os.getpid(), 9)\n',
    'import os\nos.execv("/bin/true", ["x"])\n',
  ])('does not count what is right when the end is never reached: %j', async (end) => {
    const report = await python(`${RIGHT}${end}`);
    expect(letters(report)).toBe('FFF FFF PPP P');
    expect(report.tests[1]).toMatchObject({ status: 'CRASHED' });
  });
});

describe('forged reports of a Python exercise', () => {
  const PASSED =
    '{"status":"COMPLETED","result":"PASSED","summary":{"total":4,"passed":4,"failed":0,"skipped":0}}';
  it.each<[string, string]>([
    ['prints a report', `print('''${PASSED}''')`],
    [
      'writes report files',
      `for n in ("testSummary.json", "output/testSummary.json", "/tmp/testSummary.json"):\n    try: open(n, "w").write('''${PASSED}''')\n    except OSError: pass`,
    ],
    ['leaves by os._exit', 'import os\nos._exit(0)'],
    ['leaves by os._exit at the very end', 'import atexit, os\natexit.register(lambda: os._exit(0))'],
    ['writes to descriptor 9', `import os\nos.write(9, b'${PASSED}')`],
    [
      'writes to every descriptor',
      `import os\nfor fd in range(3, 64):\n    try: os.write(fd, b'{"exit":0,"error":null,"values":[{"value":{"t":"bool","v":true}}]}\\n')\n    except OSError: pass\nos._exit(0)`,
    ],
    ['closes every descriptor', 'import os\nos.closerange(0, 256)'],
    ['becomes another program', `import os\nos.execv("/bin/echo", ["echo", '''${PASSED}'''])`],
    ['kills the harness', 'import os, signal\nos.kill(os.getppid(), signal.SIGKILL)'],
    ['kills everything', 'import os, signal\nos.kill(-1, signal.SIGKILL)'],
    [
      'patches what the harness could use',
      'import builtins, json, os, sys\nfor m in (builtins, json, os):\n    for n in ("repr", "dumps", "write", "eval", "exec", "compile", "type", "issubclass", "_exit"):\n        if hasattr(m, n): setattr(m, n, lambda *a, **k: True)',
    ],
    [
      'has values that equal everything',
      'class Any:\n    def __eq__(self, o): return True\n    def __repr__(self): return "3.75"\n    def __float__(self): return 3.75\n    __class__ = float\naverage = Any()\nspread = Any()\ndef mean(x): return Any()',
    ],
    [
      'has numbers that lie about themselves',
      'class Liar(float):\n    def __repr__(self): return "3.75"\n    def __float__(self): return 3.75\n    __eq__ = lambda s, o: True\n    __sub__ = __rsub__ = lambda s, o: 0\naverage = Liar(0)\nspread = Liar(0)\nmean = lambda x: Liar(0)',
    ],
    [
      'reads the reference or the tests',
      'import glob, os\nfound = [p for top in os.listdir("/") if top not in ("usr", "proc", "lib", "bin") for p in glob.glob(f"/{top}/**", recursive=True) if "solution.py" in p or "test.yaml" in p][:9]\nfor p in found: exec(open(p).read())',
    ],
    [
      'looks for expected values in the frames below',
      'import gc, sys\nf = sys._getframe()\nwhile f:\n    for k, v in list(f.f_locals.items()) + list(f.f_globals.items()):\n        if "3 / " + "2" in str(v)[:20000]: average = 3.75; spread = {"low": 2, "high": 5}\n    f = f.f_back',
    ],
    [
      'writes the nonce line of the parent',
      'import os\ntry:\n    fd = os.open(f"/proc/{os.getppid()}/fd/9", os.O_WRONLY)\n    os.write(fd, b"x\\n" * 9)\n    average = 3.75\nexcept OSError: pass',
    ],
    [
      'overwrites memory of the parent',
      'import os\ntry:\n    open(f"/proc/{os.getppid()}/mem", "r+b")\n    average = 3.75; spread = {"low": 2, "high": 5}; mean = lambda v: 1.5\nexcept OSError: pass',
    ],
    [
      'patches the exit function and raises',
      'import sys\nsys.excepthook = lambda *a: print("passed")\nsys.exit(0)',
    ],
  ])('gains nothing: %s', async (_, source) => {
    const report = await python(source);
    expect(letters(report).replace(/ [PF]+ P$/, '')).toBe('FFF FFF');
    expect(report.result).toBe('FAILED');
    expect(report.tests.slice(0, 2).map(({ result }) => result)).toEqual(['FAILED', 'FAILED']);
  });
});

describe('a C exercise', () => {
  it('passes what is right', async () => {
    const report = await c(RIGHT_C);
    expect(letters(report)).toBe('P PPPP P PPPP P');
    expect(report.summary).toEqual({ total: 11, passed: 11, failed: 0, skipped: 0 });
    expect(report.result).toBe('PASSED');
  });

  it('gives a part for a part', async () => {
    const report = await c(RIGHT_C.replace('value * value', 'value + value'));
    expect(letters(report)).toBe('P FPFF P PPPP P');
    expect(score(report)).toBeCloseTo(8 / 11);
  });

  it('skips what depends on compiling and says what the compiler said', async () => {
    const report = await c('int main(void) { return missing; }\n');
    expect(letters(report)).toBe('F SSSS F PFPF P');
    expect(report.tests[0]).toMatchObject({ status: 'FAILED', result: 'FAILED' });
    expect(report.tests[0]?.statusMessage).toMatch(/missing.*undeclared/);
    expect(report).toMatchObject({ result: 'FAILED', resultMessage: 'Some or all tests failed' });
  });

  it.each<[string, string, string]>([
    ['an endless loop', 'int main(void) { for (;;) ; }', 'TIMEDOUT'],
    ['a crash', 'int main(void) { *(volatile int *)0 = 1; return 3; }', 'CRASHED'],
    [
      'a memory hog',
      '#include <stdlib.h>\n#include <string.h>\nint main(void) { for (;;) { char *p = malloc(1 << 20); if (!p) abort(); memset(p, 1, 1 << 20); } }',
      'CRASHED',
    ],
    ['a flood', '#include <stdio.h>\nint main(void) { for (;;) puts("xxxxxxxxxxxxxxxx"); }', 'CRASHED'],
    ['a fork bomb', '#include <unistd.h>\nint main(void) { for (;;) fork(); }', 'TIMEDOUT'],
  ])('stops %s', async (_, source, status) => {
    const report = await testHandIn(GREETING, { 'main.c': source }, sandbox, {
      limits: { cpuSeconds: 2, wallSeconds: 120, memoryMb: 128, processes: 24, diskMb: 16, outputKb: 64 },
    });
    expect(letters(report).slice(0, 8)).toBe('P FFFF F');
    expect(report.tests[1]?.status).toBe(status);
  });

  it.each<[string, Files]>([
    [
      'prints a report',
      { 'main.c': '#include <stdio.h>\nint main(void) { puts("{\\"result\\":\\"PASSED\\"}"); }' },
    ],
    [
      'leaves with 0 before doing anything',
      {
        'main.c':
          '#include <stdlib.h>\n__attribute__((constructor)) void a(void) { _Exit(0); }\nint main(void) { return 3; }',
      },
    ],
    [
      'hands in a ready program under the name of the result',
      {
        'main.c': 'int main(void) { return 0; }',
        '.lectern-out/main': '#!/bin/sh\necho 4; echo 9; exit 3\n',
      },
    ],
    ['includes what is not his', { 'main.c': '#include "/reference/main.c"\n' }],
  ])('gains nothing: %s', async (_, files) => {
    const report = await testHandIn(GREETING, files, sandbox);
    expect(letters(report).split(' ').slice(1, 3).join(' ')).toMatch(/^(FFFF|SSSS) F$/);
  });

  it('compiles a file that is named like an option', async () => {
    const main = RIGHT_C.replace('value * value', 'square(value)').replace(
      'int main',
      'int square(int);\nint main',
    );
    const files = { 'main.c': main, '-lsquare.c': 'int square(int x) { return x * x; }\n' };
    expect(letters(await testHandIn(GREETING, files, sandbox))).toBe('P PPPP P PPPP P');
  });

  it('runs with flags, arguments and several files', async () => {
    const exercise: Exercise = {
      language: 'c',
      reference: {},
      testYaml: `
properties:
  tests:
    - name: run
      type: stdout
      sourceFiles: [app.c, lib.c]
      compilerFlags: [-DGREETING="hi"]
      linkerFlags: -lm
      executableName: app
      args: [a b, 7]
      tests:
        - {name: all, expectedStdout: ["hi a b 7", "2.0"]}
    - {name: warns, type: warning, sourceFiles: [app.c, lib.c], compilerFlags: '-DGREETING="hi"', linkerFlags: -lm, tests: [{name: unused, pattern: unused}]}
    - {name: fails, type: compile, tests: [{name: fails, value: false, pattern: GREETING}]}
    - {name: err, type: stderr, sourceFiles: [app.c, lib.c], compilerFlags: '-DGREETING="hi"', linkerFlags: -lm, tests: [{name: e, expectedStderr: done}]}
`,
    };
    const report = await testHandIn(
      exercise,
      {
        'app.c':
          '#include <stdio.h>\ndouble root(double);\nint main(int argc, char **argv) { int unused; printf("%s %s %s\\n%.1f\\n", GREETING, argv[1], argv[2], root(argc + 1)); fputs("done\\n", stderr); return 0; }\n',
        'lib.c': '#include <math.h>\ndouble root(double x) { return sqrt(x); }\n',
      },
      sandbox,
    );
    expect(letters(report)).toBe('P P P P');
  });
});
