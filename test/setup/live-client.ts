import type { AddressInfo } from 'node:net';
import { WebSocket } from 'ws';
import type { TestApplication } from './test-application.js';
import type { TestClient } from './test-client.js';

export type ReceivedFrame = { type: string } & Record<string, unknown>;

/** Lets the application listen on a free port of loopback; returns its WebSocket address. */
export async function listenForSockets(t: TestApplication): Promise<string> {
  await t.app.listen(0, '127.0.0.1');
  const { port } = t.app.getHttpServer().address() as AddressInfo;
  return `ws://127.0.0.1:${port}/ws`;
}

/** The token of a signed-in client. */
export function tokenOf(client: TestClient): string {
  return client.headers['authorization']?.replace('Bearer ', '') ?? '';
}

/** A client of the WebSocket that keeps what it received until somebody asks for it. */
export class LiveClient {
  readonly socket: WebSocket;
  /** Code of the end of the connection. */
  readonly closed: Promise<number>;
  private readonly frames: ReceivedFrame[] = [];
  private wake: () => void = () => undefined;

  constructor(url: string, headers: Record<string, string> = {}) {
    this.socket = new WebSocket(url, { headers });
    this.socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => this.socket.once('close', resolve));
    this.socket.on('message', (data: Buffer) => {
      this.frames.push(JSON.parse(data.toString()) as ReceivedFrame);
      this.wake();
    });
    void this.closed.then(() => this.wake());
  }

  /** Connected as the user of `client`, and greeted. */
  static async as(url: string, client: TestClient): Promise<LiveClient> {
    const live = new LiveClient(`${url}?token=${tokenOf(client)}`);
    await live.next('system:connected');
    return live;
  }

  send(frame: unknown): void {
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  /** The next frame of this type, taken out; waits for it. Fails when the connection ends first. */
  async next(type: string, where: (frame: ReceivedFrame) => boolean = () => true): Promise<ReceivedFrame> {
    for (;;) {
      const index = this.frames.findIndex((frame) => frame.type === type && where(frame));
      if (index >= 0) return this.frames.splice(index, 1)[0] as ReceivedFrame;
      if (this.socket.readyState === WebSocket.CLOSED) throw new Error(`closed before ${type}`);
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  /** Everything else received so far, once the server has done all that was asked before; nothing of it is left. */
  async rest(): Promise<ReceivedFrame[]> {
    this.send({ type: 'system:ping' });
    await this.next('system:pong');
    return this.frames.splice(0);
  }

  async subscribe(...channels: string[]): Promise<void> {
    this.send({ type: 'channel:subscribe', channels });
    await this.next('channel:subscribed');
  }

  close(): Promise<number> {
    this.socket.close(1000);
    return this.closed;
  }
}
