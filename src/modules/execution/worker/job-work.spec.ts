import { BoxLimitError } from '../sandbox/sandbox.errors.js';
import type { Job } from '../schemas/job.schema.js';
import { writeArchive } from '../../../platform/storage/archive/write-archive.js';
import { TesterError } from '../tester/tester.errors.js';
import type { BoxRunner } from '../tester/tester-input.js';
import { JobFolder } from './job-folder.js';
import { ProgressReporter } from './progress-reporter.js';
import { doJob } from './job-work.js';
import { type ExampleDownload, ServerRefusal, type ServerClient } from './server-client.js';

const EXAMPLE: ExampleDownload = {
  identifier: 'sum',
  meta: {},
  dependencies: null,
  files: {
    'test.yaml': [
      'properties:',
      '  tests:',
      '    - type: variable',
      '      name: sum',
      '      entryPoint: add.py',
      '      tests:',
      '        - name: total',
    ].join('\n'),
    'add.py': 'total = 5\n',
  },
};

const JOB = {
  id: 'job',
  kind: 'student_test',
  timeout_seconds: 30,
  test_job: { example_version_id: 'version', artifact_id: 'artifact', store_graphics_artifacts: false },
  service_config: { config: { language: 'python' }, slug: 'lectern.python' },
} as unknown as Job;

/** How the job ends when server or box do so. */
async function endOf(changes: {
  example?: () => Promise<ExampleDownload>;
  handIn?: () => Promise<Buffer>;
  box?: BoxRunner['run'];
  job?: Partial<Job>;
}) {
  const folder = await JobFolder.create();
  const handIn = () => writeArchive([{ path: 'add.py', content: Buffer.from('total = 5\n') }]);
  const server = {
    example: changes.example ?? (async () => EXAMPLE),
    handIn: changes.handIn ?? handIn,
  } as unknown as ServerClient;
  const box: BoxRunner = { run: changes.box ?? (() => Promise.reject(new Error('not to be reached'))) };
  try {
    return await doJob(
      { ...JOB, ...changes.job },
      { server, box, folder, progress: new ProgressReporter(), signal: new AbortController().signal },
    );
  } finally {
    await folder.remove();
  }
}

const rejects = (error: Error) => () => Promise.reject(error);
const refused = (status: number) => rejects(new ServerRefusal(status, 'X', `refused with ${status}`));

/** Time runs out as soon as this is asked for anything, however fast the machine is. */
let timeIsOver: AbortController;
const hangs = () => {
  timeIsOver.abort();
  return Promise.reject(new Error('late'));
};
let deadline: jest.SpyInstance;
beforeEach(() => {
  timeIsOver = new AbortController();
  deadline = jest.spyOn(AbortSignal, 'timeout').mockImplementation(() => timeIsOver.signal);
});
afterEach(() => deadline.mockRestore());

describe('whose fault a job without a report is', () => {
  it.each([
    ['a download that is refused', { example: refused(403) }, 'A download failed: refused with 403'],
    ['the other download', { handIn: refused(409) }, 'A download failed: refused with 409'],
    [
      'a download that does not end in time',
      { example: hangs, job: { timeout_seconds: 0.01 } },
      'A download failed: the server did not answer in time',
    ],
    [
      'a box that fails',
      { box: async () => ({ end: 'failed', detail: 'no space', wallSeconds: 0 }) as never },
      'The box failed: no space',
    ],
    [
      'a tool that is missing',
      { box: rejects(new TesterError('TOOL_MISSING', 'python3 is not installed')) },
      'python3 is not installed',
    ],
    [
      'a fault of our own',
      { box: rejects(new TypeError('x is not a function')) },
      'The worker failed: x is not a function',
    ],
  ])('the worker’s: %s', async (_what, changes, error) => {
    expect(await endOf(changes)).toMatchObject({ status: 'failed', error, retryable: true });
  });

  it.each([
    ['an example that is gone', { example: refused(404) }, 'refused with 404'],
    [
      'an example without tests',
      { example: async () => ({ ...EXAMPLE, files: {} }) },
      'The example has no test.yaml.',
    ],
    [
      'tests that cannot be read',
      { example: async () => ({ ...EXAMPLE, files: { 'test.yaml': 'type: [' } }) },
      /test\.yaml/,
    ],
    ['a hand-in that is no archive', { handIn: async () => Buffer.from('no zip') }, /./],
    ['limits that no box can have', { box: rejects(new BoxLimitError('memoryMb', 'too much')) }, 'too much'],
    [
      'tests that take too long',
      { box: hangs, job: { timeout_seconds: 0.05 } },
      'The tests took longer than 0.05 s.',
    ],
  ])('the job’s: %s', async (_what, changes: Parameters<typeof endOf>[0], error) => {
    const end = await endOf(changes);
    expect(deadline).toHaveBeenCalledWith(1000 * (changes.job?.timeout_seconds ?? JOB.timeout_seconds));
    expect(end).toMatchObject({ status: 'failed', error: expect.stringMatching(error) });
    expect(end).not.toHaveProperty('retryable');
  });
});
