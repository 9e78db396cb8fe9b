import { setTimeout as pause } from 'node:timers/promises';
import { ApiError } from './api-error.js';
import type { Login } from './contract-types.js';

export type Query = Readonly<Record<string, string | number | boolean>>;

export interface Call {
  readonly query?: Query;
  readonly json?: unknown;
  readonly form?: FormData;
  readonly headers?: Readonly<Record<string, string>>;
}

const PATIENCE_MS = 120_000;
const RETRY_AFTER_DEFAULT_S = 1;

/**
 * One caller of the public HTTP interface. Waits as long as `Retry-After` says when the server answers 429
 * (two minutes in all), repeats reads that got no answer at all once, and throws ApiError for 4xx and 5xx.
 */
export class ApiClient {
  constructor(
    readonly url: string,
    private readonly credentials: Readonly<Record<string, string>> = {},
  ) {}

  /** Signs in with a user name or e-mail; returns a client that acts as this user, and the token. */
  async login(username: string, password: string): Promise<{ client: ApiClient; login: Login }> {
    const login = await this.post<Login>('/auth/login', { username, password });
    return { client: this.with({ authorization: `Bearer ${login.access_token}` }), login };
  }

  /** The same server with other credentials. */
  with(credentials: Readonly<Record<string, string>>): ApiClient {
    return new ApiClient(this.url, credentials);
  }

  get<T>(path: string, query?: Query): Promise<T> {
    return this.json<T>('GET', path, { query });
  }

  post<T>(path: string, json: unknown, headers?: Readonly<Record<string, string>>): Promise<T> {
    return this.json<T>('POST', path, { json, headers });
  }

  patch<T>(path: string, json: unknown, headers?: Readonly<Record<string, string>>): Promise<T> {
    return this.json<T>('PATCH', path, { json, headers });
  }

  delete(path: string): Promise<void> {
    return this.json<void>('DELETE', path, {});
  }

  /** Sends a multipart form, as files are uploaded. */
  upload<T>(path: string, form: FormData, headers?: Readonly<Record<string, string>>): Promise<T> {
    return this.json<T>('POST', path, { form, headers });
  }

  /** Fetches a file. */
  async download(path: string, query?: Query): Promise<Buffer> {
    const response = await this.send('GET', path, { query });
    return Buffer.from(await response.arrayBuffer());
  }

  private async json<T>(method: string, path: string, call: Call): Promise<T> {
    const response = await this.send(method, path, call);
    return (response.status === 204 ? undefined : await response.json()) as T;
  }

  private async send(method: string, path: string, call: Call): Promise<Response> {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      const response = await this.once(method, path, call);
      if (response.ok) return response;
      const retryAfter = Number(response.headers.get('retry-after') ?? RETRY_AFTER_DEFAULT_S);
      const wait = (Number.isFinite(retryAfter) ? retryAfter : RETRY_AFTER_DEFAULT_S) * 1000;
      if (response.status !== 429 || performance.now() + wait > deadline) {
        throw new ApiError(method, path, response.status, await bodyOf(response));
      }
      await response.arrayBuffer();
      await pause(wait);
    }
  }

  private async once(method: string, path: string, call: Call): Promise<Response> {
    const request = () => fetch(this.address(path, call.query), this.requestInit(method, call));
    try {
      return await request();
    } catch (error) {
      // A kept-alive connection that the server has just closed; only reads may be repeated blindly.
      if (method !== 'GET') throw unreachable(method, path, error);
    }
    return request().catch((error: unknown) => Promise.reject(unreachable(method, path, error)));
  }

  private address(path: string, query: Query = {}): string {
    const url = new URL(this.url.replace(/\/$/, '') + path);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
    return url.href;
  }

  private requestInit(method: string, call: Call): RequestInit {
    const headers: Record<string, string> = { ...this.credentials, ...call.headers };
    if (call.form !== undefined) return { method, headers, body: call.form };
    if (call.json === undefined) return { method, headers };
    headers['content-type'] = 'application/json';
    return { method, headers, body: JSON.stringify(call.json) };
  }
}

async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function unreachable(method: string, path: string, error: unknown): Error {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return new Error(`${method} ${path} got no answer: ${String(cause)}`, { cause: error });
}
