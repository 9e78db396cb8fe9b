import { gunzipSync } from 'node:zlib';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { responseCheckOf } from './response-check.js';

export interface Answer {
  status: number;
  headers: Record<string, string | undefined>;
  /** Parsed JSON, unpacked where it was compressed, else null. */
  // Tests look into answers of any shape; what they expect stands in the expectation.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  body: any;
  raw: Buffer;
}

type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';

export interface Multipart {
  /** Plain fields; objects become JSON. */
  fields?: Record<string, unknown>;
  file?: { field: string; name: string; content: Buffer; type?: string };
}

/** Speaks HTTP to the application as one user; an answer that the OpenAPI document does not foresee throws. */
export class TestClient {
  constructor(
    private readonly app: NestFastifyApplication,
    readonly headers: Record<string, string>,
    readonly userId = '',
  ) {}

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send('GET', path, undefined, headers);
  }

  post(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send('POST', path, body, headers);
  }

  put(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send('PUT', path, body, headers);
  }

  patch(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send('PATCH', path, body, headers);
  }

  delete(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send('DELETE', path, undefined, headers);
  }

  /** A multipart request with plain fields and one file. */
  upload(path: string, parts: Multipart, headers: Record<string, string> = {}): Promise<Answer> {
    const boundary = 'lectern-test-boundary';
    const chunks: Buffer[] = [];
    for (const [field, value] of Object.entries(parts.fields ?? {})) {
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      chunks.push(
        Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${field}"\r\n\r\n${text}\r\n`),
      );
    }
    if (parts.file !== undefined) {
      const { field, name, content, type = 'application/zip' } = parts.file;
      const head = `--${boundary}\r\nContent-Disposition: form-data; name="${field}"; filename="${name}"\r\nContent-Type: ${type}\r\n\r\n`;
      chunks.push(Buffer.from(head), content, Buffer.from('\r\n'));
    }
    chunks.push(Buffer.from(`--${boundary}--\r\n`));
    const contentType = `multipart/form-data; boundary=${boundary}`;
    return this.send('POST', path, Buffer.concat(chunks), { 'content-type': contentType, ...headers });
  }

  /** A client of another user; throws when the login fails. */
  async signIn(username: string, password: string): Promise<TestClient> {
    const answer = await this.post('/auth/login', { username, password });
    if (answer.status !== 200)
      throw new Error(`login of ${username}: ${answer.status} ${answer.raw.toString()}`);
    const { access_token, user_id } = answer.body as { access_token: string; user_id: string };
    return new TestClient(this.app, { authorization: `Bearer ${access_token}` }, user_id);
  }

  /** The same application with other headers. */
  with(headers: Record<string, string>): TestClient {
    return new TestClient(this.app, headers, this.userId);
  }

  async send(
    method: Method,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const isJson = body !== undefined && !Buffer.isBuffer(body) && typeof body !== 'string';
    const answer = await this.app.inject({
      method,
      url: path,
      headers: { ...(isJson ? { 'content-type': 'application/json' } : {}), ...this.headers, ...headers },
      ...(body === undefined ? {} : { payload: isJson ? JSON.stringify(body) : (body as Buffer | string) }),
    });
    const seen: Answer = {
      status: answer.statusCode,
      headers: answer.headers as Record<string, string | undefined>,
      body: bodyOf(answer),
      raw: answer.rawPayload,
    };
    responseCheckOf(this.app).assertDocumented(method, path, seen);
    return seen;
  }
}

function bodyOf({ headers, rawPayload }: Awaited<ReturnType<NestFastifyApplication['inject']>>): unknown {
  if (!/json/.test(String(headers['content-type'] ?? '')) || rawPayload.length === 0) return null;
  const text = headers['content-encoding'] === 'gzip' ? gunzipSync(rawPayload) : rawPayload;
  return JSON.parse(text.toString('utf8'));
}
