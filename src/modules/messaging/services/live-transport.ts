/** Close codes of contract 00 section 11; clients come back after 1011 and 1012, not after 4001. */
export const CLOSE = { credentialOver: 4001, tooMany: 4008, serverStops: 1012, failed: 1011 } as const;
export type CloseCode = (typeof CLOSE)[keyof typeof CLOSE];

/** A client that has not taken this much of what was sent to it is too slow: it is dropped, not waited for. */
export const MAX_BUFFERED_BYTES = 1024 * 1024;

/** The wire to one client. */
export interface LiveTransport {
  readonly kind: 'socket' | 'stream';
  /** Sends one frame, or drops the client when it is too slow; nothing happens once the wire is closed. */
  send(text: string, eventId: string | null): void;
  /** Ends the connection in order. */
  close(code: CloseCode, reason?: string): void;
  /** Shows that the connection lives, or drops a client that shows no life any more. */
  beat(): void;
  /** Reads nothing of the client until `resume`. */
  pause(): void;
  resume(): void;
}
