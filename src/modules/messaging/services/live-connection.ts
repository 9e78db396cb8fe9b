import type { Actor } from '../../../access/actor.js';
import type { LiveTransport } from './live-transport.js';

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

/** So many frames of a client wait for their turn before it is read no further. */
const MAX_WAITING = 32;

/** What a connection may hear on a channel. */
export interface Subscription {
  /** He is lecturer or more of the channel's course. */
  teaches: boolean;
}

/** One open connection and what its user listens to. */
export class LiveConnection {
  readonly subscriptions = new Map<string, Subscription>();
  /** What others are told when he types. */
  userName = '';
  private waiting = 0;
  private last: Promise<void> = Promise.resolve();

  constructor(
    readonly transport: LiveTransport,
    /** The caller as he was when his rights were last read. */
    public actor: Actor,
  ) {}

  /**
   * Does `work`, which must not throw, when everything that was asked before is done: the frames of a client in their
   * order, and between them the looks at its rights. While much waits, the client is not read.
   */
  enqueue(work: () => Promise<void>): Promise<void> {
    this.waiting += 1;
    if (this.waiting > MAX_WAITING) this.transport.pause();
    this.last = this.last.then(work).then(() => {
      this.waiting -= 1;
      if (this.waiting === 0) this.transport.resume();
    });
    return this.last;
  }

  /** Sends a frame, or drops the client when it is too slow; `eventId` where it is an event that has one. */
  send(frame: Frame, eventId: string | null = null): void {
    this.sendText(JSON.stringify(frame), eventId);
  }

  /** As `send`, for a frame that many get. */
  sendText(text: string, eventId: string | null = null): void {
    this.transport.send(text, eventId);
  }

  error(code: ErrorCode, message: string): void {
    this.send({ type: 'system:error', code, message });
  }
}
