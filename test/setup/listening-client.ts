import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { responseCheckOf } from './response-check.js';
import { type Answer, TestClient } from './test-client.js';

/** Speaks HTTP through a socket to the listening application, as the clients do; follows no redirects. */
export class ListeningClient extends TestClient {
  constructor(
    private readonly application: NestFastifyApplication,
    private readonly origin: string,
    headers: Record<string, string> = {},
    userId = '',
  ) {
    super(application, headers, userId);
  }

  override with(headers: Record<string, string>, userId = this.userId): ListeningClient {
    return new ListeningClient(this.application, this.origin, headers, userId);
  }

  override async send(
    method: Parameters<TestClient['send']>[0],
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const isJson = body !== undefined && !Buffer.isBuffer(body) && typeof body !== 'string';
    const answer = await fetch(`${this.origin}${path}`, {
      method,
      redirect: 'manual',
      headers: { ...(isJson ? { 'content-type': 'application/json' } : {}), ...this.headers, ...headers },
      ...(body === undefined ? {} : { body: isJson ? JSON.stringify(body) : (body as Buffer | string) }),
    });
    const cookies = answer.headers.getSetCookie().join('; ');
    const raw = Buffer.from(await answer.arrayBuffer());
    const seen: Answer = {
      status: answer.status,
      headers: { ...Object.fromEntries(answer.headers), 'set-cookie': cookies },
      body: readBody(answer.headers.get('content-type') ?? '', raw),
      raw,
    };
    responseCheckOf(this.application).assertDocumented(method, path, seen);
    return seen;
  }
}

/** JSON is recognised by `application/json` only; everything else is no body for the clients' models. */
function readBody(type: string, raw: Buffer): unknown {
  return type.startsWith('application/json') && raw.length > 0 ? JSON.parse(raw.toString('utf8')) : null;
}
