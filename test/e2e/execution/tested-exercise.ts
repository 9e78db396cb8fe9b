import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { BoxLimits } from '../../../src/modules/execution/sandbox/box.js';
import { type TestReport, scoreOf } from '../../../src/modules/execution/tester/report.js';
import { runTests } from '../../../src/modules/execution/tester/run-tests.js';
import type { BoxRunner, TesterInput } from '../../../src/modules/execution/tester/tester-input.js';

export type Files = Readonly<Record<string, string>>;
/** Files of which some are no text. */
export type Contents = Readonly<Record<string, string | Buffer>>;

/** An exercise: its test.yaml and the files of its reference solution. */
export interface Exercise {
  language: string;
  testYaml: string;
  reference: Files;
  tests?: Files;
}

/**
 * Times are safety nets: no verdict may hang on how busy the machine is. A test of a program that does not end sets
 * times of its own, of computing where it computes.
 */
export const LIMITS: BoxLimits = {
  cpuSeconds: 30,
  wallSeconds: 180,
  memoryMb: 256,
  processes: 32,
  diskMb: 32,
  outputKb: 256,
};

/** Tests one hand-in in folders of its own, which are gone afterwards. */
export async function testHandIn(
  exercise: Omit<Exercise, 'reference'> & { reference: Contents },
  student: Contents,
  box: BoxRunner,
  more: Partial<TesterInput> = {},
  place: string = tmpdir(),
): Promise<TestReport> {
  return (await testForArtifacts(exercise, student, box, more, place)).report;
}

/** As testHandIn, with what the run left in the folder of artifacts, by name. */
export async function testForArtifacts(
  exercise: Omit<Exercise, 'reference'> & { reference: Contents },
  student: Contents,
  box: BoxRunner,
  more: Partial<TesterInput> = {},
  place: string = tmpdir(),
): Promise<{ report: TestReport; artifacts: Map<string, Buffer> }> {
  const root = await mkdtemp(join(place, 'lectern-tester-'));
  // Boxes may belong to another user; what is in here is no secret.
  await chmod(root, 0o755);
  try {
    const folder = async (name: string, files: Contents) => {
      const path = join(root, name);
      await mkdir(path);
      for (const [file, content] of Object.entries(files)) {
        await mkdir(dirname(join(path, file)), { recursive: true });
        await writeFile(join(path, file), content);
      }
      return path;
    };
    const report = await runTests({
      language: exercise.language,
      testYaml: exercise.testYaml,
      directories: {
        student: await folder('student', student),
        reference: await folder('reference', exercise.reference),
        tests: await folder('testprograms', exercise.tests ?? {}),
        artifacts: await folder('artifacts', {}),
      },
      limits: LIMITS,
      storeGraphicsArtifacts: false,
      box,
      clock: () => new Date(),
      ...more,
    });
    const artifacts = new Map<string, Buffer>();
    for (const name of (await readdir(join(root, 'artifacts'))).sort()) {
      artifacts.set(name, await readFile(join(root, 'artifacts', name)));
    }
    return { report, artifacts };
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** Results of the tests, collection by collection, as one letter each: P, F, S. */
export function letters(report: TestReport): string {
  return report.tests.map(({ tests }) => tests.map(({ result }) => result[0]).join('')).join(' ');
}

export function score(report: TestReport): number {
  return scoreOf(report).result;
}
