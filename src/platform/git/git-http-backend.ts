import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { AppError } from '../http/app-error.js';
import { BareRepositories } from './bare-repositories.js';
import { type CgiHead, readCgiHead } from './cgi-head.js';
import { exitOf, MAX_PACK_BYTES, startGit } from './git-command.js';
import { Metered } from './metered.js';
import { Slots } from './slots.js';

/** The two services of git's protocol; the first reads, the second writes. */
export type GitService = 'git-upload-pack' | 'git-receive-pack';

/** One request of a git client, whose rights were checked. */
export interface GitExchange {
  /** Key of the repository. */
  key: string;
  service: GitService;
  /** What the client sent to the service; null when it asks for the refs. */
  body: Readable | null;
  gzip: boolean;
  contentType: string | null;
  /** Header `Git-Protocol`. */
  protocol: string | null;
  username: string;
}

export interface GitAnswer extends CgiHead {
  body: Readable;
}

const PARALLEL = 24;
const IDLE_MS = 120_000;
const MAX_COMPLAINTS = 500;
/** Commands and names beside the pack of a push; wishes of a fetch. */
const MAX_REQUEST_BYTES: Readonly<Record<GitService, number>> = {
  'git-upload-pack': 8 * 1024 * 1024,
  'git-receive-pack': MAX_PACK_BYTES + 1024 * 1024,
};
const PROTOCOL = /^version=\d(:[a-z]+(=[a-z0-9]+)?)*$/;

/** Lets `git http-backend` answer, streaming in both directions. Nobody who stops reading or writing holds a process. */
@Injectable()
export class GitHttpBackend implements OnApplicationShutdown {
  private readonly logger = new Logger('Git');
  private readonly slots = new Slots(PARALLEL);
  private readonly running = new Set<ChildProcessWithoutNullStreams>();

  constructor(private readonly repositories: BareRepositories) {}

  /** Answers with the body still flowing. @throws GitMissingError, AppError VAL_005, VAL_003 */
  async serve(exchange: GitExchange): Promise<GitAnswer> {
    const release = await this.slots.take();
    const endUse = await this.repositories.hold(exchange.key);
    const child = startGit(['http-backend'], { environment: this.environment(exchange) });
    const idle = setTimeout(() => child.kill('SIGKILL'), IDLE_MS);
    const exit = this.observe(child).finally(() => {
      clearTimeout(idle);
      endUse();
      release();
    });
    const body = new Metered(() => idle.refresh());
    body.once('close', () => child.kill());
    pipeline(child.stdout, body).catch(() => undefined);
    const sent = send(exchange, child, idle);
    try {
      // git writes the head before it reads; a push is answered only when it has arrived, so that it can be refused.
      if (exchange.service === 'git-receive-pack') await Promise.race([sent, failureOf(exit)]);
      const head = await Promise.race([readCgiHead(body), failureOf(exit), failureOf(sent)]);
      sent.catch((error: Error) => body.destroy(error));
      if (head === null) throw new AppError('INT_001', 'git gave no answer.');
      return { ...head, body };
    } catch (error) {
      body.destroy();
      throw error;
    }
  }

  /** Transfers end with the server. */
  onApplicationShutdown(): void {
    for (const child of this.running) child.kill();
  }

  private environment(exchange: GitExchange): Record<string, string> {
    const { key, service, body, protocol } = exchange;
    return {
      GIT_PROJECT_ROOT: this.repositories.root,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: `/${this.repositories.pathOf(key)}/${body === null ? 'info/refs' : service}`,
      REQUEST_METHOD: body === null ? 'GET' : 'POST',
      QUERY_STRING: body === null ? `service=${service}` : '',
      CONTENT_TYPE: exchange.contentType ?? '',
      REMOTE_USER: exchange.username,
      ...(protocol !== null && PROTOCOL.test(protocol) ? { GIT_PROTOCOL: protocol } : {}),
    };
  }

  /** Resolves when it has ended; what it complains of is logged. */
  private async observe(child: ChildProcessWithoutNullStreams): Promise<void> {
    let complaints = '';
    child.stderr.on('data', (chunk: Buffer) => {
      if (complaints.length < MAX_COMPLAINTS) complaints += chunk.toString('utf8');
    });
    this.running.add(child);
    try {
      const code = await exitOf(child);
      if (code !== 0 && complaints !== '') this.logger.warn(`http-backend: ${complaints.trim()}`);
    } finally {
      this.running.delete(child);
    }
  }
}

/** Rejects when the work does, and never resolves. */
function failureOf(work: Promise<unknown>): Promise<never> {
  return work.then(() => new Promise<never>(() => undefined));
}

/** Rejects at the first failure of a stream, before whoever reads behind it takes it for the end. */
function failureIn(...streams: readonly Readable[]): Promise<never> {
  return new Promise((_resolve, reject) => {
    for (const stream of streams) stream.once('error', reject);
  });
}

/** Hands the body to git, unpacked here so that what is counted is what git reads. */
async function send(
  { body, gzip, service }: GitExchange,
  child: ChildProcessWithoutNullStreams,
  idle: NodeJS.Timeout,
): Promise<void> {
  child.stdin.on('error', () => undefined);
  if (body === null) {
    child.stdin.end();
    return;
  }
  const meter = new Metered((bytes) => {
    idle.refresh();
    if (bytes > MAX_REQUEST_BYTES[service]) throw new AppError('VAL_005', 'More than 50 MiB at once.');
  });
  const unpack = gzip ? createGunzip() : new PassThrough();
  body.pipe(unpack);
  body.once('close', () => {
    if (!body.readableEnded) unpack.destroy();
  });
  try {
    await Promise.race([pipeline(unpack, meter, child.stdin), failureIn(unpack, meter)]);
  } catch (error) {
    // The rest is read and dropped: a connection that nobody reads would never end, nor hear the answer.
    body.unpipe(unpack).resume();
    if (error instanceof AppError) throw error;
    const code = String((error as { code?: unknown }).code ?? '');
    if (code.startsWith('Z_')) throw new AppError('VAL_003', 'The body is no gzip.');
    // git may end before it has read everything: its answer says why. A client that went away needs none.
    if (code !== 'EPIPE' && code !== 'ERR_STREAM_PREMATURE_CLOSE') child.kill();
  }
}
