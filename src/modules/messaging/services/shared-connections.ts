import { randomBytes } from 'node:crypto';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { DatabaseNotifications } from '../../../platform/database/notifications.js';
import type { LiveConnection } from './live-connection.js';
import { LiveConnections } from './live-connections.js';

const CHANNEL = 'lectern_connections';
/** Changes wait so long for others, and are told together. */
const GATHER_MS = 50;
const TELL_ALL_MS = 10_000;
/** A server that told nothing for so long is gone, and its connections with it. */
const FORGET_MS = 25_000;
/** A notification holds 8000 bytes, a user with his number about 45. */
const MOST_USERS = 150;

type Count = [userId: string, sockets: number];
type News = [from: string, what: 'counts', counts: Count[]] | [from: string, what: 'ask' | 'bye'];

interface Server {
  heardAt: number;
  counts: Map<string, number>;
}

/**
 * The WebSockets of this server, and how many each user has on the other servers, so that the limit of contract 00,
 * section 11 is one limit: every server tells the others of changes, of all of its users now and then, and when it
 * stops. Two connections opened on two servers within some milliseconds may both be let in.
 */
@Injectable()
export class SharedConnections implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('SharedConnections');
  private readonly self = randomBytes(9).toString('base64url');
  private readonly others = new Map<string, Server>();
  private readonly changed = new Set<string>();
  private gathering: NodeJS.Timeout | null = null;
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly news: DatabaseNotifications,
    readonly here: LiveConnections,
  ) {}

  /** Listens, and asks the others what they have. */
  async onApplicationBootstrap(): Promise<void> {
    await this.news.listen(CHANNEL, (payload) => this.hear(payload));
    this.timer = setInterval(() => void this.tell(this.here.users()), TELL_ALL_MS).unref();
    await this.send([this.self, 'ask']);
  }

  async onModuleDestroy(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    if (this.gathering !== null) clearTimeout(this.gathering);
    this.timer = null;
    await this.send([this.self, 'bye']);
  }

  /** False, and nothing is kept, when the user has ten already. */
  add(connection: LiveConnection): boolean {
    const { userId } = connection.actor;
    if (!this.here.add(connection, this.elsewhere(userId))) return false;
    this.noteChange(userId);
    return true;
  }

  remove(connection: LiveConnection): void {
    this.here.remove(connection);
    this.noteChange(connection.actor.userId);
  }

  private elsewhere(userId: string): number {
    const oldest = performance.now() - FORGET_MS;
    let sockets = 0;
    for (const [name, { heardAt, counts }] of this.others) {
      if (heardAt < oldest) this.others.delete(name);
      else sockets += counts.get(userId) ?? 0;
    }
    return sockets;
  }

  /** The others hear of it in a moment. */
  private noteChange(userId: string): void {
    this.changed.add(userId);
    if (this.timer === null) return;
    this.gathering ??= setTimeout(() => {
      this.gathering = null;
      const users = [...this.changed];
      this.changed.clear();
      void this.tell(users);
    }, GATHER_MS).unref();
  }

  private async tell(users: readonly string[]): Promise<void> {
    if (this.timer === null) return;
    for (let start = 0; start < users.length; start += MOST_USERS) {
      const some = users.slice(start, start + MOST_USERS);
      const counts = some.map((userId): Count => [userId, this.here.countOf(userId, 'socket')]);
      await this.send([this.self, 'counts', counts]);
    }
  }

  private async send(news: News): Promise<void> {
    await this.news
      .notify(CHANNEL, JSON.stringify(news))
      .catch((error: unknown) => this.logger.debug(`connections were not told of: ${String(error)}`));
  }

  /** Nothing is what is heard after listening was interrupted: the others may have told something meanwhile. */
  private hear(payload: string): void {
    if (payload === '') {
      this.others.clear();
      void this.send([this.self, 'ask']);
      return;
    }
    const [from, what, counts = []] = JSON.parse(payload) as News;
    if (from === this.self) return;
    if (what === 'bye') this.others.delete(from);
    else if (what === 'ask') void this.tell(this.here.users());
    else this.remember(from, counts);
  }

  private remember(from: string, counts: readonly Count[]): void {
    const server = this.others.get(from) ?? { heardAt: 0, counts: new Map<string, number>() };
    server.heardAt = performance.now();
    for (const [userId, sockets] of counts) {
      if (sockets > 0) server.counts.set(userId, sockets);
      else server.counts.delete(userId);
    }
    this.others.set(from, server);
  }
}
