import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import { negotiate } from '@fastify/accept-negotiator';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** A shorter answer travels in one packet, compressed or not; bytes. */
const WORTH_COMPRESSING = 1024;
/** Texts of the server itself. What users stored is sent as it lies there, with its length. */
const TYPES = /^(?:application\/json|text\/html)\b/;
const pack = promisify(gzip);
/** The fastest level has most of what there is to gain: a tenth of the size in 2 ms for a megabyte of rows. */
const OPTIONS = { level: constants.Z_BEST_SPEED, chunkSize: 64 * 1024 };

/** Whether whoever sent this `Accept-Encoding` reads gzip. */
export function readsGzip(acceptEncoding: string | undefined): boolean {
  return acceptEncoding !== undefined && negotiate(acceptEncoding.toLowerCase(), ['gzip']) === 'gzip';
}

/** Compressed outside the event loop; null when that is not worth it. */
export async function gzipped(body: string | Buffer): Promise<Buffer | null> {
  return Buffer.byteLength(body) < WORTH_COMPRESSING ? null : pack(body, OPTIONS);
}

/** Says of an answer that it is compressed, and that others may get it otherwise. */
export function describeEncoding(reply: FastifyReply): void {
  const vary = reply.getHeader('vary');
  void reply.header('vary', vary === undefined ? 'Accept-Encoding' : `${String(vary)}, Accept-Encoding`);
  void reply.header('content-encoding', 'gzip');
}

/** Compresses the longer answers for those who read gzip, unless they are compressed already. */
export function compressAnswers(server: FastifyInstance): void {
  server.addHook('onSend', (request, reply, payload, done) => {
    if (!isCompressible(reply, payload) || !readsGzip(request.headers['accept-encoding'])) {
      return done(null, payload);
    }
    gzipped(payload).then(
      (bytes) => {
        if (bytes === null) return done(null, payload);
        describeEncoding(reply);
        void reply.removeHeader('content-length');
        done(null, bytes);
      },
      (error: Error) => done(error),
    );
  });
}

function isCompressible(reply: FastifyReply, payload: unknown): payload is string | Buffer {
  return (
    (typeof payload === 'string' || Buffer.isBuffer(payload)) &&
    TYPES.test(String(reply.getHeader('content-type'))) &&
    !reply.hasHeader('content-encoding')
  );
}
