import type { FastifyRequest } from 'fastify';
import type { Env } from '../../../platform/config/env.js';

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/** True for a state-changing request of a browser page from an origin that is not allowed. */
export function isForeignOrigin(request: FastifyRequest, env: Env): boolean {
  if (READING.has(request.method)) return false;
  const origin = request.headers.origin;
  if (origin !== undefined)
    return origin !== new URL(env.PUBLIC_URL).origin && !env.CORS_ORIGINS.includes(origin);
  const site = request.headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}
