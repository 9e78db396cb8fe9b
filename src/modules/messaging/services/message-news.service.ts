import { Injectable } from '@nestjs/common';
import { Events } from '../../../platform/events/events.js';
import { type Addressed, channelOf } from './message-channel.js';

export const MESSAGE_NEWS = ['message:new', 'message:update', 'message:delete'] as const;
export const READ_NEWS = 'read:update';

/** Tells all servers about messages by their ids; each reads what its own listeners may see. */
@Injectable()
export class MessageNewsService {
  constructor(private readonly events: Events) {}

  async changed(type: (typeof MESSAGE_NEWS)[number], message: Addressed & { id: string }): Promise<void> {
    await this.events.publish({ type, channel: channelOf(message), data: { message_id: message.id } });
  }

  async read(message: Addressed & { id: string }, userId: string, read: boolean): Promise<void> {
    const data = { message_id: message.id, scope: message.scope, user_id: userId, read };
    await this.events.publish({ type: READ_NEWS, channel: channelOf(message), data });
  }
}
