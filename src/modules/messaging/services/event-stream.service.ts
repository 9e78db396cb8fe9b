import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { messagingErrors } from '../messaging.errors.js';
import { EventDeliveryService } from './event-delivery.service.js';
import { LiveConnection, type Subscription } from './live-connection.js';
import { LiveConnections, MAX_PER_USER } from './live-connections.js';
import { LiveRightsService } from './live-rights.service.js';
import { CLOSE } from './live-transport.js';
import { StreamTransport } from './stream-transport.js';
import { SubscriptionService } from './subscription.service.js';

const BEAT_MS = 20_000;
/** Clients that do not take the end of a stopping server within this time are cut off. */
const CLOSING_MS = 1000;
const CATCHING_UP_MS = 10_000;

/** What a client asked for: channels, and where it was when its last stream ended. */
export interface StreamWish {
  channels: readonly string[];
  lastEventId: string | null;
}

/** A response that nobody else answers any more, and the headers that it has so far. */
interface Taken {
  response: ServerResponse;
  headers: OutgoingHttpHeaders;
}

/** GET /events: what the WebSocket tells, as server-sent events. */
@Injectable()
export class EventStreamService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Events');
  private readonly open = new Map<ServerResponse, StreamTransport>();
  /** Open streams by user, those that have just been let in among them. */
  private readonly counts = new Map<string, number>();
  private timer: NodeJS.Timeout | null = null;
  private stopping = false;

  constructor(
    private readonly connections: LiveConnections,
    private readonly delivery: EventDeliveryService,
    private readonly subscriptions: SubscriptionService,
    private readonly rights: LiveRightsService,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.beat(), BEAT_MS).unref();
  }

  /** Ends every stream, and waits until they are gone. */
  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    if (this.timer !== null) clearInterval(this.timer);
    const gone = [...this.open.keys()].map(
      (response) => new Promise((resolve) => response.once('close', resolve)),
    );
    const ending = [...this.open.values()];
    for (const transport of ending) transport.close(CLOSE.serverStops);
    const cut = setTimeout(() => ending.forEach((transport) => transport.drop()), CLOSING_MS);
    await Promise.all(gone);
    clearTimeout(cut);
  }

  /** Shows all clients, and what lies between, that their streams live. */
  beat(): void {
    for (const transport of this.open.values()) transport.beat();
  }

  /** What he may hear of what he asks for. @throws 403 for channels that are not for him, 429 for the eleventh stream */
  async admit(actor: Actor, channels: readonly string[]): Promise<Map<string, Subscription>> {
    const { granted, refused } = await this.subscriptions.choose(actor, channels);
    if (refused.length > 0) throw messagingErrors.channelsRefused(refused);
    if ((this.counts.get(actor.userId) ?? 0) >= MAX_PER_USER)
      throw messagingErrors.tooManyStreams(MAX_PER_USER);
    return granted;
  }

  /** Answers with a stream until the client or the server ends; throws as `admit` does, nothing else. */
  async stream(actor: Actor, wish: StreamWish, takeOver: () => Taken): Promise<void> {
    const granted = await this.admit(actor, wish.channels);
    const { response, headers } = takeOver();
    const transport = new StreamTransport(response);
    const connection = new LiveConnection(transport, actor);
    this.keep(response, transport, connection);
    transport.start(headers);
    if (this.stopping) return transport.close(CLOSE.serverStops);
    const alone = new LiveConnections();
    alone.add(connection);
    for (const [channel, subscription] of granted) alone.subscribe(connection, channel, subscription);
    await this.delivery.join(
      alone,
      wish.lastEventId,
      () => this.register(connection, transport),
      () => transport.caughtUp(CATCHING_UP_MS),
    );
    await this.confirm(connection);
  }

  private keep(response: ServerResponse, transport: StreamTransport, connection: LiveConnection): void {
    const { userId } = connection.actor;
    if (response.destroyed) return;
    this.open.set(response, transport);
    this.counts.set(userId, (this.counts.get(userId) ?? 0) + 1);
    response.on('error', () => undefined);
    response.once('close', () => {
      this.open.delete(response);
      this.connections.remove(connection);
      const left = (this.counts.get(userId) ?? 1) - 1;
      if (left > 0) this.counts.set(userId, left);
      else this.counts.delete(userId);
    });
  }

  private register(connection: LiveConnection, transport: StreamTransport): void {
    if (transport.isOver) return;
    this.connections.add(connection);
    for (const [channel, subscription] of connection.subscriptions) {
      this.connections.subscribe(connection, channel, subscription);
    }
  }

  /** The session may have ended between the check at the door and now, when news of it would be heard. */
  private async confirm(connection: LiveConnection): Promise<void> {
    await connection.enqueue(() =>
      this.rights.confirm(connection).catch((error: unknown) => {
        this.logger.error(error instanceof Error ? error.stack : String(error));
        connection.transport.close(CLOSE.failed);
      }),
    );
  }
}
