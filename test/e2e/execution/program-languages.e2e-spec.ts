import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Sandbox } from '../../../src/modules/execution/sandbox/sandbox.js';
import { OrdinaryBox } from '../../sandbox/ordinary-box.js';
import { NOBODY, PortableSandbox } from '../../sandbox/portable-sandbox.js';
import { SandboxProcess } from '../../sandbox/sandbox-process.js';
import { describeWith } from '../../setup/toolchains.js';
import { type ProgramCase, RIGHT_LETTERS, squaresYaml } from './program-cases.js';
import { PROGRAM_CASES } from './program-languages.js';
import { testYamlOf } from './test-yaml.js';
import { type Exercise, type Files, letters, LIMITS, score, testHandIn } from './tested-exercise.js';

/** Compilers take their time when other tests run beside them. */
const PATIENCE_MS = 600_000;
const TIGHT = { ...LIMITS, cpuSeconds: 1, memoryMb: 192 };

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

function squares({ language, right, structure }: ProgramCase): Exercise {
  return { language, reference: right, testYaml: squaresYaml(structure.tests) };
}

function exercise({ language }: ProgramCase, tests: string): Exercise {
  return { language, reference: {}, testYaml: testYamlOf(tests) };
}

describe.each(PROGRAM_CASES)('hand-ins in $language', (kind) => {
  describeWith(kind.toolchain, kind.tools, `${kind.toolchain} programs`, () => {
    const hand = (files: Files) => testHandIn(squares(kind), files, sandbox);

    it(
      'pass when they are right',
      async () => {
        const report = await hand(kind.right);
        const [before, behind] = RIGHT_LETTERS;
        expect(letters(report)).toBe(`${before} ${kind.structure.letters} ${behind}`);
        expect(report.environment).toEqual({ language: kind.language });
      },
      PATIENCE_MS,
    );

    it(
      'lose what is wrong',
      async () => {
        const report = await hand(kind.wrong);
        expect(letters(report).split(' ').slice(0, 5)).toEqual(['P', 'FPFFF', 'F', 'P', 'P']);
        expect(score(report)).toBeLessThan(0.9);
      },
      PATIENCE_MS,
    );

    it(
      'are told what the compiler says',
      async () => {
        const report = await hand(kind.broken);
        expect(letters(report).split(' ').slice(0, 7)).toEqual(['F', 'SSSSS', 'F', 'F', 'F', 'F', 'PF']);
        expect(report.tests[0]?.statusMessage).toMatch(kind.complaint);
      },
      PATIENCE_MS,
    );

    it(
      'may be asked not to compile, to crash or to warn',
      async () => {
        const tests = (pattern: string) =>
          exercise(
            kind,
            `
- {name: no, type: compile, tests: [{name: no, value: false}, {name: yes}]}
- {name: error, type: error, tests: [{name: any}, {name: this, pattern: "${pattern}"}]}
- {name: output, type: stdout, tests: [{name: so far, value: 4}]}
- {name: code, type: exitcode, tests: [{name: none}]}
`,
          );
        expect(letters(await testHandIn(tests(''), kind.broken, sandbox))).toBe('PF PP F F');
        expect(letters(await testHandIn(tests(kind.crash), kind.crashing, sandbox))).toBe('FP PP P F');
        if (kind.warning === null) return;
        const warned = exercise(
          kind,
          `- {name: w, type: warning, tests: [{name: any}, {name: this, pattern: "${kind.warning.pattern}"}, {name: other, pattern: no such words}]}`,
        );
        expect(letters(await testHandIn(warned, kind.warning.files, sandbox))).toBe('PPF');
      },
      PATIENCE_MS,
    );

    it(
      'are stopped when they do not end or take too much',
      async () => {
        const output = exercise(kind, '- {name: output, type: stdout, tests: [{name: x, value: 4}]}');
        const endless = await testHandIn(output, kind.endless, sandbox, { limits: TIGHT });
        expect(endless.tests[0]).toMatchObject({ status: 'TIMEDOUT', result: 'FAILED' });
        const hungry = await testHandIn(output, kind.hungry, sandbox, {
          limits: { ...TIGHT, cpuSeconds: 60 },
        });
        expect(hungry.tests[0]?.result).toBe('FAILED');
        expect(hungry.tests[0]?.status).not.toBe('TIMEDOUT');
      },
      PATIENCE_MS,
    );

    it(
      'are missing when there is no source',
      async () => {
        const report = await hand({ 'notes.txt': 'later' });
        expect(report.tests[0]?.statusMessage).toBe(`There is no ${kind.toolchain} source file.`);
        expect(letters(report).split(' ').slice(0, 3)).toEqual(['F', 'SSSSS', 'F']);
      },
      PATIENCE_MS,
    );
  });
});

describe('at level L2, as an ordinary user', () => {
  let portable: PortableSandbox;
  let lowered: SandboxProcess;
  let box: OrdinaryBox;
  beforeAll(async () => {
    const user = process.getuid?.() === 0 ? NOBODY : null;
    portable = new PortableSandbox();
    lowered = await new SandboxProcess(portable, portable.folderFor(user, 'root'), {
      ...{ user, minLevel: 'L2', slots: 1 },
    }).ready();
    box = new OrdinaryBox(portable, lowered, process.cwd());
  });
  afterAll(async () => {
    await lowered?.close();
    portable?.remove();
  });

  it('is where these run', () => {
    expect(lowered.level).toBe('L2');
  });

  describe.each(PROGRAM_CASES)('hand-ins in $language', (kind) => {
    describeWith(kind.toolchain, kind.tools, `${kind.toolchain} programs`, () => {
      it(
        'get the same verdicts',
        async () => {
          const right = await testHandIn(squares(kind), kind.right, box);
          expect(letters(right)).toBe(`${RIGHT_LETTERS[0]} ${kind.structure.letters} ${RIGHT_LETTERS[1]}`);
          const output = exercise(kind, '- {name: output, type: stdout, tests: [{name: x, value: 4}]}');
          const limits = { ...TIGHT, cpuSeconds: 60 };
          const hungry = await testHandIn(output, kind.hungry, box, { limits });
          expect(hungry.tests[0]?.result).toBe('FAILED');
          expect(hungry.tests[0]?.status).not.toBe('TIMEDOUT');
        },
        PATIENCE_MS,
      );
    });
  });
});
