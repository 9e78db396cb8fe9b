import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { BoxLimits } from '../src/modules/execution/sandbox/box.js';
import type { Sandbox } from '../src/modules/execution/sandbox/sandbox.js';
import { scoreOf } from '../src/modules/execution/tester/report.js';
import { runTests } from '../src/modules/execution/tester/run-tests.js';
import type { RunMemory } from '../src/modules/execution/tester/run-memory.js';

const start = promisify(execFile);
/** Otherwise a version manager's python might be compared with the one that boxes see. */
const BOX_ENVIRONMENT = { PATH: '/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8' };
const LIMITS: BoxLimits = {
  ...{ cpuSeconds: 10, wallSeconds: 20, memoryMb: 512, processes: 64, diskMb: 64, outputKb: 1024 },
};

/** A program as a hand-in and as what a shell would run; made anew for each number. */
export interface Program {
  language: 'python' | 'c';
  file: string;
  text: (number: number) => string;
  testYaml: string;
  /** How it is started without us, in its folder. */
  plain: readonly (readonly string[])[];
}

const PYTHON_TESTS =
  'type: python\nname: t\nversion: "1.0"\nproperties:\n  tests:\n    - type: variable\n      name: v\n      entryPoint: main.py\n      tests:\n        - name: total\n          value: 5\n';
const C_TESTS =
  'type: c\nname: t\nversion: "1.0"\nproperties:\n  tests:\n    - type: stdout\n      name: v\n      entryPoint: main.c\n      tests:\n        - name: printed\n          value: "5"\n';

export const SHORT_PYTHON: Program = {
  ...{ language: 'python', file: 'main.py', testYaml: PYTHON_TESTS },
  text: (number) => `# ${number}\ntotal = 2 + 3\n`,
  plain: [['python3', 'main.py']],
};

/** The bare interpreter: without site.py, which alone may take longer than all the rest. */
export const BARE_PYTHON: Program = { ...SHORT_PYTHON, plain: [['python3', '-S', 'main.py']] };

export const COMPUTING_PYTHON: Program = {
  ...SHORT_PYTHON,
  text: (number) => `# ${number}\ntotal = 5 + 0 * sum(i * i for i in range(1_500_000))\n`,
};

export const SHORT_C: Program = {
  ...{ language: 'c', file: 'main.c', testYaml: C_TESTS },
  text: (number) =>
    `/* ${number} */\n#include <stdio.h>\nint main(void)\n{\n    printf("5\\n");\n    return 0;\n}\n`,
  plain: [['gcc', '-Wall', '-Wextra', 'main.c', '-o', 'main'], ['./main']],
};

/** The folders of one hand-in, filled; returns the one with the program. */
export function layOut(root: string, program: Program, number: number): string {
  const home = join(root, `${program.language}-${number}`);
  for (const name of ['Student', 'Reference', 'Tests', 'Artifacts']) {
    mkdirSync(join(home, name), { recursive: true });
  }
  writeFileSync(join(home, 'Student', program.file), program.text(number));
  return home;
}

/** The tests of a laid-out hand-in, from reading test.yaml to the report; throws unless it passes. */
export async function tested(
  sandbox: Sandbox,
  program: Program,
  home: string,
  memory?: RunMemory,
): Promise<void> {
  const report = await runTests({
    ...{ language: program.language, testYaml: program.testYaml, limits: LIMITS, box: sandbox },
    ...(memory === undefined ? {} : { memory }),
    directories: {
      student: join(home, 'Student'),
      reference: join(home, 'Reference'),
      tests: join(home, 'Tests'),
      artifacts: join(home, 'Artifacts'),
    },
    storeGraphicsArtifacts: false,
    clock: () => new Date(),
  });
  if (scoreOf(report).result !== 1) throw new Error(`a right program got ${JSON.stringify(report.tests)}`);
}

/** The same program started without us; `from` leaves out steps, such as compiling. */
export async function plainly(program: Program, home: string, from = 0): Promise<void> {
  for (const [command = '', ...rest] of program.plain.slice(from)) {
    await start(command, rest, { cwd: join(home, 'Student'), env: BOX_ENVIRONMENT });
  }
}

/** Binds this process, and with it everything it starts, to one core while `work` goes on. */
export async function onOneCore<T>(work: () => Promise<T>): Promise<T> {
  const bind = (cores: string) => execFileSync('taskset', ['-a', '-p', '-c', cores, String(process.pid)]);
  bind('0');
  try {
    return await work();
  } finally {
    bind(`0-${availableParallelism() - 1}`);
  }
}
