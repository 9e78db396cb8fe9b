import { type Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

/** A file to send as a download. */
export interface OutgoingFile {
  /** File name offered to the user; characters other than letters, digits, `_`, `-` and `.` become `_`. */
  name: string;
  content: Readable;
  /** Bytes. */
  size: number;
  /** Hash of the content, becomes the ETag. */
  hash: string;
  mediaType?: string;
}

/** Sends a file as an attachment that no browser will run; 304 without a body when the client has it already. */
export function answerFile(reply: FastifyReply, file: OutgoingFile): StreamableFile | undefined {
  const etag = `"${file.hash}"`;
  void reply.header('etag', etag).header('content-security-policy', "sandbox; default-src 'none'");
  const known =
    reply.request.headers['if-none-match']?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? [];
  if (known.includes(etag)) {
    file.content.destroy();
    void reply.status(304);
    return undefined;
  }
  return new StreamableFile(file.content, {
    type: file.mediaType ?? 'application/zip',
    disposition: `attachment; filename="${file.name.replace(/[^A-Za-z0-9_.-]/g, '_').slice(0, 200)}"`,
    length: file.size,
  });
}
