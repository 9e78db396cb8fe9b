import type { FastifyInstance } from 'fastify';

/** A refused request that announces more is cut off, bytes. */
const MOST_BYTES = 256 * 1024 * 1024;

/**
 * Reads on what a refused request is still sending, and forgets it. Many clients write the whole request before they
 * look for an answer: cut off, they would report a broken connection instead of the refusal.
 */
export function readRefusedBodies(server: FastifyInstance): void {
  server.addHook('onSend', (request, reply, payload, done) => {
    const announced = Number(request.headers['content-length'] ?? Number.POSITIVE_INFINITY);
    if (reply.statusCode >= 400 && !request.raw.complete && announced <= MOST_BYTES) {
      void reply.removeHeader('connection');
      request.raw.unpipe();
      request.raw.resume();
    }
    done(null, payload);
  });
}
