import type { WebSocket } from 'ws';
import { type CloseCode, type LiveTransport, MAX_BUFFERED_BYTES } from './live-transport.js';

/** A WebSocket. */
export class SocketTransport implements LiveTransport {
  readonly kind = 'socket';
  /** False since the last ping until its pong. */
  private isAlive = true;

  constructor(private readonly socket: WebSocket) {
    socket.on('pong', () => (this.isAlive = true));
  }

  send(text: string): void {
    if (this.socket.readyState !== this.socket.OPEN) return;
    if (this.socket.bufferedAmount > MAX_BUFFERED_BYTES) return this.socket.terminate();
    this.socket.send(text);
  }

  close(code: CloseCode, reason?: string): void {
    this.socket.close(code, reason);
  }

  beat(): void {
    if (this.isAlive) this.socket.ping();
    else this.socket.terminate();
    this.isAlive = false;
  }

  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    if (this.socket.isPaused) this.socket.resume();
  }
}
