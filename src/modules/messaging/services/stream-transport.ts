import { once } from 'node:events';
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { CLOSE, type CloseCode, type LiveTransport, MAX_BUFFERED_BYTES } from './live-transport.js';

/** A client that is given what it missed may lag behind this far before it is waited for. */
const LAG_BYTES = 256 * 1024;

/** A stream of server-sent events: frames go out, nothing comes in. */
export class StreamTransport implements LiveTransport {
  readonly kind = 'stream';

  constructor(private readonly response: ServerResponse) {}

  /** Begins the answer; no error can be answered any more. */
  start(headers: OutgoingHttpHeaders): void {
    // Proxies must neither keep nor collect what is to arrive at once.
    this.response.writeHead(200, {
      ...headers,
      'content-type': 'text/event-stream; charset=utf-8',
      'x-accel-buffering': 'no',
    });
    this.write('retry: 2000\n: connected\n\n');
  }

  /** JSON text has no line breaks, so that a frame is one line. */
  send(text: string, eventId: string | null): void {
    this.write(`${eventId === null ? '' : `id: ${eventId}\n`}data: ${text}\n\n`);
  }

  /** EventSource knows no close codes: what a client cannot mend by coming back is told before. */
  close(code: CloseCode, reason = ''): void {
    if (code === CLOSE.credentialOver) {
      this.send(JSON.stringify({ type: 'system:error', code: 'AUTH_FAILED', message: reason }), null);
    }
    if (!this.response.writableEnded) this.response.end();
  }

  beat(): void {
    this.write(': still here\n\n');
  }

  pause(): void {}

  resume(): void {}

  /** Cuts the connection off. */
  drop(): void {
    this.response.destroy();
  }

  /** Resolves when the client has taken most of what was sent to it, or is gone; one that never does is dropped. */
  async caughtUp(withinMs: number): Promise<void> {
    if (this.response.writableLength <= LAG_BYTES || this.isOver) return;
    const signal = AbortSignal.timeout(withinMs);
    try {
      await Promise.race([
        once(this.response, 'drain', { signal }),
        once(this.response, 'close', { signal }),
      ]);
    } catch {
      this.drop();
    }
  }

  get isOver(): boolean {
    return this.response.writableEnded || this.response.destroyed;
  }

  private write(text: string): void {
    if (this.isOver) return;
    if (this.response.writableLength > MAX_BUFFERED_BYTES) return this.drop();
    this.response.write(text);
  }
}
