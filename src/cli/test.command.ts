import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { type ExampleMeta, parseMetaYaml } from '../modules/examples/services/meta-yaml.js';
import { type ReportResult, scoreOf, type TestReport } from '../modules/execution/tester/report.js';
import { languageNamed } from '../modules/execution/tester/languages.js';
import { runTests } from '../modules/execution/tester/run-tests.js';
import { TesterError, TestYamlError } from '../modules/execution/tester/tester.errors.js';
import { limitsOf } from '../modules/execution/worker/job-limits.js';
import { withSandbox } from './own-sandbox.js';
import { copyTestFiles, ifThere, storeReport, withTestFolders } from './test-folders.js';

/** Exit codes of a tester (contract 08, section 4). */
const EXIT = { passed: 0, failed: 1, noReport: 3 } as const;

/** What a run may use where the exercise asks for no less, in the words of a service's configuration. */
const SERVICE = { timeout_seconds: 180, memory_mb: 1024 };

interface TestOptions {
  solution?: string;
  specification?: string;
  language?: string;
  json?: boolean;
}

/** The meta.yaml of the first of these folders that has one; null where none has. */
async function findMeta(folders: readonly string[]): Promise<{ meta: ExampleMeta; folder: string } | null> {
  for (const folder of folders) {
    const file = await ifThere(join(folder, 'meta.yaml'));
    if (file !== null) return { meta: await readMeta(file), folder };
  }
  return null;
}

async function readMeta(file: string): Promise<ExampleMeta> {
  const meta = parseMetaYaml(await readFile(file));
  if (meta.ok) return meta.meta;
  const lines = meta.problems.map(({ line, key, message }) => `line ${line ?? '?'} ${key ?? ''}: ${message}`);
  throw new TesterError('BAD_INPUT', ['meta.yaml is not valid:', ...lines].join('\n  '));
}

function languageOf(meta: ExampleMeta | undefined, wanted: string | undefined): string {
  const language = wanted ?? meta?.executionBackend?.slug.split('.').at(-1);
  if (language) return language;
  throw new TesterError('BAD_INPUT', 'No meta.yaml names an execution backend: say --language.');
}

async function readTestYaml(exercise: string, language: string): Promise<string> {
  return 'grade' in languageNamed(language) ? '' : readFile(join(exercise, 'test.yaml'), 'utf8');
}

/** Runs an exercise against a solution, in the box that hand-ins get; without a solution against its own. */
async function testExercise(folder: string, options: TestOptions): Promise<TestReport> {
  const exercise = resolve(folder);
  return withTestFolders(exercise, options, async (folders) => {
    const { directories, storeGraphicsArtifacts } = folders;
    const found = await findMeta([exercise, directories.reference]);
    const backend: Record<string, unknown> = { ...found?.meta.executionBackend?.settings };
    const { limits, settings } = limitsOf(SERVICE, backend, SERVICE.timeout_seconds);
    if (found) await copyTestFiles(found.meta.testFiles, found.folder, directories.tests);
    const language = languageOf(found?.meta, options.language);
    const report = await withSandbox(async (box) =>
      runTests({
        language,
        testYaml: await readTestYaml(exercise, language),
        directories,
        dependencies: found?.meta.testDependencies.map(({ identifier }) => identifier),
        limits,
        settings,
        storeGraphicsArtifacts,
        box,
        clock: () => new Date(),
      }),
    );
    await storeReport(report, folders);
    return report;
  });
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
    return [`${error.file} is not valid:`, ...lines].join('\n  ');
  }
  if (error instanceof TesterError && error.debug)
    return `${error.message}\n${JSON.stringify(error.debug, null, 2)}`;
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
    .option(
      '--specification <file>',
      'folders and name of the report; without it the one in the exercise, if any',
    )
    .option('--language <name>', 'instead of the one that meta.yaml names')
    .option('--json', 'print testSummary.json')
    .addHelpText('after', '\nExit code: 0 nothing failed, 1 something failed, 3 there is no report.')
    .action(test);
}
