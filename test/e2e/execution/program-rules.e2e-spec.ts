import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BoxOutcome } from '../../../src/modules/execution/sandbox/box.js';
import { Sandbox } from '../../../src/modules/execution/sandbox/sandbox.js';
import type { BoxRunner } from '../../../src/modules/execution/tester/tester-input.js';
import { describeWith } from '../../setup/toolchains.js';
import { testYamlOf } from './test-yaml.js';
import { type Files, letters, testHandIn } from './tested-exercise.js';

const PATIENCE_MS = 600_000;

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

async function judged(
  language: string,
  student: Readonly<Record<string, string | Buffer>>,
  collections: string,
  reference: Files = {},
) {
  const testYaml = testYamlOf(collections);
  return letters(await testHandIn({ language, reference, testYaml }, student, sandbox));
}

const says = (text: string, more = '') =>
  `- {name: o, type: stdout, ${more} tests: [{name: all, value: "${text}"}]}`;

describeWith('Fortran', ['gfortran'], 'the rules of Fortran', () => {
  it(
    'compiles modules before what uses them, when nobody names the sources',
    async () => {
      const files = {
        'main.f90': 'program p\n  use zoo\n  call speak()\nend program\n',
        'zoo.f90':
          "module zoo\ncontains\n  subroutine speak()\n    print '(A)', 'roar'\n  end subroutine\nend module\n",
      };
      expect(await judged('f', files, says('roar'))).toBe('P');
      const named = 'sourceFiles: [main.f90, zoo.f90], ';
      expect(await judged('fortran', files, says('roar', named))).toBe('F');
    },
    PATIENCE_MS,
  );

  it(
    'holds each source to the standard of its ending',
    async () => {
      const modern =
        "program p\n  implicit none\n  integer :: n\n  n = popcnt(7)\n  print '(I0)', n\nend program\n";
      const compiles = '- {name: c, type: compile, tests: [{name: c}]}';
      expect(await judged('fortran', { 'a.f90': modern }, compiles)).toBe('F');
      expect(await judged('fortran', { 'a.f08': modern }, compiles)).toBe('P');
      const old = "C     a comment\n      PROGRAM P\n      PRINT '(A)', 'old'\n      END\n";
      expect(await judged('fortran', { 'a.f': old }, says('old'))).toBe('P');
      expect(await judged('fortran', { 'a.f90': old }, compiles)).toBe('F');
    },
    PATIENCE_MS,
  );
});

describeWith('Java', ['javac', 'java'], 'the rules of Java', () => {
  const say = (name: string, text: string) =>
    `public class ${name} { public static void main(String[] a) { System.out.println("${text}" + a.length); } }\n`;

  it(
    'begins where entryPoint says, else in Main.java, else in the first class with main',
    async () => {
      const files = { 'Alpha.java': say('Alpha', 'alpha'), 'Main.java': say('Main', 'main') };
      expect(await judged('java', files, says('main0'))).toBe('P');
      expect(await judged('java', files, says('alpha2', 'entryPoint: Alpha.java, args: [x, y],'))).toBe('P');
      const several = { 'A.java': 'class A { void main() {} }\n', 'B.java': say('B', 'b') };
      expect(await judged('java', several, says('b0'))).toBe('P');
      expect(
        await judged(
          'java',
          { 'A.java': 'class A { }\n' },
          `- {name: c, type: compile, tests: [{name: c}]}\n${says('')}`,
        ),
      ).toBe('P F');
    },
    PATIENCE_MS,
  );

  it(
    'needs of an entry point only what it uses',
    async () => {
      const files = {
        'src/tasks/One.java': `package tasks;\n${say('One', 'one').replace('"one"', 'Text.of("one")')}`,
        'src/tasks/Text.java':
          'package tasks;\nclass Text { static String of(String s) { return s.trim(); } }\n',
        'src/tasks/Two.java': 'package tasks;\nnot Java\n',
      };
      expect(await judged('java', files, says('one0', 'entryPoint: src/tasks/One.java,'))).toBe('P');
      expect(await judged('java', files, says('one0'))).toBe('F');
    },
    PATIENCE_MS,
  );

  it(
    'runs nothing that was handed in compiled',
    async () => {
      const outcomes: BoxOutcome[] = [];
      const box: BoxRunner = {
        run: async (request) => {
          const outcome = await sandbox.run(request);
          outcomes.push(outcome);
          return outcome;
        },
      };
      const exercise = {
        language: 'java',
        reference: {},
        testYaml: testYamlOf(says('x')),
      };
      await testHandIn(exercise, { 'Forged.java': say('Forged', 'forged') }, box);
      const forged = outcomes[0]!.files[0]!.content;
      expect(forged.includes('forged')).toBe(true);
      const main = 'public class Main { public static void main(String[] a) { Forged.main(a); } }\n';
      const student = {
        'Main.java': main,
        'Forged.class': forged,
        '.lectern-out/Forged.class': forged,
      };
      expect(await judged('java', student, '- {name: c, type: compile, tests: [{name: c}]}')).toBe('F');
    },
    PATIENCE_MS,
  );
});

describeWith('TypeScript', ['node'], 'the rules of JavaScript and TypeScript', () => {
  it(
    'begin where entryPoint says, else in main, else in index',
    async () => {
      const files = { 'a.js': 'console.log("a")', 'index.js': 'console.log("index")' };
      expect(await judged('js', files, says('index'))).toBe('P');
      expect(await judged('js', files, says('a', 'entryPoint: a.js,'))).toBe('P');
      expect(await judged('js', { ...files, 'main.mjs': 'console.log(await "main")' }, says('main'))).toBe(
        'P',
      );
      const typed = { 'a.ts': 'console.log("a" as string)', 'b.ts': 'const n: number = "b";' };
      expect(await judged('ts', typed, says('a', 'entryPoint: a.ts,'))).toBe('P');
      expect(await judged('ts', typed, says('a'))).toBe('F');
    },
    PATIENCE_MS,
  );

  it(
    'know modules by package.json and ignore what else the hand-in wants of the compiler',
    async () => {
      const files = {
        'package.json': '{"type": "module"}',
        'tsconfig.json': '{"compilerOptions": {"noEmit": true, "strict": false}}',
        'main.ts': 'import { f } from "./lib/f.js";\nconsole.log(await f());',
        'lib/f.ts': 'export async function f(): Promise<number> { return 7; }',
        'node_modules/x/index.ts': 'broken broken',
      };
      expect(await judged('ts', files, says('7'))).toBe('P');
      const loose = { ...files, 'lib/f.ts': 'export async function f(x?) { return 7; }' };
      const report = await testHandIn(
        { language: 'ts', reference: {}, testYaml: testYamlOf(says('7')) },
        loose,
        sandbox,
      );
      expect(report.tests[0]?.statusMessage).toMatch(/lib\/f\.ts\(1,\d+\): error TS7006/);
    },
    PATIENCE_MS,
  );
});

describeWith('Rust', ['rustc', 'cc'], 'the rules of Rust', () => {
  it(
    'begin where entryPoint says, else in main.rs, else where fn main is',
    async () => {
      const say = (text: string) => `fn main() { println!("${text}"); }\n`;
      const files = { 'a.rs': 'pub fn f() {}\n', 'b.rs': say('b') };
      expect(await judged('rs', files, says('b'))).toBe('P');
      expect(await judged('rust', { ...files, 'src/main.rs': say('main') }, says('main'))).toBe('P');
      expect(await judged('rust', { ...files, 'main.rs': say('main') }, says('b', 'entryPoint: b.rs,'))).toBe(
        'P',
      );
      expect(await judged('rust', files, says('', 'entryPoint: c.rs,'))).toBe('F');
    },
    PATIENCE_MS,
  );

  it(
    'checks overflows, as students expect',
    async () => {
      const files = {
        'main.rs': 'fn main() { let n = std::env::args().count() as u8; println!("{}", n - 2); }\n',
      };
      expect(
        await judged('rust', files, '- {name: e, type: error, tests: [{name: e, pattern: overflow}]}'),
      ).toBe('P');
    },
    PATIENCE_MS,
  );
});

describeWith('Go', ['go'], 'the rules of Go', () => {
  it(
    'builds modules with their packages, and single files without',
    async () => {
      const say = (text: string) => `package main\n\nfunc main() { println("${text}") }\n`;
      const module = {
        'go.mod': 'module example.org/task\n\ngo 1.18\n',
        'main.go':
          'package main\n\nimport (\n\t"fmt"\n\t"example.org/task/inner"\n)\n\nfunc main() { fmt.Println(inner.Word) }\n',
        'inner/word.go': 'package inner\n\nconst Word = "inner"\n',
        'cmd/other/main.go': 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("other") }\n',
      };
      expect(await judged('go', module, says('inner'))).toBe('P');
      expect(await judged('go', module, says('other', 'entryPoint: cmd/other/main.go,'))).toBe('P');
      const two = { 'one.go': say('one'), 'two.go': say('two') };
      const error = (more: string) => `- {name: e, type: stderr, ${more} tests: [{name: e, value: two}]}`;
      expect(await judged('golang', two, error('entryPoint: two.go,'))).toBe('P');
      expect(await judged('go', two, error(''))).toBe('F');
    },
    PATIENCE_MS,
  );

  it(
    'says at once which module is not there',
    async () => {
      const files = {
        'go.mod': 'module example.org/task\n\ngo 1.18\n\nrequire example.org/absent v1.0.0\n',
        'main.go': 'package main\n\nimport "example.org/absent"\n\nfunc main() { absent.Do() }\n',
      };
      const pattern = 'example.org/absent';
      expect(
        await judged(
          'go',
          files,
          `- {name: c, type: compile, tests: [{name: c, value: false, pattern: ${pattern}}]}`,
        ),
      ).toBe('P');
    },
    PATIENCE_MS,
  );
});
