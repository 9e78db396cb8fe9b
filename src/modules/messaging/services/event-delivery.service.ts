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
import { MESSAGE_NEWS, READ_NEWS } from './message-news.service.js';
import { TYPING_NEWS } from './typing.service.js';

interface ReadNews {
  message_id: string;
  scope: MessageScope;
  user_id: string;
  read: boolean;
}

/** Turns what the servers tell each other into frames for those who are connected here and may hear it. */
@Injectable()
export class EventDeliveryService implements OnModuleInit {
  private readonly logger = new Logger('WebSocket');
  /** News are delivered one after the other, so that they arrive in their order. */
  private last: Promise<void> = Promise.resolve();

  constructor(
    private readonly events: Events,
    private readonly connections: LiveConnections,
    private readonly messages: MessageRepository,
  ) {}

  onModuleInit(): void {
    this.events.listen((event) => {
      if (this.connections.users().length === 0) return;
      this.last = this.last
        .then(() => this.deliver(event))
        .catch((error: unknown) =>
          this.logger.error(error instanceof Error ? (error.stack ?? error.message) : String(error)),
        );
    });
  }

  private async deliver(event: ReceivedEvent): Promise<void> {
    if ((MESSAGE_NEWS as readonly string[]).includes(event.type)) return this.deliverMessage(event);
    if (event.type === READ_NEWS) return this.deliverRead(event);
    if (event.type === TYPING_NEWS) return this.deliverTyping(event);
    const { type, channel, id, data, only } = event;
    const text = JSON.stringify({ type, channel, event_id: id, data: { channel, ...data } });
    for (const connection of this.connections.onChannel(channel)) {
      if (only === TEACHERS_ONLY && !connection.subscriptions.get(channel)?.teaches) continue;
      connection.sendText(text);
    }
  }

  /** Every reader hears of it once: on the channel of the target when he listens there, else on his own. */
  private async deliverMessage({ type, channel: target, id, data }: ReceivedEvent): Promise<void> {
    const messageId = data['message_id'] as string;
    const row = await this.messages.find(messageId);
    if (row === null) return;
    const readers = await this.messages.findReaders(messageId, this.connections.users());
    const news = type === 'message:delete' ? { message_id: messageId } : toMessageNews(row);
    for (const reader of readers) {
      for (const connection of this.connections.ofUser(reader)) {
        const channel = heardOn(connection, target);
        const frame = { type, channel, event_id: id, message_id: messageId, data: { ...news, channel } };
        connection.send(frame);
      }
    }
  }

  /** The reader himself always hears of it; the others on the channel only where few people talk to each other. */
  private async deliverRead({ channel: target, data }: ReceivedEvent): Promise<void> {
    const { message_id, scope, user_id, read } = data as unknown as ReadNews;
    const listeners = new Set(this.connections.ofUser(user_id));
    if (!readsAreHisOwn(scope)) {
      for (const connection of this.connections.onChannel(target)) listeners.add(connection);
    }
    if (scope === 'user' || scope === 'course_member') {
      for (const reader of await this.messages.findReaders(message_id, this.connections.users())) {
        for (const connection of this.connections.ofUser(reader)) listeners.add(connection);
      }
    }
    for (const connection of listeners) {
      const channel = heardOn(connection, target);
      connection.send({ type: READ_NEWS, channel, message_id, user_id, read });
    }
  }

  private deliverTyping({ channel, data }: ReceivedEvent): void {
    const text = JSON.stringify({ type: TYPING_NEWS, channel, ...data });
    for (const connection of this.connections.onChannel(channel)) {
      if (connection.actor.userId !== data['user_id']) connection.sendText(text);
    }
  }
}

function heardOn(connection: LiveConnection, target: string): string {
  return connection.subscriptions.has(target) ? target : `user:${connection.actor.userId}`;
}
