import { readArchive } from '../../../platform/storage/archive/read-archive.js';
import { ArchiveError } from '../../../platform/storage/storage.errors.js';
import type { Job } from '../schemas/job.schema.js';
import { BoxLimitError } from '../sandbox/sandbox.errors.js';
import { MAX_REPORT_BYTES } from '../schemas/run.schema.js';
import { scoreOf } from '../tester/report.js';
import { languageNamed } from '../tester/languages.js';
import { runTests } from '../tester/run-tests.js';
import { TesterError } from '../tester/tester.errors.js';
import type { RunMemory } from '../tester/run-memory.js';
import type { BoxRunner } from '../tester/tester-input.js';
import { cleanText, presentable } from './final-report.js';
import { DownloadFailure, JobFailure } from './job-failure.js';
import type { JobFolder } from './job-folder.js';
import { limitsOf } from './job-limits.js';
import type { ProgressReporter } from './progress-reporter.js';
import { type Completion, type ExampleDownload, ServerRefusal, type ServerClient } from './server-client.js';

const MB = 1024 * 1024;
const HAND_IN = { maxUnpackedBytes: 256 * MB, maxFileBytes: 256 * MB, maxEntries: 5000, maxNameBytes: 1024 };
const MAX_ERROR = 4096;
const REPORT_BYTES = MAX_REPORT_BYTES - 64 * 1024;

/** What one job needs from its worker. */
export interface JobTools {
  server: ServerClient;
  box: BoxRunner;
  folder: JobFolder;
  /** What the runner knows already; without it everything is compiled and run. */
  memory?: RunMemory | undefined;
  progress: ProgressReporter;
  /** Ends the work early. */
  signal: AbortSignal;
}

/**
 * Does the job and returns how it ended: with a report, or with the reason why there is none, `retryable` where that is
 * this worker's. Whatever the hand-in does is in the report. Throws only when `signal` ended the work.
 */
export async function doJob(job: Job, tools: JobTools): Promise<Completion> {
  const deadline = AbortSignal.timeout(job.timeout_seconds * 1000);
  try {
    return await test(job, { ...tools, signal: AbortSignal.any([tools.signal, deadline]) });
  } catch (error) {
    if (tools.signal.aborted) throw error;
    if (error instanceof DownloadFailure) return failedByWorker(error.message);
    if (deadline.aborted) return withoutReport(`The tests took longer than ${job.timeout_seconds} s.`, true);
    if (!isOfTheJob(error)) return failedByWorker(reasonOf(error));
    return withoutReport(error.message, false, error instanceof TesterError ? error.debug : undefined);
  }
}

async function test(job: Job, tools: JobTools): Promise<Completion> {
  const { server, box, folder, memory, progress, signal } = tools;
  const versionId = job.test_job.example_version_id;
  if (versionId === null) throw new JobFailure('The job names no example.');
  const [example, handIn] = await Promise.all([
    downloaded(server.example(versionId, signal)),
    downloaded(server.handIn(job, signal)),
  ]);
  const { config, slug } = job.service_config;
  const properties = objectAt(example.meta, 'properties');
  const backend = objectAt(objectAt(properties, 'executionBackend'), 'settings');
  const { limits, settings } = limitsOf(config, backend, job.timeout_seconds);
  await folder.fill(await readArchive(handIn, HAND_IN), example, testFilesOf(properties));
  if (config['stream_output'] !== false && backend['streamOutput'] !== false) progress.showOutput();
  const language =
    typeof config['language'] === 'string' ? config['language'] : (slug.split('.').at(-1) ?? slug);
  const report = await runTests({
    language,
    testYaml: testYamlOf(example, language),
    directories: folder.directories,
    dependencies: (example.dependencies ?? []).map(({ identifier }) => identifier),
    limits,
    settings,
    storeGraphicsArtifacts: job.test_job.store_graphics_artifacts,
    box,
    ...(memory === undefined ? {} : { memory }),
    signal,
    watch: progress,
    clock: () => new Date(),
  });
  const { result } = scoreOf(report);
  const last = progress.take(true);
  return {
    status: 'finished',
    result,
    result_json: presentable({ ...report, result_value: result }, REPORT_BYTES),
    ...(last === undefined ? {} : { progress: last }),
  };
}

/** The end of a job without a report (contract 05 section 4); `debug` is for tutors. */
export function withoutReport(
  reason: string,
  timeout: boolean,
  debug?: Readonly<Record<string, unknown>>,
): Completion {
  const error = cleanText(reason, MAX_ERROR);
  const summary = { total: 1, passed: 0, failed: 1, skipped: 0 };
  const report = { summary, error, ...(timeout ? { timeout } : {}), ...(debug ? { debug } : {}) };
  return { status: 'failed', error, result_json: presentable(report, REPORT_BYTES) };
}

function testYamlOf(example: ExampleDownload, language: string): string {
  const text = example.files['test.yaml'];
  if (text === undefined && 'grade' in languageNamed(language)) return '';
  if (text === undefined) throw new JobFailure('The example has no test.yaml.');
  return text;
}

function testFilesOf(properties: Readonly<Record<string, unknown>>): string[] {
  const files = properties['testFiles'];
  return Array.isArray(files) ? files.filter((file): file is string => typeof file === 'string') : [];
}

function objectAt(source: Readonly<Record<string, unknown>>, key: string): Record<string, unknown> {
  const value = source[key];
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

/** The end of an attempt that says nothing about the job: the server is to have it tried again, perhaps elsewhere. */
export function failedByWorker(reason: string): Completion {
  return { ...withoutReport(reason, false), retryable: true };
}

/** A download that was refused because there is nothing, and will be nothing, fails the job; any other the attempt. */
async function downloaded<T>(download: Promise<T>): Promise<T> {
  try {
    return await download;
  } catch (error) {
    if (error instanceof ServerRefusal && error.status === 404) throw new JobFailure(error.message);
    const why = error instanceof ServerRefusal ? error.message : 'the server did not answer in time';
    throw new DownloadFailure(`A download failed: ${why}`);
  }
}

const OF_THE_WORKER: readonly string[] = ['TOOL_MISSING', 'BOX_FAILED'];

/** Whether trying again, on whatever worker, would end in the same way: exercise, hand-in or limits are at fault. */
function isOfTheJob(error: unknown): error is Error {
  if (error instanceof TesterError) return !OF_THE_WORKER.includes(error.code);
  return [JobFailure, ArchiveError, BoxLimitError].some((kind) => error instanceof kind);
}

/** Errors that are no TesterError would only tell where our code failed. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return error instanceof TesterError ? message : `The worker failed: ${message}`;
}
