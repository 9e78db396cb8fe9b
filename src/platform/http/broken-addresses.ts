import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { AppError } from './app-error.js';

/** Longest part between two slashes, characters. */
const MOST_CHARACTERS = 300;

/**
 * Addresses that no route can be looked up for: broken percent-encoding, or a part of more than 300 characters. The
 * router would answer them by itself, without anything that other answers have (CORS, limits, headers); so it gets
 * another address, and a hook refuses the request like every other wrong one.
 */
export class BrokenAddresses {
  private readonly requests = new WeakSet<IncomingMessage>();

  /** The address to look for a route by. */
  readable(request: IncomingMessage): string {
    const url = request.url ?? '/';
    if (!isBroken(url)) return url;
    this.requests.add(request);
    return '/';
  }

  /** Registers the hook; those that were registered before have done their part. */
  refuse(server: FastifyInstance): void {
    server.addHook('onRequest', (request, _reply, done) => {
      if (!this.requests.has(request.raw)) return done();
      throw new AppError('VAL_003', 'The address of the request is malformed or too long.');
    });
  }
}

function isBroken(url: string): boolean {
  const [path = ''] = url.split('?', 1);
  if (path.split('/').some((part) => part.length > MOST_CHARACTERS)) return true;
  try {
    decodeURIComponent(url);
    return false;
  } catch {
    return true;
  }
}
