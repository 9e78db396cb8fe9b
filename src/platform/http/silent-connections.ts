import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Connections that were opened and have not asked anything, as browsers and HTTP clients do in advance. Node counts
 * them neither as idle nor as in use, so a closing server would wait for them until they time out.
 */
export class SilentConnections {
  private readonly silent = new Set<Socket>();

  constructor(server: Server) {
    server.on('connection', (socket: Socket) => {
      this.silent.add(socket);
      socket.once('close', () => this.silent.delete(socket));
    });
    for (const event of ['request', 'upgrade'] as const)
      server.on(event, ({ socket }: { socket: Socket }) => this.silent.delete(socket));
  }

  close(): void {
    for (const socket of this.silent) socket.destroy();
  }
}
