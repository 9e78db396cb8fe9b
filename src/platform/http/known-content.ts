import type { FastifyReply } from 'fastify';

/** A content that costs more to make than to name. */
export interface KnownContent<T> {
  /** Changes whenever the content does; becomes the ETag. */
  hash: string;
  read: () => Promise<T>;
}

/** The tags of `If-None-Match`, with quotes and without the mark of weak ones. */
export function knownTags(header: string | undefined): string[] {
  return header?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? [];
}

/** Answers with the content; 304 without making it when the caller has it already. */
export async function answerUnlessKnown<T>(
  reply: FastifyReply,
  content: KnownContent<T>,
): Promise<T | undefined> {
  const etag = `"${content.hash}"`;
  void reply.header('etag', etag);
  if (!knownTags(reply.request.headers['if-none-match']).includes(etag)) return content.read();
  void reply.status(304);
  return undefined;
}
