import { mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { SandboxLevel } from '../modules/execution/sandbox/box.js';
import { firstContact, WorkerConfigurationError } from '../modules/execution/worker/first-contact.js';
import { ServerClient } from '../modules/execution/worker/server-client.js';
import { ServerReach } from '../modules/execution/worker/server-reach.js';
import { fixedToken, tokenInFile, type TokenSource } from '../modules/execution/worker/token-source.js';
import { type Env, EnvironmentError, readEnv } from '../platform/config/env.js';
import { cacheIn, logOfWorker, runWorker } from '../worker-run.js';
import { ownFolder } from './own-sandbox.js';

const EXIT_CONFIGURATION = 2;
const MAX_SLOTS = 64;
const MAX_NAME = 100;
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;
/** What an HTTP header may hold. */
const TOKEN = /^[\x21-\x7E]{8,512}$/;

interface WorkerArguments {
  url?: string;
  token?: string;
  tokenFile?: string;
  slots?: number;
  queues?: string[];
  minLevel?: SandboxLevel;
  workDir?: string;
  name?: string;
}

function slotsOf(text: string): number {
  const slots = Number(text);
  if (Number.isInteger(slots) && slots >= 1 && slots <= MAX_SLOTS) return slots;
  throw new InvalidArgumentError(`It is a whole number from 1 to ${MAX_SLOTS}.`);
}

function listOf(text: string): string[] {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  if (names.length > 0) return names;
  throw new InvalidArgumentError('It is a list of queues, separated by commas.');
}

/** The address without a slash at its end; throws WorkerConfigurationError. */
function addressOf(text: string | undefined): string {
  if (text === undefined) {
    throw new WorkerConfigurationError(
      'Which server? Give --url URL or the environment variable LECTERN_URL.',
    );
  }
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.host === '') {
    throw new WorkerConfigurationError(`"${text}" is no address such as https://lectern.example.org`);
  }
  if (url.username !== '' || url.search !== '' || url.hash !== '') {
    throw new WorkerConfigurationError(
      'The address has a user, a query or a fragment; it is host and path only.',
    );
  }
  return url.href.replace(/\/+$/, '');
}

/** Where the token comes from; throws WorkerConfigurationError when there is none that could be one. */
async function tokenOf({ token, tokenFile }: WorkerArguments, env: Env): Promise<TokenSource> {
  if (token !== undefined && tokenFile !== undefined) {
    throw new WorkerConfigurationError('Give --token or --token-file, not both.');
  }
  if (token !== undefined) return fixedToken(checkedToken(token, '--token'));
  const file = tokenFile ?? env.LECTERN_WORKER_TOKEN_FILE;
  if (file === undefined) {
    throw new WorkerConfigurationError(
      'Which token? Give --token-file FILE or the environment variable LECTERN_WORKER_TOKEN_FILE.',
    );
  }
  checkedToken(await readTokenFile(file), file);
  return tokenInFile(resolve(file));
}

function checkedToken(text: string, place: string): string {
  const token = text.trim();
  if (TOKEN.test(token)) return token;
  throw new WorkerConfigurationError(`What ${place} holds is no token.`);
}

async function readTokenFile(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    throw new WorkerConfigurationError(`The file with the token cannot be read: ${(error as Error).message}`);
  });
}

/** The folder for everything the worker writes; throws WorkerConfigurationError. */
async function workFolder(wanted: string | undefined): Promise<string> {
  if (wanted === undefined) return ownFolder();
  const folder = resolve(wanted);
  await mkdir(join(folder, 'jobs'), { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw new WorkerConfigurationError(`The work folder cannot be made: ${(error as Error).message}`);
  });
  return folder;
}

async function work(given: WorkerArguments): Promise<void> {
  const env = readEnv();
  const url = addressOf(given.url ?? env.LECTERN_URL);
  const token = await tokenOf(given, env);
  const workDir = given.workDir ?? env.LECTERN_WORK_DIR;
  const folder = await workFolder(workDir);
  const { protocol, hostname } = new URL(url);
  if (protocol === 'http:' && !LOOPBACK.test(hostname)) {
    logOfWorker(`${url} is not https: token and hand-ins can be read on their way`);
  }
  const reach = new ServerReach(url, logOfWorker);
  const { downloads, memory } = cacheIn(join(folder, 'cache'), env.WORKER_CACHE_MB, url);
  const server = new ServerClient(url, token, reach, downloads);
  await runWorker(
    {
      server,
      memory,
      slots: given.slots ?? Math.max(1, env.WORKER_SLOTS),
      minLevel: given.minLevel ?? env.SANDBOX_MIN_LEVEL,
      sandboxRoot: join(folder, 'sandbox'),
      ...(workDir === undefined ? {} : { jobsRoot: join(folder, 'jobs') }),
      ...(given.queues === undefined ? {} : { queues: given.queues }),
      ...(given.name === undefined ? {} : { name: given.name.slice(0, MAX_NAME) }),
    },
    { beforehand: (signal) => firstContact(server, reach, signal) },
  );
}

/** Runs the worker; what is wrong with its configuration is one line and exit code 2. */
async function reporting(given: WorkerArguments): Promise<void> {
  try {
    await work(given);
    process.exit(0);
  } catch (error) {
    if (!(error instanceof WorkerConfigurationError) && !(error instanceof EnvironmentError)) throw error;
    process.stderr.write(`lectern worker: ${error.message}\n`);
    process.exit(EXIT_CONFIGURATION);
  }
}

/** `lectern worker`: a machine that tests hand-ins and needs nothing but the server's address and a token. */
export function workerCommand(): Command {
  return new Command('worker')
    .description('take jobs from a server and run them in boxes on this machine, until SIGTERM')
    .option('--url <url>', 'address of the server (environment: LECTERN_URL)')
    .option('--token-file <file>', 'file with the token of a service account (LECTERN_WORKER_TOKEN_FILE)')
    .option(
      '--token <token>',
      'the token itself: everybody on this machine can read it in the list of processes',
    )
    .option('--slots <n>', 'jobs at once (WORKER_SLOTS; the number of cores)', slotsOf)
    .option('--queues <names>', 'only jobs of these queues, separated by commas', listOf)
    .addOption(
      new Option('--min-level <level>', 'take no jobs when boxes are weaker (SANDBOX_MIN_LEVEL; L2)').choices(
        ['L2', 'L3'],
      ),
    )
    .option('--work-dir <dir>', 'folder for its files (LECTERN_WORK_DIR; one below the temporary folder)')
    .option('--name <name>', 'what the server calls it, for pausing it; host and process number')
    .addHelpText(
      'after',
      '\nThe token file is read for every request: write a new token into it and the worker goes on with that.\n' +
        'Exit code: 0 after SIGTERM, when its jobs have been handed back; 2 when URL, token, certificate or another\n' +
        'setting is wrong; 1 otherwise. While the server is away it waits. See docs/workers.md.',
    )
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : EXIT_CONFIGURATION))
    .action(reporting);
}
