import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { Env } from '../../../platform/config/env.js';

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/** True for a state-changing request of a browser page from an origin that is not allowed. */
export function isForeignOrigin(request: FastifyRequest, env: Env): boolean {
  return !READING.has(request.method) && isForeignPage(request.headers, env);
}

/** True when a browser page from an origin that is not allowed sent these headers. */
export function isForeignPage(headers: IncomingHttpHeaders, env: Env): boolean {
  const { origin } = headers;
  if (origin !== undefined)
    return origin !== new URL(env.PUBLIC_URL).origin && !env.CORS_ORIGINS.includes(origin);
  const site = headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}
