import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { DatabaseNotifications } from '../../../platform/database/notifications.js';
import { ConnectionAuthenticator } from '../../auth/services/connection-authenticator.js';
import type { LiveConnection } from './live-connection.js';
import { LiveConnections } from './live-connections.js';
import { CLOSE } from './live-transport.js';
import { SubscriptionService } from './subscription.service.js';

/** The database tells whose rights may have become fewer: an account, or anything else for everybody. */
const RIGHTS_CHANNEL = 'lectern_rights';

/** Keeps open connections within the rights of their users, as every request would be. */
@Injectable()
export class LiveRightsService implements OnModuleInit {
  private readonly logger = new Logger('WebSocket');

  constructor(
    private readonly notifications: DatabaseNotifications,
    private readonly connections: LiveConnections,
    private readonly authenticator: ConnectionAuthenticator,
    private readonly subscriptions: SubscriptionService,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.notifications.listen(RIGHTS_CHANNEL, (account) => {
      const isAccount = account !== '' && account !== '*';
      void this.recheck(isAccount ? this.connections.ofUser(account) : this.connections.all());
    });
  }

  /** Closes connections whose credential is over and ends the subscriptions their users have lost. */
  async recheck(connections: readonly LiveConnection[]): Promise<void> {
    for (const connection of connections) {
      await connection.enqueue(() =>
        this.confirm(connection).catch((error: unknown) => {
          // What cannot be checked is not kept open; the client comes back and is checked then.
          this.logger.warn(
            `rights could not be read: ${error instanceof Error ? error.message : String(error)}`,
          );
          connection.transport.close(CLOSE.failed);
        }),
      );
    }
  }

  /** Looks for sessions and tokens that ran out, of which nobody tells. */
  async recheckExpired(): Promise<void> {
    const connections = this.connections.all();
    const over = await this.authenticator.findOver(connections.map((connection) => connection.actor));
    await this.recheck(connections.filter(({ actor }) => over.has(actor.sessionId ?? actor.tokenId ?? '')));
  }

  /** Reads caller and rights anew; for one connection at a time, see `enqueue`. */
  async confirm(connection: LiveConnection): Promise<void> {
    const actor = await this.authenticator.again(connection.actor);
    if (actor === null || actor.passwordResetRequired) {
      return connection.transport.close(CLOSE.credentialOver, 'The session or token is over.');
    }
    connection.actor = actor;
    await this.subscriptions.recheck(connection);
  }
}
