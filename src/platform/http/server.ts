import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import cookie from '@fastify/cookie';
import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Env } from '../config/env.js';
import { assertSafeValue } from './body-safety.js';
import { AppError } from './app-error.js';
import { MAX_FIELD_BYTES } from './multipart-form.js';
import { BrokenAddresses } from './broken-addresses.js';
import { callerOf, type RequestLimiter } from './request-limiter.js';
import { compressAnswers, describeEncoding, readsGzip } from './compression.js';
import { KeptAnswer } from './kept-answer.js';
import { SilentConnections } from './silent-connections.js';
import { runInContext } from './request-context.js';
import { rememberRoutes } from './route-list.js';
import { readRefusedBodies } from './refused-bodies.js';
import { locationOf, totalOf, versionOf } from './row-version.js';

const JSON_LIMIT = 1024 * 1024;
/** Largest body any endpoint accepts in one multipart request, bytes. */
const MULTIPART_LIMIT = 128 * 1024 * 1024;
const REQUEST_ID = /^[A-Za-z0-9_-]{8,64}$/;

const EXPOSED_HEADERS = [
  'X-Total-Count',
  'ETag',
  'Location',
  'Retry-After',
  'X-Request-Id',
  'Content-Disposition',
  'Idempotency-Replayed',
];

/**
 * Fastify with what every request needs: an id, a context, safe parsing, headers, and the conventions of contract 00.
 * `limiter` counts requests where limits are on.
 */
export async function createHttpAdapter(env: Env, limiter: RequestLimiter): Promise<FastifyAdapter> {
  const addresses = new BrokenAddresses();
  const adapter = new FastifyAdapter({
    bodyLimit: JSON_LIMIT,
    trustProxy: env.TRUST_PROXY,
    forceCloseConnections: 'idle',
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 300 },
    rewriteUrl: (request: IncomingMessage) => addresses.readable(request),
    genReqId: (request: IncomingMessage) => {
      const sent = request.headers['x-request-id'];
      return typeof sent === 'string' && REQUEST_ID.test(sent) ? sent : randomUUID();
    },
  });
  const server = adapter.getInstance() as unknown as FastifyInstance;
  rememberRoutes(server);
  raiseBodyLimits(server);
  addHooks(server);
  readRefusedBodies(server);
  compressAnswers(server);
  parseJsonSafely(server);
  refusePlainText(server);
  passGitOn(server);
  await server.register(helmet, {
    contentSecurityPolicy: false,
    crossOriginResourcePolicy: false,
    hsts: env.PUBLIC_URL.startsWith('https:'),
  });
  await server.register(cors, {
    origin: env.CORS_ORIGINS,
    credentials: true,
    // OPTIONS that no browser sent for a page is answered too.
    strictPreflight: false,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    exposedHeaders: EXPOSED_HEADERS,
    maxAge: 600,
  });
  // After CORS: a browser may only read a refusal that carries its headers.
  if (env.RATE_LIMITS) limitRequests(server, env.REQUESTS_PER_SECOND, limiter);
  addresses.refuse(server);
  closeSilentConnections(server);
  await server.register(cookie);
  await server.register(multipart, {
    limits: { fileSize: MULTIPART_LIMIT, files: 1, fields: 10, fieldSize: MAX_FIELD_BYTES },
  });
  return adapter;
}

function closeSilentConnections(server: FastifyInstance): void {
  const connections = new SilentConnections(server.server);
  server.addHook('preClose', (done) => {
    connections.close();
    done();
  });
}

function limitRequests(server: FastifyInstance, perSecond: number, limiter: RequestLimiter): void {
  server.addHook('onRequest', (request, _reply, done) => {
    if (limiter.admit(callerOf(request.headers, request.ip))) return done();
    throw new AppError('RATE_001', `At most ${perSecond} requests a second.`, {
      headers: { 'retry-after': '1' },
    });
  });
}

/** A route that takes more JSON than others says so: `@RouteConfig({ bodyLimit })`, bytes. */
function raiseBodyLimits(server: FastifyInstance): void {
  server.addHook('onRoute', (route) => {
    const { bodyLimit } = (route.config ?? {}) as { bodyLimit?: number };
    if (bodyLimit !== undefined) route.bodyLimit = bodyLimit;
  });
}

function addHooks(server: FastifyInstance): void {
  server.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id).header('cache-control', 'no-store');
    const ifMatch = request.headers['if-match'];
    const context = {
      requestId: request.id,
      ip: request.ip,
      userAgent: request.headers['user-agent'] ?? null,
      readsGzip: readsGzip(request.headers['accept-encoding']),
      expectedVersion: ifMatch ?? null,
      actorId: null,
    };
    runInContext(context, done);
  });
  server.addHook('preValidation', (request, _reply, done) => {
    assertSafeValue(request.query, 'query');
    assertSafeValue(request.params, 'path');
    const multipartWanted = (request.routeOptions.config as { multipart?: boolean }).multipart === true;
    if (request.isMultipart() !== multipartWanted && (multipartWanted || request.isMultipart())) {
      throw new AppError(
        'VAL_006',
        multipartWanted ? 'multipart/form-data is expected here.' : 'application/json is expected here.',
      );
    }
    done();
  });
  server.addHook('preSerialization', (request, reply, payload, done) => {
    if (typeof payload === 'object' && payload !== null) describePayload(request, reply, payload);
    if (payload instanceof KeptAnswer) sendAsItIs(reply, payload);
    done(null, payload);
  });
  server.addHook('onSend', (_request, reply, payload, done) => {
    done(null, reply.statusCode === 304 ? null : payload);
  });
}

function sendAsItIs(reply: FastifyReply, { body, isGzip }: KeptAnswer): void {
  if (isGzip) describeEncoding(reply);
  // Fastify sends bytes as they are; its types know of texts only.
  reply.serializer(() => body as unknown as string);
}

/** Row version, total count and location of what is answered, as headers. */
function describePayload(request: FastifyRequest, reply: FastifyReply, payload: object): void {
  const total = totalOf(payload);
  if (total !== undefined) void reply.header('x-total-count', String(total));
  const version = versionOf(payload);
  if (version !== undefined) describeVersion(request, reply, `"${version}"`);
  if (reply.statusCode === 201 && !reply.hasHeader('location')) describeLocation(request, reply, payload);
}

function describeLocation(request: FastifyRequest, reply: FastifyReply, payload: object): void {
  const [path = ''] = request.url.split('?', 1);
  const { id } = payload as { id?: unknown };
  const own = typeof id === 'string' ? `${path.replace(/\/$/, '')}/${id}` : undefined;
  const location = locationOf(payload) ?? own;
  if (location !== undefined) void reply.header('location', location);
}

function describeVersion(request: FastifyRequest, reply: FastifyReply, etag: string): void {
  void reply.header('etag', etag);
  if (request.method !== 'GET' && request.method !== 'HEAD') return;
  const known =
    request.headers['if-none-match']?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? [];
  if (known.includes(etag) || known.includes('*')) void reply.status(304);
}

function parseJsonSafely(server: FastifyInstance): void {
  server.removeContentTypeParser(['application/json', 'text/plain']);
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    if (body.length === 0) return done(null, undefined);
    try {
      const value: unknown = JSON.parse(readUtf8(body as Buffer));
      assertSafeValue(value);
      done(null, value);
    } catch (error) {
      done(error instanceof AppError ? error : unreadable(error as Error), undefined);
    }
  });
}

/** Bytes that are no UTF-8 would otherwise be stored as replacement characters. */
function readUtf8(body: Buffer): string {
  if (!isUtf8(body)) throw new Error('The bytes are not UTF-8.');
  return body.toString('utf8');
}

/** Browsers name this type for an empty text as the body, which is no body. */
function refusePlainText(server: FastifyInstance): void {
  server.addContentTypeParser('text/plain', { parseAs: 'buffer' }, (_request, body, done) => {
    if (body.length === 0) return done(null, undefined);
    done(new AppError('VAL_006', 'application/json is expected here.'), undefined);
  });
}

/** Requests of git are streams that routes with `@RouteConfig({ gitStream: true })` read themselves. */
function passGitOn(server: FastifyInstance): void {
  const types = ['application/x-git-upload-pack-request', 'application/x-git-receive-pack-request'];
  server.addContentTypeParser(types, (request, payload, done) => {
    const { gitStream } = request.routeOptions.config as { gitStream?: boolean };
    if (gitStream === true) done(null, payload);
    else done(new AppError('VAL_006', 'application/json is expected here.'), undefined);
  });
}

function unreadable(error: Error): AppError {
  return new AppError('VAL_001', 'The body is not valid JSON.', {
    details: { validation_errors: [{ field: 'body', message: error.message.slice(0, 200), type: 'json' }] },
  });
}
