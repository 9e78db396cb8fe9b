import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Command } from 'commander';
import { type ExampleMeta, parseMetaYaml } from '../modules/examples/services/meta-yaml.js';
import { type ReportResult, scoreOf, type TestReport } from '../modules/execution/tester/report.js';
import { runTests } from '../modules/execution/tester/run-tests.js';
import { TesterError, TestYamlError } from '../modules/execution/tester/tester.errors.js';
import { limitsOf } from '../modules/execution/worker/job-limits.js';
import { withSandbox } from './own-sandbox.js';

/** Exit codes of a tester (contract 08, section 4). */
const EXIT = { passed: 0, failed: 1, noReport: 3 } as const;

/** What a run may use where the exercise asks for no less, in the words of a service's configuration. */
const SERVICE = { timeout_seconds: 180, memory_mb: 1024 };

interface TestOptions {
  solution?: string;
  language?: string;
  json?: boolean;
}

async function readMeta(exercise: string): Promise<ExampleMeta> {
  const meta = parseMetaYaml(await readFile(join(exercise, 'meta.yaml')));
  if (meta.ok) return meta.meta;
  const lines = meta.problems.map(({ line, key, message }) => `line ${line ?? '?'} ${key ?? ''}: ${message}`);
  throw new TesterError('BAD_INPUT', ['meta.yaml is not valid:', ...lines].join('\n  '));
}

function languageOf(meta: ExampleMeta, wanted: string | undefined): string {
  const language = wanted ?? meta.executionBackend?.slug.split('.').at(-1);
  if (language) return language;
  throw new TesterError('BAD_INPUT', 'meta.yaml names no execution backend: say --language.');
}

/** Runs an exercise against a solution, in the box that hand-ins get; without a solution against its own. */
async function testExercise(folder: string, options: TestOptions): Promise<TestReport> {
  const exercise = resolve(folder);
  const meta = await readMeta(exercise);
  const backend: Record<string, unknown> = { ...meta.executionBackend?.settings };
  const { limits, settings } = limitsOf(SERVICE, backend, SERVICE.timeout_seconds);
  const work = await mkdtemp(join(tmpdir(), 'lectern-test-'));
  try {
    const tests = join(work, 'testprograms');
    await mkdir(tests);
    for (const path of meta.testFiles) {
      await mkdir(dirname(join(tests, path)), { recursive: true });
      await cp(join(exercise, path), join(tests, path), { recursive: true });
    }
    return await withSandbox(async (box) =>
      runTests({
        language: languageOf(meta, options.language),
        testYaml: await readFile(join(exercise, 'test.yaml'), 'utf8'),
        directories: {
          student: resolve(options.solution ?? exercise),
          reference: exercise,
          tests,
          artifacts: join(work, 'artifacts'),
        },
        limits,
        settings,
        storeGraphicsArtifacts: false,
        box,
        clock: () => new Date(),
      }),
    );
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

const MARKS: Record<ReportResult, string> = { PASSED: 'ok  ', FAILED: 'FAIL', SKIPPED: 'skip' };

/** The report as lines for people. */
export function readableReport(report: TestReport): string[] {
  const lines = [report.name];
  for (const collection of report.tests) {
    lines.push(`${MARKS[collection.result]} ${collection.name} (${collection.type})`);
    for (const test of collection.tests) {
      const message = test.resultMessage.replaceAll('\n', '\n            ');
      lines.push(`     ${MARKS[test.result]} ${test.name}${message === '' ? '' : `: ${message}`}`);
    }
  }
  const { result, passed, total } = scoreOf(report);
  lines.push(`${report.result}: ${passed} of ${total}, score ${result.toFixed(2)}`);
  return lines;
}

function readableError(error: unknown): string {
  if (error instanceof TestYamlError) {
    const lines = error.problems.map(
      ({ line, key, message }) => `line ${line ?? '?'} ${key ?? ''}: ${message}`,
    );
    return ['test.yaml is not valid:', ...lines].join('\n  ');
  }
  return error instanceof Error ? error.message : String(error);
}

async function test(folder: string, options: TestOptions): Promise<void> {
  try {
    const report = await testExercise(folder, options);
    console.log(options.json ? JSON.stringify(report, null, 2) : readableReport(report).join('\n'));
    process.exitCode = report.summary.failed > 0 ? EXIT.failed : EXIT.passed;
  } catch (error) {
    process.stderr.write(`lectern: ${readableError(error)}\n`);
    process.exitCode = EXIT.noReport;
  }
}

/** `lectern test DIR --solution DIR`. */
export function testCommand(): Command {
  return new Command('test')
    .description('run the tests of an exercise on this machine, in the box that hand-ins get')
    .argument('<dir>', 'the exercise: meta.yaml, test.yaml and the reference solution')
    .option('--solution <dir>', 'what to test; without it the exercise has to pass its own tests')
    .option('--language <name>', 'instead of the one that meta.yaml names')
    .option('--json', 'print testSummary.json')
    .addHelpText('after', '\nExit code: 0 nothing failed, 1 something failed, 3 there is no report.')
    .action(test);
}
