import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GitFailedError, GitMissingError } from './git.errors.js';

/** Largest pack that a push may send, bytes. */
export const MAX_PACK_BYTES = 50 * 1024 * 1024;
const MAX_OUTPUT_BYTES = 1024 * 1024;
const TIMEOUT_MS = 120_000;

/** Names and values of git's configuration. */
type Settings = readonly (readonly [string, string])[];

/**
 * Settings of every git process. They stand above those of a repository. No hook runs, whatever lies in a
 * repository; no transport starts a program or reads the file system; a push neither rewrites nor deletes history.
 */
const SETTINGS: Settings = [
  ['safe.directory', '*'],
  ['core.hooksPath', '/dev/null'],
  ['core.quotePath', 'false'],
  ['protocol.allow', 'never'],
  ['http.receivepack', 'true'],
  ['receive.denyNonFastForwards', 'true'],
  ['receive.denyDeleteCurrent', 'refuse'],
  ['receive.fsckObjects', 'true'],
  ['receive.maxInputSize', String(MAX_PACK_BYTES)],
  ['receive.autogc', 'false'],
  ['receive.procReceiveRefs', ''],
  ['gc.auto', '0'],
  ['transfer.hideRefs', 'refs/lectern'],
];

/** The whole environment of a git process: nothing of the server's own, no configuration of the machine or the user. */
export function gitEnvironment(
  more: Readonly<Record<string, string>> = {},
  settings: Settings = [],
): Record<string, string> {
  const all = [...SETTINGS, ...settings];
  const environment: Record<string, string> = {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    HOME: '/nonexistent',
    LC_ALL: 'C.UTF-8',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_COUNT: String(all.length),
    ...more,
  };
  for (const [index, [key, value]] of all.entries()) {
    environment[`GIT_CONFIG_KEY_${index}`] = key;
    environment[`GIT_CONFIG_VALUE_${index}`] = value;
  }
  return environment;
}

interface StartOptions {
  folder?: string;
  environment?: Readonly<Record<string, string>>;
  /** Beside those of every git process. */
  settings?: Settings;
  /** As the first of a process group, so that what it starts can be ended with it. */
  ownGroup?: boolean;
}

/** Starts git. The caller gives only arguments of his own making, or ones that cannot begin with a dash. */
export function startGit(
  args: readonly string[],
  options: StartOptions = {},
): ChildProcessWithoutNullStreams {
  const folder = options.folder === undefined ? [] : ['-C', options.folder];
  return spawn('git', [...folder, ...args], {
    cwd: '/',
    env: gitEnvironment(options.environment, options.settings),
    stdio: 'pipe',
    detached: options.ownGroup ?? false,
  });
}

interface RunOptions extends Pick<StartOptions, 'settings'> {
  /** Ends it early. */
  signal?: AbortSignal;
}

/**
 * Runs git in the folder of a repository, for two minutes at most, and returns what it printed, at most 1 MiB.
 * @throws GitMissingError, GitFailedError
 */
export async function runGit(
  folder: string,
  args: readonly string[],
  input: Iterable<Buffer | string> = [],
  { settings = [], signal }: RunOptions = {},
): Promise<string> {
  const child = startGit(args, { folder, settings, ownGroup: true });
  const timer = setTimeout(() => endGroup(child, 'SIGKILL'), TIMEOUT_MS);
  // Asked politely, git removes its unfinished files.
  const stop = () => endGroup(child, 'SIGTERM');
  signal?.addEventListener('abort', stop);
  try {
    const [output, errors, code] = await Promise.all([
      textOf(child.stdout),
      textOf(child.stderr),
      exitOf(child),
      feed(child, Readable.from(input)),
    ]);
    if (code !== 0) throw new GitFailedError(args[0] ?? '', errors);
    return output;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

function endGroup({ pid }: ChildProcessWithoutNullStreams, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // It ended by itself.
  }
}

/** The exit code, null after a signal. @throws GitMissingError */
export function exitOf(child: ChildProcessWithoutNullStreams): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'ENOENT' ? new GitMissingError() : error),
    );
    child.once('close', (code) => resolve(code));
  });
}

/** A process that ends without reading all of its input says why by its exit code. */
async function feed(child: ChildProcessWithoutNullStreams, input: Readable): Promise<void> {
  await pipeline(input, child.stdin).catch(() => undefined);
}

async function textOf(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MAX_OUTPUT_BYTES) chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
