import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { type ChannelKind, isChannelKind } from '../../../access/visibility/channels.js';
import { ChannelRepository } from '../repositories/channel.repository.js';
import type { LiveConnection, Subscription } from './live-connection.js';
import { LiveConnections } from './live-connections.js';

const ROW_CHANNEL = /^([a-z_]+):([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/;
const MAX_CHANNELS = 1000;

/** Heard by everybody who is connected, asked for or not. */
export const GLOBAL = 'global';
export const MAINTENANCE = 'system:maintenance';

/** Who listens to which channel; rights are those of contract 05 section 6. */
@Injectable()
export class SubscriptionService {
  constructor(
    private readonly connections: LiveConnections,
    private readonly channels: ChannelRepository,
  ) {}

  /** Subscribes a new connection to what everybody hears and to the channel of its user. */
  open(connection: LiveConnection): void {
    for (const channel of ownChannels(connection.actor)) {
      this.connections.subscribe(connection, channel, { teaches: false });
    }
  }

  /** Answers with the channels that were subscribed, and an error for each that was refused. */
  async subscribe(connection: LiveConnection, wanted: readonly string[]): Promise<void> {
    const names = [...new Set(wanted)];
    const allowed = await this.findAllowed(connection.actor, names);
    const granted: string[] = [];
    for (const channel of names) {
      const subscription = allowed.get(channel);
      const isFull = connection.subscriptions.size >= MAX_CHANNELS && !connection.subscriptions.has(channel);
      if (subscription === undefined || isFull) {
        refuse(
          connection,
          channel,
          isFull ? `more than ${MAX_CHANNELS} channels` : 'no such channel for you',
        );
      } else {
        this.connections.subscribe(connection, channel, subscription);
        granted.push(channel);
      }
    }
    if (granted.length > 0) connection.send({ type: 'channel:subscribed', channels: granted });
  }

  /** What a stream that asks for `wanted` hears, own channels included, and what of it is refused. */
  async choose(
    actor: Actor,
    wanted: readonly string[],
  ): Promise<{ granted: Map<string, Subscription>; refused: string[] }> {
    const names = [...new Set([...ownChannels(actor), ...wanted])];
    const granted = await this.findAllowed(actor, names);
    return { granted, refused: names.filter((name) => !granted.has(name)) };
  }

  /** The own channels stay; the answer names what was asked for and is not subscribed now. */
  unsubscribe(connection: LiveConnection, wanted: readonly string[]): void {
    const own = new Set(ownChannels(connection.actor));
    const channels = [...new Set(wanted)].filter((channel) => !own.has(channel));
    for (const channel of channels) this.connections.unsubscribe(connection, channel);
    connection.send({ type: 'channel:unsubscribed', channels });
  }

  /** Reads the rights of its user anew and ends what he has lost. */
  async recheck(connection: LiveConnection): Promise<void> {
    const names = [...connection.subscriptions.keys()];
    const allowed = await this.findAllowed(connection.actor, names);
    const lost: string[] = [];
    for (const channel of names) {
      const subscription = allowed.get(channel);
      if (subscription !== undefined) this.connections.subscribe(connection, channel, subscription);
      else if (this.connections.unsubscribe(connection, channel)) lost.push(channel);
    }
    if (lost.length > 0) connection.send({ type: 'channel:unsubscribed', channels: lost });
  }

  private async findAllowed(actor: Actor, names: readonly string[]): Promise<Map<string, Subscription>> {
    const isPersonal = (name: string) =>
      ownChannels(actor).includes(name) || (actor.isAdmin && kindOf(name) === 'user');
    const personal = names.filter(isPersonal).map((channel) => ({ channel, teaches: false }));
    const rows = await this.channels.findAllowed(actor, idsByKind(names));
    return new Map([...personal, ...rows].map(({ channel, teaches }) => [channel, { teaches }]));
  }
}

function kindOf(name: string): string {
  return ROW_CHANNEL.exec(name)?.[1] ?? '';
}

function idsByKind(names: readonly string[]): Map<ChannelKind, string[]> {
  const ids = new Map<ChannelKind, string[]>();
  for (const name of names) {
    const [, kind = '', id = ''] = ROW_CHANNEL.exec(name) ?? [];
    if (isChannelKind(kind)) ids.set(kind, [...(ids.get(kind) ?? []), id]);
  }
  return ids;
}

function ownChannels(actor: Actor): string[] {
  return [`user:${actor.userId}`, GLOBAL, MAINTENANCE];
}

/** The extension looks for the type `error`. */
function refuse(connection: LiveConnection, channel: string, reason: string): void {
  connection.send({ type: 'channel:error', channel, reason });
  connection.send({ type: 'error', message: `${channel}: ${reason}` });
}
