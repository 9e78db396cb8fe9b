import { Injectable } from '@nestjs/common';
import type { LiveConnection, Subscription } from './live-connection.js';

/** Open connections of one kind that a user may have. */
export const MAX_PER_USER = 10;

/** The open connections of this server, by user and by channel. */
@Injectable()
export class LiveConnections {
  private readonly byUser = new Map<string, Set<LiveConnection>>();
  private readonly byChannel = new Map<string, Set<LiveConnection>>();

  /** False, and nothing is kept, when the user has ten of the same kind already, here and `elsewhere`. */
  add(connection: LiveConnection, elsewhere = 0): boolean {
    const { userId } = connection.actor;
    if (this.countOf(userId, connection.transport.kind) + elsewhere >= MAX_PER_USER) return false;
    this.byUser.set(userId, (this.byUser.get(userId) ?? new Set()).add(connection));
    return true;
  }

  /** How many of a kind a user has on this server. */
  countOf(userId: string, kind: LiveConnection['transport']['kind']): number {
    return this.ofUser(userId).filter(({ transport }) => transport.kind === kind).length;
  }

  remove(connection: LiveConnection): void {
    for (const channel of [...connection.subscriptions.keys()]) this.unsubscribe(connection, channel);
    take(this.byUser, connection.actor.userId, connection);
  }

  subscribe(connection: LiveConnection, channel: string, subscription: Subscription): void {
    connection.subscriptions.set(channel, subscription);
    this.byChannel.set(channel, (this.byChannel.get(channel) ?? new Set()).add(connection));
  }

  /** False when it was not subscribed. */
  unsubscribe(connection: LiveConnection, channel: string): boolean {
    take(this.byChannel, channel, connection);
    return connection.subscriptions.delete(channel);
  }

  all(): LiveConnection[] {
    return [...this.byUser.values()].flatMap((own) => [...own]);
  }

  users(): string[] {
    return [...this.byUser.keys()];
  }

  ofUser(userId: string): LiveConnection[] {
    return [...(this.byUser.get(userId) ?? [])];
  }

  onChannel(channel: string): LiveConnection[] {
    return [...(this.byChannel.get(channel) ?? [])];
  }
}

function take<T>(sets: Map<string, Set<T>>, key: string, item: T): void {
  const set = sets.get(key);
  set?.delete(item);
  if (set?.size === 0) sets.delete(key);
}
