import type { SuiteCollection, SuiteTest } from '../../formats/test-suite.js';
import type { BoxLimits } from '../../sandbox/box.js';
import {
  type CollectionVerdict,
  skipped,
  type TestSession,
  type TestVerdict,
  verdictOf,
} from '../language.js';
import { requireTool } from '../toolchain.js';
import { allFailed } from '../scripts/value-tests.js';
import { pythonFileOf } from './token-tests.js';

const LIMITS: BoxLimits = {
  cpuSeconds: 20,
  wallSeconds: 20,
  memoryMb: 512,
  processes: 16,
  diskMb: 16,
  outputKb: 256,
};

/** Judges a linting collection: flake8, ignoring what the pattern lists, must find nothing in the student's file. */
export async function judgeLinting(
  collection: SuiteCollection,
  session: TestSession,
): Promise<CollectionVerdict> {
  const main = await pythonFileOf(collection, session.student);
  if ('missing' in main) return allFailed(collection.tests, 'COMPLETED', main.missing);
  const path = collection.file ?? main.path;
  const source = await session.student.readText(path);
  if (source === undefined) return allFailed(collection.tests, 'COMPLETED', `The file ${path} is missing.`);
  const tests: TestVerdict[] = [];
  for (const test of collection.tests) tests.push(await lint(test, source, session));
  return { status: 'COMPLETED', statusMessage: '', tests };
}

/** The source comes by stdin, so that no configuration or plug-in in the hand-in is loaded. */
async function lint(test: SuiteTest, source: string, session: TestSession): Promise<TestVerdict> {
  const python = await requireTool('python3');
  const outcome = await session.boxes.run({
    command: [python, '-I', '-m', 'flake8', '--isolated', `--ignore=${test.pattern ?? ''}`, '-'],
    stdin: source,
    limits: LIMITS,
  });
  if (outcome.stderr.toString('utf8').includes('No module named flake8')) {
    return skipped('flake8 is not installed on this worker.');
  }
  const findings = outcome.stdout.toString('utf8').trim();
  const clean = outcome.end === 'exited' && outcome.exitCode === 0 && findings === '';
  return verdictOf(test, clean ? undefined : findings.slice(0, 2000) || 'flake8 did not finish.');
}
