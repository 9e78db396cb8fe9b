import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GitFailedError, GitMissingError } from './git.errors.js';

/** Largest pack that a push may send, bytes. */
export const MAX_PACK_BYTES = 50 * 1024 * 1024;
const MAX_OUTPUT_BYTES = 1024 * 1024;
const TIMEOUT_MS = 120_000;

/**
 * Settings of every git process. They stand above those of a repository. No hook runs, whatever lies in a
 * repository; no transport starts a program or reads the file system; a push neither rewrites nor deletes history.
 */
const SETTINGS: readonly (readonly [string, string])[] = [
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
export function gitEnvironment(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  const environment: Record<string, string> = {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    HOME: '/nonexistent',
    LC_ALL: 'C.UTF-8',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_COUNT: String(SETTINGS.length),
    ...more,
  };
  for (const [index, [key, value]] of SETTINGS.entries()) {
    environment[`GIT_CONFIG_KEY_${index}`] = key;
    environment[`GIT_CONFIG_VALUE_${index}`] = value;
  }
  return environment;
}

/** Starts git. The caller gives only arguments of his own making, or ones that cannot begin with a dash. */
export function startGit(
  args: readonly string[],
  options: { folder?: string; environment?: Readonly<Record<string, string>> } = {},
): ChildProcessWithoutNullStreams {
  const folder = options.folder === undefined ? [] : ['-C', options.folder];
  return spawn('git', [...folder, ...args], {
    cwd: '/',
    env: gitEnvironment(options.environment),
    stdio: 'pipe',
  });
}

/**
 * Runs git in the folder of a repository and returns what it printed, at most 1 MiB.
 * @throws GitMissingError, GitFailedError
 */
export async function runGit(
  folder: string,
  args: readonly string[],
  input: Iterable<Buffer | string> = [],
): Promise<string> {
  const child = startGit(args, { folder });
  const timer = setTimeout(() => child.kill('SIGKILL'), TIMEOUT_MS);
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
