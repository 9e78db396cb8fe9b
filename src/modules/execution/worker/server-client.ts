import type { RunProgress } from '../schemas/run-progress.schema.js';
import type { Job } from '../schemas/job.schema.js';
import { type DownloadCache, isNamedBy } from './download-cache.js';
import type { WorkerFacts } from '../schemas/worker.schema.js';
import { connectionTrouble } from './connection-trouble.js';
import { jittered, pauseBefore, RETRY_FIRST_MS, RETRY_LONGEST_MS } from './pause.js';
import type { ServerReach } from './server-reach.js';
import type { TokenSource } from './token-source.js';

const ANSWER_MS = 30_000;
const DOWNLOAD_MS = 120_000;
const CLAIM_WAIT_SECONDS = 20;
const NOT_MODIFIED = 304;
/** Beyond the time that the server itself waits, ms. */
const CLAIM_ANSWER_MS = 10_000;
/** A heartbeat that is not answered goes another way while the lease still lives; ms. */
const HEARTBEAT_ANSWER_MS = 8_000;
const LONGEST_RETRY_AFTER_MS = 30_000;

/** The server understood and refused; trying again will not help. */
export class ServerRefusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'ServerRefusal';
  }
}

/** What a worker tells of itself all the time. */
export interface WorkerSign {
  sandbox: { level: string; why: string };
  worker: WorkerFacts;
}

/** How a job ended, as the protocol wants it. */
export interface Completion {
  status: 'finished' | 'failed';
  result?: number;
  result_json?: Record<string, unknown>;
  error?: string;
  /** What no heartbeat has told yet. */
  progress?: RunProgress;
  /** The worker failed, not the job. */
  retryable?: boolean;
}

interface Call {
  method: 'GET' | 'POST' | 'PUT';
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
  /** Longest time for the answer; ms. */
  within?: number;
}

/** What came back, whatever it was. */
export interface Answer {
  status: number;
  body: Buffer;
  etag: string | null;
  /** How long the server asks to be left alone; ms. */
  retryAfterMs: number;
  /** Where a redirect leads. */
  location: string | null;
}

/** What a download of an example holds (contract 06). */
export interface ExampleFiles {
  identifier: string;
  files: Record<string, string>;
}

export interface ExampleDownload extends ExampleFiles {
  meta: Record<string, unknown>;
  dependencies: ExampleFiles[] | null;
}

/**
 * The server as a worker sees it. Calls are repeated with growing pauses while the server cannot be reached or has
 * trouble, until `signal` ends them; a refusal throws ServerRefusal. The token is asked for anew for every call, because
 * there may be a new one. No call waits longer than its time: a connection whose other end is gone without a word counts
 * as trouble then, and the next call has a connection of its own.
 */
export class ServerClient {
  constructor(
    private readonly url: string,
    private readonly token: TokenSource,
    /** Hears of every failure that is repeated, and of every answer. */
    private readonly reach: Pick<ServerReach, 'failed' | 'answered'> | null = null,
    private readonly downloads?: DownloadCache,
  ) {}

  /** Asks once who we are, and returns the answer whatever it is; no answer throws the error of `fetch`. */
  async greet(signal: AbortSignal): Promise<Answer> {
    return this.once({ method: 'GET', path: '/service-accounts/me' }, signal);
  }

  /** The worker's own service. */
  async me(signal: AbortSignal): Promise<{ id: string; slug: string }> {
    return this.json({ method: 'GET', path: '/service-accounts/me' }, signal);
  }

  /** Says that the worker lives, what it is, and how strong its boxes are. */
  async live(serviceId: string, told: WorkerSign, signal: AbortSignal): Promise<void> {
    await this.call({ method: 'PUT', path: `/service-accounts/${serviceId}/heartbeat`, body: told }, signal);
  }

  /** The next job of these queues, or of all that the account serves, waiting for it a while; null: none yet. */
  async claim(workerId: string, signal: AbortSignal, queues?: readonly string[]): Promise<Job | null> {
    const body = { worker_id: workerId, queues, wait_seconds: CLAIM_WAIT_SECONDS, max: 1 };
    const within = CLAIM_WAIT_SECONDS * 1000 + CLAIM_ANSWER_MS;
    const { jobs } = await this.json<{ jobs: Job[] }>(
      { method: 'POST', path: '/jobs/claim', body, within },
      signal,
    );
    return jobs[0] ?? null;
  }

  /** Extends the lease and tells how far the run is; true: the program is to be stopped. */
  async heartbeat(job: Job, progress: RunProgress | undefined, signal: AbortSignal): Promise<boolean> {
    const path = `/jobs/${job.id}/heartbeat`;
    const body = { lease: job.lease, progress };
    const call: Call = { method: 'POST', path, body, within: HEARTBEAT_ANSWER_MS };
    return (await this.json<{ cancel: boolean }>(call, signal)).cancel;
  }

  async complete(job: Job, completion: Completion, signal: AbortSignal): Promise<void> {
    const body = { lease: job.lease, ...completion };
    await this.call({ method: 'POST', path: `/jobs/${job.id}/complete`, body }, signal);
  }

  async release(job: Job, reason: string, signal: AbortSignal): Promise<void> {
    const body = { lease: job.lease, reason };
    await this.call({ method: 'POST', path: `/jobs/${job.id}/release`, body }, signal);
  }

  async example(versionId: string, signal: AbortSignal): Promise<ExampleDownload> {
    const path = `/examples/download/${versionId}?with_dependencies=true`;
    return JSON.parse((await this.download(path, signal)).toString('utf8')) as ExampleDownload;
  }

  /** The zip of what is to be tested. */
  async handIn(job: Job, signal: AbortSignal): Promise<Buffer> {
    const path =
      job.kind === 'tutor_test'
        ? `/tutors/tests/${job.tutor_test_id}/input/download`
        : `/submissions/artifacts/${job.test_job.artifact_id}/download`;
    return this.download(path, signal, isNamedBy);
  }

  /** Keeps the files that the tests made, as a zip. */
  async uploadArtifacts(job: Job, zip: Buffer, signal: AbortSignal): Promise<void> {
    const path =
      job.kind === 'tutor_test'
        ? `/tutors/tests/${job.tutor_test_id}/artifacts/upload`
        : `/results/${job.result_id}/artifacts/upload`;
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(zip)], { type: 'application/zip' }), 'artifacts.zip');
    const headers = { 'x-job-lease': job.lease };
    await this.call({ method: 'POST', path, body: form, headers, within: DOWNLOAD_MS }, signal);
  }

  private async json<T>(call: Call, signal: AbortSignal): Promise<T> {
    return JSON.parse((await this.call(call, signal)).toString('utf8')) as T;
  }

  /** What is at the path now: the server is asked each time, but sends only what is not kept here already. */
  private async download(
    path: string,
    signal: AbortSignal,
    isWhole: (etag: string, body: Buffer) => boolean = () => true,
  ): Promise<Buffer> {
    const known = (await this.downloads?.find(path)) ?? null;
    const headers: Record<string, string> = known === null ? {} : { 'if-none-match': known.etag };
    const answer = await this.answer({ method: 'GET', path, within: DOWNLOAD_MS, headers }, signal);
    if (answer.status === NOT_MODIFIED && known !== null) return known.body;
    if (answer.etag !== null && isWhole(answer.etag, answer.body)) {
      await this.downloads?.keep(path, { etag: answer.etag, body: answer.body });
    }
    return answer.body;
  }

  private async call(call: Call, signal: AbortSignal): Promise<Buffer> {
    return (await this.answer(call, signal)).body;
  }

  /** A good answer, all of it: one that breaks off is asked for again. */
  private async answer(call: Call, signal: AbortSignal): Promise<Answer> {
    for (let pause = RETRY_FIRST_MS; ; pause = Math.min(pause * 2, RETRY_LONGEST_MS)) {
      signal.throwIfAborted();
      const answer = await this.once(call, signal).catch((error: unknown) => this.unanswered(error, signal));
      if (answer !== null && !mayPass(answer.status)) {
        this.reach?.answered();
        if (isGood(answer.status)) return answer;
        throw refusal(call, answer);
      }
      if (answer !== null) this.reach?.failed(troubleOf(answer));
      await pauseBefore(Math.max(jittered(pause), answer?.retryAfterMs ?? 0), signal);
    }
  }

  private unanswered(error: unknown, signal: AbortSignal): null {
    if (!signal.aborted) this.reach?.failed(connectionTrouble(error).why);
    return null;
  }

  private async once(
    { method, path, body, headers = {}, within = ANSWER_MS }: Call,
    signal: AbortSignal,
  ): Promise<Answer> {
    const isForm = body instanceof FormData;
    const answer = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        'x-api-token': await this.token(),
        ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
      // The token is for this server only, and a POST would become a GET.
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(within)]),
    });
    const wait = Number(answer.headers.get('retry-after') ?? 0) * 1000;
    return {
      status: answer.status,
      body: Buffer.from(await answer.arrayBuffer()),
      etag: answer.headers.get('etag'),
      retryAfterMs: Number.isFinite(wait) ? Math.min(wait, LONGEST_RETRY_AFTER_MS) : 0,
      location: answer.headers.get('location'),
    };
  }
}

/** Trouble that ends by itself: overload, restart, maintenance, a token that the server is about to write. */
function isGood(status: number): boolean {
  return status < 300 || status === NOT_MODIFIED;
}

function mayPass(status: number): boolean {
  return status >= 500 || status === 429 || status === 401;
}

function troubleOf({ status }: Answer): string {
  return status === 401 ? 'it does not accept the token (401)' : `it answers ${status}`;
}

function refusal(call: Call, answer: Answer): ServerRefusal {
  const { error_code = '', message = '' } = readError(answer.body);
  const text = `${call.method} ${call.path}: ${answer.status} ${error_code} ${message}`;
  return new ServerRefusal(answer.status, error_code, text.trim());
}

/** What an error of the server says; nothing when it is none of its own. */
export function readError(body: Buffer): { error_code?: string; message?: string } {
  try {
    return JSON.parse(body.toString('utf8')) as { error_code?: string; message?: string };
  } catch {
    return {};
  }
}
