import { randomInt } from 'node:crypto';
import { connect, createServer, type Server } from 'node:net';

/** Below the ports that kernels give to whoever asks for any: no stranger's client comes to one of these by mistake. */
const PORTS = { first: 20_000, behind: 30_000 } as const;
const MOST_TRIES = 100;

type Place = { port: number; host: string } | { path: string };

/** A listener of the host that greets with a word, and knows whether anybody has come. */
export class Listener {
  private visitors = 0;

  private constructor(
    readonly what: string,
    readonly place: Place,
    private readonly server: Server,
  ) {}

  /** Listens at a path, abstract when it begins with a NUL; rejects when it cannot. */
  static async atPath(what: string, path: string, greeting: string): Promise<Listener> {
    return Listener.open(what, { path }, greeting);
  }

  /** Listens at a free TCP port of every address of the host; rejects when none is found. */
  static async atPort(what: string, greeting: string): Promise<Listener & { place: { port: number } }> {
    for (let tries = 1; ; tries += 1) {
      const place = { port: randomInt(PORTS.first, PORTS.behind), host: '0.0.0.0' };
      try {
        return Object.assign(await Listener.open(what, place, greeting), { place });
      } catch (error) {
        if (tries === MOST_TRIES || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      }
    }
  }

  private static async open(what: string, place: Place, greeting: string): Promise<Listener> {
    const server = createServer();
    const listener = new Listener(what, place, server);
    server.on('connection', (socket) => {
      listener.visitors += 1;
      socket.on('error', () => undefined).end(greeting);
    });
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(place, resolve));
    return listener;
  }

  /** Whether anybody has connected. Those who came first are let in first: once we are in, all of them are counted. */
  async wasReached(): Promise<boolean> {
    const ours = (await this.visit()) ? 1 : 0;
    return this.visitors > ours;
  }

  async close(): Promise<void> {
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Comes as a visitor; false when nobody is reached here any more. */
  private async visit(): Promise<boolean> {
    const target = 'path' in this.place ? this.place : { ...this.place, host: '127.0.0.1' };
    return new Promise((resolve) => {
      const socket = connect(target);
      socket.once('error', () => resolve(false)).once('end', () => resolve(true));
      socket.resume();
    });
  }
}
