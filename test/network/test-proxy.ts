import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Passes bytes on, with a delay, or for a while not at all; while it is cut, connections stay open and silent. */
export class TestProxy {
  private readonly sockets = new Set<Socket>();
  private isCut = false;

  private constructor(
    private readonly server: Server,
    private readonly delayMs: number,
  ) {}

  /** Listens on a free port of `host`, or on `own`, for what is to go to `port` of loopback. */
  static async start(host: string, port: number, delayMs = 0, own = 0): Promise<TestProxy> {
    const server = createServer();
    const proxy = new TestProxy(server, delayMs);
    server.on('connection', (near) => proxy.join(near, connect(port, '127.0.0.1')));
    server.listen(own, host);
    await once(server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Nothing is read any more, so nothing arrives, and nobody hears of it. */
  cut(): void {
    this.isCut = true;
    for (const socket of this.sockets) socket.pause();
  }

  mend(): void {
    this.isCut = false;
    for (const socket of this.sockets) socket.resume();
  }

  /** Ends all connections; new ones are welcome. */
  drop(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.drop();
    this.server.close();
    await once(this.server, 'close');
  }

  private join(near: Socket, far: Socket): void {
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(from);
      from.on('data', (piece) => this.later(() => !to.destroyed && to.write(piece)));
      from.on('end', () => this.later(() => to.end()));
      from.on('error', () => to.destroy());
      from.on('close', () => {
        this.sockets.delete(from);
        this.later(() => to.destroy());
      });
      if (this.isCut) from.pause();
    }
  }

  /** Pieces keep their order: timers of one length run out in the order they were set. */
  private later(action: () => void): void {
    setTimeout(action, this.delayMs).unref();
  }
}
