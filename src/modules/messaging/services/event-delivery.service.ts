import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { TEACHERS_ONLY } from '../../../access/audience.js';
import type { MessageScope } from '../../../access/message-writers.js';
import { Events } from '../../../platform/events/events.js';
import type { ReceivedEvent } from '../../../platform/events/server-event.js';
import { MessageRepository } from '../repositories/message.repository.js';
import { toMessageNews } from '../schemas/message.schema.js';
import type { LiveConnection } from './live-connection.js';
import { LiveConnections } from './live-connections.js';
import { readsAreHisOwn } from './message-channel.js';
import { RecentEvents } from './recent-events.js';
import { MESSAGE_NEWS, READ_NEWS } from './message-news.service.js';
import { TYPING_NEWS } from './typing.service.js';

interface ReadNews {
  message_id: string;
  scope: MessageScope;
  user_id: string;
  read: boolean;
}

/** A stream that has no more than so many events to catch up with is given them between two events. */
const LAST_STEP = 20;

/** Turns what the servers tell each other into frames for those who are connected here and may hear it. */
@Injectable()
export class EventDeliveryService implements OnModuleInit {
  private readonly logger = new Logger('Events');
  /** News are delivered one after the other, so that they arrive in their order. */
  private last: Promise<void> = Promise.resolve();

  constructor(
    private readonly events: Events,
    private readonly connections: LiveConnections,
    private readonly messages: MessageRepository,
    private readonly recent: RecentEvents,
  ) {}

  onModuleInit(): void {
    this.events.listen((event) => {
      void this.inTurn(async () => {
        if (![READ_NEWS, TYPING_NEWS].includes(event.type)) this.recent.add(event);
        if (this.connections.users().length > 0) await this.deliver(event, this.connections);
      });
    });
  }

  /**
   * Gives `audience` the kept events after `lastId`, then calls `register` between two events, so that a connection that
   * is registered there hears every later one, and none twice. `pause` is called now and then while it takes long.
   */
  async join(
    audience: LiveConnections,
    lastId: string | null,
    register: () => void,
    pause: () => Promise<void>,
  ): Promise<void> {
    let seen = lastId;
    for (let missed = this.missedSince(seen); missed.length > LAST_STEP; missed = this.missedSince(seen)) {
      for (const event of missed) {
        await this.deliver(event, audience);
        await pause();
      }
      seen = missed.at(-1)?.id ?? seen;
    }
    await this.inTurn(async () => {
      for (const event of this.missedSince(seen)) await this.deliver(event, audience);
      register();
    });
  }

  private missedSince(lastId: string | null): ReceivedEvent[] {
    return lastId === null ? [] : this.recent.since(lastId);
  }

  /** After everything that was to be done before; failures are logged. */
  private inTurn(work: () => Promise<void>): Promise<void> {
    this.last = this.last
      .then(work)
      .catch((error: unknown) =>
        this.logger.error(error instanceof Error ? (error.stack ?? error.message) : String(error)),
      );
    return this.last;
  }

  private async deliver(event: ReceivedEvent, among: LiveConnections): Promise<void> {
    if ((MESSAGE_NEWS as readonly string[]).includes(event.type)) return this.deliverMessage(event, among);
    if (event.type === READ_NEWS) return this.deliverRead(event, among);
    if (event.type === TYPING_NEWS) return this.deliverTyping(event, among);
    const { type, channel, id, data, only } = event;
    const listeners = among.onChannel(channel);
    if (listeners.length === 0) return;
    const text = JSON.stringify({ type, channel, event_id: id, data: { channel, ...data } });
    for (const connection of listeners) {
      if (only === TEACHERS_ONLY && !connection.subscriptions.get(channel)?.teaches) continue;
      connection.sendText(text, id);
    }
  }

  /** Every reader hears of it once: on the channel of the target when he listens there, else on his own. */
  private async deliverMessage(
    { type, channel: target, id, data }: ReceivedEvent,
    among: LiveConnections,
  ): Promise<void> {
    const messageId = data['message_id'] as string;
    const row = await this.messages.find(messageId);
    if (row === null) return;
    const readers = await this.messages.findReaders(messageId, among.users());
    const news = type === 'message:delete' ? { message_id: messageId } : toMessageNews(row);
    for (const reader of readers) {
      for (const connection of among.ofUser(reader)) {
        const channel = heardOn(connection, target);
        const frame = { type, channel, event_id: id, message_id: messageId, data: { ...news, channel } };
        connection.send(frame, id);
      }
    }
  }

  /** The reader himself always hears of it; the others on the channel only where few people talk to each other. */
  private async deliverRead({ channel: target, data }: ReceivedEvent, among: LiveConnections): Promise<void> {
    const { message_id, scope, user_id, read } = data as unknown as ReadNews;
    const listeners = new Set(among.ofUser(user_id));
    if (!readsAreHisOwn(scope)) {
      for (const connection of among.onChannel(target)) listeners.add(connection);
    }
    if (scope === 'user' || scope === 'course_member') {
      for (const reader of await this.messages.findReaders(message_id, among.users())) {
        for (const connection of among.ofUser(reader)) listeners.add(connection);
      }
    }
    for (const connection of listeners) {
      const channel = heardOn(connection, target);
      connection.send({ type: READ_NEWS, channel, message_id, user_id, read });
    }
  }

  private deliverTyping({ channel, data }: ReceivedEvent, among: LiveConnections): void {
    const text = JSON.stringify({ type: TYPING_NEWS, channel, ...data });
    for (const connection of among.onChannel(channel)) {
      if (connection.actor.userId !== data['user_id']) connection.sendText(text);
    }
  }
}

function heardOn(connection: LiveConnection, target: string): string {
  return connection.subscriptions.has(target) ? target : `user:${connection.actor.userId}`;
}
