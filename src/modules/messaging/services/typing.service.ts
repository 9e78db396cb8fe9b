import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Events } from '../../../platform/events/events.js';
import type { LiveConnection } from './live-connection.js';

export const TYPING_NEWS = 'typing:update';

/** Typing ends by itself after this long without another start. */
const TYPING_MS = 5000;
/** Starts that follow each other faster are told once. */
const QUIET_MS = 1000;

interface Typing {
  timer: NodeJS.Timeout;
  toldAt: number;
}

/** Who is typing where, for those connected to this server; told to all servers. */
@Injectable()
export class TypingService implements OnModuleDestroy {
  private readonly typing = new Map<LiveConnection, Map<string, Typing>>();

  constructor(private readonly events: Events) {}

  async start(connection: LiveConnection, channel: string): Promise<void> {
    const channels = this.typing.get(connection) ?? new Map<string, Typing>();
    const before = channels.get(channel);
    clearTimeout(before?.timer);
    const now = performance.now();
    const tell = before === undefined || now - before.toldAt >= QUIET_MS;
    channels.set(channel, {
      timer: setTimeout(() => void this.stop(connection, channel), TYPING_MS).unref(),
      toldAt: tell ? now : before.toldAt,
    });
    this.typing.set(connection, channels);
    if (tell) await this.tell(connection, channel, true);
  }

  /** Nothing happens unless he was typing there. */
  async stop(connection: LiveConnection, channel: string): Promise<void> {
    const channels = this.typing.get(connection);
    const typing = channels?.get(channel);
    if (typing === undefined || channels === undefined) return;
    clearTimeout(typing.timer);
    channels.delete(channel);
    if (channels.size === 0) this.typing.delete(connection);
    await this.tell(connection, channel, false);
  }

  /** Whoever is gone types no more. */
  async leave(connection: LiveConnection): Promise<void> {
    const channels = [...(this.typing.get(connection)?.keys() ?? [])];
    for (const channel of channels) await this.stop(connection, channel);
  }

  onModuleDestroy(): void {
    for (const channels of this.typing.values()) {
      for (const { timer } of channels.values()) clearTimeout(timer);
    }
    this.typing.clear();
  }

  private async tell(connection: LiveConnection, channel: string, isTyping: boolean): Promise<void> {
    const data = {
      user_id: connection.actor.userId,
      user_name: connection.userName,
      is_typing: isTyping,
    };
    await this.events.publish({ type: TYPING_NEWS, channel, data }).catch(() => undefined);
  }
}
