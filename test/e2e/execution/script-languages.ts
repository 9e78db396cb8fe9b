import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BoxLimits } from '../../../src/modules/execution/sandbox/box.js';
import { Sandbox } from '../../../src/modules/execution/sandbox/sandbox.js';
import type { TestReport } from '../../../src/modules/execution/tester/report.js';
import type { TesterInput } from '../../../src/modules/execution/tester/tester-input.js';
import { testYamlOf } from './test-yaml.js';
import { type Files, testHandIn } from './tested-exercise.js';

/** Interpreters that compile while they run need more than the usual box of a test. */
const ROOMY: BoxLimits = {
  cpuSeconds: 60,
  wallSeconds: 240,
  memoryMb: 1024,
  processes: 32,
  diskMb: 64,
  outputKb: 256,
};

export interface ScriptCase {
  yaml: string;
  student: Files;
  reference?: Files;
  more?: Partial<TesterInput>;
}

export type RunScript = (one: ScriptCase) => Promise<TestReport>;

/** Opens a sandbox around the specs of a `describe` and runs hand-ins of one language in it. */
export function scriptRunner(language: string): RunScript {
  let home: string;
  let sandbox: Sandbox;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'lectern-scripts-'));
    sandbox = await Sandbox.open({ root: home, minLevel: 'L2', slots: 2 });
  });
  afterAll(async () => {
    await sandbox?.close();
    await rm(home, { recursive: true, force: true });
  });
  return ({ yaml, student, reference = {}, more }) => {
    const exercise = { language, testYaml: testYamlOf(yaml), reference };
    return testHandIn(exercise, student, sandbox, { limits: ROOMY, ...more });
  };
}

/** A collection of variable tests, one for each flow map without its braces. */
export function variables(...tests: string[]): string {
  return `- {name: a, tests: [${tests.map((test) => `{${test}}`).join(', ')}]}`;
}
