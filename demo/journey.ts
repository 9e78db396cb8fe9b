import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ApiClient } from './client.js';
import { newSuffix, type DemoRun } from './demo-run.js';
import { gradebookRows, gradebookTable } from './gradebook.js';
import { scoresChart } from './scores-chart.js';
import { serverSecrets } from './server-secrets.js';
import { checkCredentials } from './steps/accounts.js';
import { enrol } from './steps/enrol.js';
import { checkPrivacy, gradeAll, readGradebook } from './steps/grade.js';
import { handInAll } from './steps/hand-in.js';
import { prepareCourse } from './steps/prepare-course.js';

export interface DemoOptions {
  /** Address of the server without a trailing path. */
  readonly url: string;
  /** Name and password of an administrator. */
  readonly username: string;
  readonly password: string;
  /** Folder for scores.svg; made when missing. */
  readonly out: string;
  readonly log: (line: string) => void;
  /** True when progress bars may rewrite the last line of the terminal. */
  readonly interactive: boolean;
  /** The server's LECTERN_HOME, which the attacks of the demo look for; default ./.lectern. */
  readonly home?: string;
}

export interface DemoOutcome {
  /** True when every verdict and every answer was what it must be. */
  readonly ok: boolean;
  readonly differences: string[];
}

/**
 * Walks the whole journey over the public HTTP interface: course, exercises, 30 students, their hand-ins,
 * verdicts, grades, gradebook. Makes a new organization each time. A call that fails ends the journey and
 * becomes a difference; nothing is thrown.
 */
export async function runDemo(options: DemoOptions): Promise<DemoOutcome> {
  const { log } = options;
  const differences: string[] = [];
  const started = performance.now();
  try {
    await walk(options, differences);
  } catch (error) {
    differences.push(error instanceof Error ? error.message : String(error));
  }
  const seconds = Math.round((performance.now() - started) / 1000);
  if (differences.length === 0) log(`Every verdict is right (${seconds} s).`);
  else log(`Not as it must be (${seconds} s):\n${differences.map((line) => `  - ${line}`).join('\n')}`);
  return { ok: differences.length === 0, differences };
}

async function walk(options: DemoOptions, differences: string[]): Promise<void> {
  const { log } = options;
  log('1. The administrator signs in and makes an organization, a family and a course');
  const run = await signInAsAdmin(options, differences);
  log('2. The lecturer makes the contents and uploads two exercises');
  const course = await prepareCourse(run);
  log('3. Thirty students are enrolled');
  const students = await enrol(run, course);
  log('4. They hand in, and 5. the worker tests in the sandbox');
  const handIns = await handInAll(run, course, students);
  await checkPrivacy(run, handIns);
  log('6. The tutor downloads and grades; the students see it');
  await gradeAll(run, course, handIns);
  log('7. The lecturer reads the gradebook');
  const rows = gradebookRows(await readGradebook(run, course, handIns), handIns);
  log('');
  for (const line of gradebookTable(rows)) log(line);
  await mkdir(options.out, { recursive: true });
  const chart = join(options.out, 'scores.svg');
  await writeFile(chart, scoresChart(rows, 'Introduction to Programming, week 1: scores of the tests'));
  log(`\nThe scores as a picture: ${chart}`);
}

async function signInAsAdmin(options: DemoOptions, differences: string[]): Promise<DemoRun> {
  const { url, username, password, log, interactive } = options;
  const { client, login } = await new ApiClient(url).login(username, password);
  const { port, protocol } = new URL(url);
  const home = resolve(options.home ?? '.lectern');
  const run: DemoRun = {
    suffix: newSuffix(),
    admin: client,
    output: { interactive, log, rewrite: (text) => void process.stdout.write(text) },
    targets: { serverPort: port || (protocol === 'https:' ? '443' : '80'), home },
    secrets: [password, login.access_token, login.refresh_token, ...(await serverSecrets(home))],
    differences,
  };
  await checkCredentials(run, username, password);
  log('  Bearer, X-API-Token, Basic and the cookie all lead to the same account');
  return run;
}
