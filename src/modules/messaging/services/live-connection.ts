import type { WebSocket } from 'ws';
import type { Actor } from '../../../access/actor.js';

/** One object of the protocol, as it is sent. */
export type Frame = { type: string } & Record<string, unknown>;

export type ErrorCode =
  | 'AUTH_FAILED'
  | 'CONNECTION_LIMIT'
  | 'INVALID_JSON'
  | 'INVALID_EVENT'
  | 'UNHANDLED_EVENT'
  | 'NOT_SUBSCRIBED'
  | 'READ_MARK_FAILED';

/** Close codes of contract 00 section 11; clients come back after 1011 and 1012, not after 4001. */
export const CLOSE = { credentialOver: 4001, tooMany: 4008, serverStops: 1012, failed: 1011 } as const;

/** A client that has not taken this much of what was sent to it is too slow: it is dropped, not waited for. */
const MAX_BUFFERED_BYTES = 1024 * 1024;

/** So many frames of a client wait for their turn before it is read no further. */
const MAX_WAITING = 32;

/** What a connection may hear on a channel. */
export interface Subscription {
  /** He is lecturer or more of the channel's course. */
  teaches: boolean;
}

/** One open WebSocket and what its user listens to. */
export class LiveConnection {
  readonly subscriptions = new Map<string, Subscription>();
  /** False since the last ping until its pong. */
  isAlive = true;
  /** What others are told when he types. */
  userName = '';
  private waiting = 0;
  private last: Promise<void> = Promise.resolve();

  constructor(
    readonly socket: WebSocket,
    /** The caller as he was when his rights were last read. */
    public actor: Actor,
  ) {}

  /**
   * Does `work`, which must not throw, when everything that was asked before is done: the frames of a client in their
   * order, and between them the looks at its rights. While much waits, the client is not read.
   */
  enqueue(work: () => Promise<void>): Promise<void> {
    this.waiting += 1;
    if (this.waiting > MAX_WAITING) this.socket.pause();
    this.last = this.last.then(work).then(() => {
      this.waiting -= 1;
      if (this.waiting === 0 && this.socket.isPaused) this.socket.resume();
    });
    return this.last;
  }

  /** Sends a frame, or drops the client when it is too slow. */
  send(frame: Frame): void {
    this.sendText(JSON.stringify(frame));
  }

  /** As `send`, for a frame that many get. */
  sendText(text: string): void {
    if (this.socket.readyState !== this.socket.OPEN) return;
    if (this.socket.bufferedAmount > MAX_BUFFERED_BYTES) return this.socket.terminate();
    this.socket.send(text);
  }

  error(code: ErrorCode, message: string): void {
    this.send({ type: 'system:error', code, message });
  }
}
