import { randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { AppError } from '../../../platform/http/app-error.js';
import { runInContext } from '../../../platform/http/request-context.js';
import {
  type ChannelsFrame,
  CLIENT_FRAMES,
  type ClientFrameType,
  isClientFrameType,
  type ReadFrame,
  type TypingFrame,
} from '../schemas/client-frame.schema.js';
import type { LiveConnection } from './live-connection.js';
import { MessageService } from './message.service.js';
import { GLOBAL, SubscriptionService } from './subscription.service.js';
import { TypingService } from './typing.service.js';

/** Does what a frame of a client asks for; whatever is wrong with it is told and the connection stays. */
@Injectable()
export class ClientFrameService {
  private readonly logger = new Logger('WebSocket');

  constructor(
    private readonly subscriptions: SubscriptionService,
    private readonly typing: TypingService,
    private readonly messages: MessageService,
  ) {}

  /** `text` is null for binary frames. Never throws. */
  async handle(connection: LiveConnection, text: string | null): Promise<void> {
    const value = parse(text);
    if (value === undefined) return connection.error('INVALID_JSON', 'A frame is one JSON object.');
    const type = typeof value === 'object' && value !== null ? (value as { type?: unknown }).type : undefined;
    if (typeof type !== 'string') return connection.error('INVALID_EVENT', 'A frame needs a type.');
    if (!isClientFrameType(type)) {
      return connection.error('UNHANDLED_EVENT', `Frames of type ${type.slice(0, 100)} are unknown.`);
    }
    const frame = CLIENT_FRAMES[type].safeParse(value);
    if (!frame.success) {
      const [issue] = frame.error.issues;
      return connection.error('INVALID_EVENT', `${type}: ${issue?.path.join('.')}: ${issue?.message}`);
    }
    const context = {
      requestId: randomUUID(),
      ip: null,
      userAgent: null,
      expectedVersion: null,
      actorId: connection.actor.userId,
    };
    await runInContext(context, () => this.perform(connection, type, frame.data)).catch((error: unknown) => {
      this.logger.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
      connection.error('INVALID_EVENT', 'This could not be done; try again.');
    });
  }

  private async perform(connection: LiveConnection, type: ClientFrameType, frame: unknown): Promise<void> {
    switch (type) {
      case 'channel:subscribe':
        return this.subscriptions.subscribe(connection, (frame as ChannelsFrame).channels);
      case 'channel:unsubscribe':
        return this.subscriptions.unsubscribe(connection, (frame as ChannelsFrame).channels);
      case 'typing:start':
        return this.type(connection, (frame as TypingFrame).channel);
      case 'typing:stop':
        return this.typing.stop(connection, (frame as TypingFrame).channel);
      case 'read:mark':
        return this.read(connection, frame as ReadFrame);
      case 'system:ping':
        return connection.send({ type: 'system:pong', timestamp: new Date().toISOString() });
    }
  }

  private async type(connection: LiveConnection, channel: string): Promise<void> {
    if (!connection.subscriptions.has(channel)) {
      return connection.error('NOT_SUBSCRIBED', `Subscribe to ${channel} before you type there.`);
    }
    if (channel === GLOBAL && !connection.actor.holds('message:create_global')) {
      return connection.error('INVALID_EVENT', 'You cannot write to everybody.');
    }
    await this.typing.start(connection, channel);
  }

  private async read(connection: LiveConnection, { message_id }: ReadFrame): Promise<void> {
    try {
      await this.messages.mark(connection.actor, message_id, true);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      connection.error('READ_MARK_FAILED', error.message);
    }
  }
}

/** Undefined when it is no JSON. */
function parse(text: string | null): unknown {
  if (text === null) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
