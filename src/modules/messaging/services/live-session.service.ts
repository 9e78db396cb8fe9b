import { Injectable, Logger } from '@nestjs/common';
import type { RawData, WebSocket } from 'ws';
import type { Actor } from '../../../access/actor.js';
import { ChannelRepository } from '../repositories/channel.repository.js';
import { ClientFrameService } from './client-frame.service.js';
import { LiveConnection } from './live-connection.js';
import { LiveRightsService } from './live-rights.service.js';
import { CLOSE } from './live-transport.js';
import { SharedConnections } from './shared-connections.js';
import { SocketTransport } from './socket-transport.js';
import { SubscriptionService } from './subscription.service.js';
import { TypingService } from './typing.service.js';

/** What happens to a connection from its opening to its end. */
@Injectable()
export class LiveSessionService {
  private readonly logger = new Logger('WebSocket');

  constructor(
    private readonly connections: SharedConnections,
    private readonly channels: ChannelRepository,
    private readonly frames: ClientFrameService,
    private readonly subscriptions: SubscriptionService,
    private readonly rights: LiveRightsService,
    private readonly typing: TypingService,
  ) {}

  /** Greets the user, or refuses the eleventh connection. Never throws. */
  async open(socket: WebSocket, actor: Actor): Promise<void> {
    const connection = new LiveConnection(new SocketTransport(socket), actor);
    if (!this.connections.add(connection)) {
      connection.error('CONNECTION_LIMIT', 'This user has too many connections.');
      return socket.close(CLOSE.tooMany, 'Too many connections.');
    }
    socket.on('message', (data, isBinary) => {
      void connection.enqueue(() => this.frames.handle(connection, isBinary ? null : toText(data)));
    });
    socket.on('close', () => {
      this.connections.remove(connection);
      void this.typing.leave(connection);
    });
    this.subscriptions.open(connection);
    await connection.enqueue(() => this.greet(connection));
  }

  /** Drops clients that did not answer the last ping, and looks for sessions that ran out. */
  async beat(): Promise<void> {
    for (const connection of this.connections.here.all()) {
      if (connection.transport.kind === 'socket') connection.transport.beat();
    }
    await this.rights.recheckExpired().catch((error: unknown) => this.logger.warn(String(error)));
  }

  /** The session may have ended between the check at the door and now, when news of it would be heard. */
  private async greet(connection: LiveConnection): Promise<void> {
    try {
      await this.rights.confirm(connection);
      connection.userName = await this.channels.findUserName(connection.actor.userId);
      connection.send({ type: 'system:connected', user_id: connection.actor.userId });
    } catch (error) {
      this.logger.error(error instanceof Error ? error.stack : String(error));
      connection.transport.close(CLOSE.failed);
    }
  }
}

function toText(data: RawData): string {
  return Buffer.isBuffer(data) ? data.toString('utf8') : Buffer.concat(data as Buffer[]).toString('utf8');
}
