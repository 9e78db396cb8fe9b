import type { Readable } from 'node:stream';

/** Status and headers with which a CGI program begins its answer. */
export interface CgiHead {
  status: number;
  headers: Record<string, string>;
}

const MAX_HEAD_BYTES = 16 * 1024;
const END = /\r?\n\r?\n/;

/** Reads the head and leaves the stream at the first byte of the body; null when the program ended before. */
export async function readCgiHead(stream: Readable): Promise<CgiHead | null> {
  let seen = Buffer.alloc(0);
  while (seen.length <= MAX_HEAD_BYTES) {
    const chunk = await nextChunk(stream);
    if (chunk === null) return null;
    seen = Buffer.concat([seen, chunk]);
    const text = seen.toString('latin1');
    const end = END.exec(text);
    if (end === null) continue;
    const body = seen.subarray(end.index + end[0].length);
    if (body.length > 0) stream.unshift(body);
    return parse(text.slice(0, end.index));
  }
  return null;
}

function parse(text: string): CgiHead {
  const head: CgiHead = { status: 200, headers: {} };
  for (const line of text.split(/\r?\n/)) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (name === 'status') head.status = Number.parseInt(value, 10) || 500;
    else if (colon > 0) head.headers[name] = value;
  }
  return head;
}

async function nextChunk(stream: Readable): Promise<Buffer | null> {
  for (;;) {
    const chunk = stream.read() as Buffer | null;
    if (chunk !== null) return chunk;
    if (stream.readableEnded || stream.destroyed) return null;
    await new Promise<void>((resolve) => {
      const done = () => {
        for (const event of ['readable', 'end', 'close', 'error']) stream.off(event, done);
        resolve();
      };
      for (const event of ['readable', 'end', 'close', 'error']) stream.on(event, done);
    });
  }
}
