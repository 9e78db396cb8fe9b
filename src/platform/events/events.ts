import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { uuidv7 } from 'uuidv7';
import { DatabaseNotifications } from '../database/notifications.js';
import { Transaction } from '../database/transaction.js';
import { PartJoiner, toParts } from './event-parts.js';
import type { ReceivedEvent, ServerEvent } from './server-event.js';

const CHANNEL = 'lectern_events';

type Listener = (event: ReceivedEvent) => void;

interface Envelope extends ServerEvent {
  /** Microseconds since 1970 when it was published. */
  at: number;
}

/** News from one server instance to all of them, itself included, through PostgreSQL; nothing is kept. */
@Injectable()
export class Events implements OnModuleInit {
  private readonly logger = new Logger('Events');
  private readonly listeners = new Set<Listener>();
  private readonly joiner = new PartJoiner();
  private lastId = 0;

  constructor(
    private readonly tx: Transaction,
    private readonly notifications: DatabaseNotifications,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.notifications.listen(CHANNEL, (payload) => this.receive(payload));
  }

  /** Leaves when the open transaction commits, never when it rolls back; at once when none is open. */
  async publish(event: ServerEvent): Promise<void> {
    const envelope: Envelope = {
      ...event,
      at: Math.round((performance.timeOrigin + performance.now()) * 1000),
    };
    const parts = toParts(uuidv7(), JSON.stringify(envelope));
    await this.tx.run(async () => {
      for (const part of parts) await this.notifications.notify(CHANNEL, part);
    });
  }

  /** Calls `listener` with every event from now on, in the order in which they are committed. */
  listen(listener: Listener): void {
    this.listeners.add(listener);
  }

  private receive(payload: string): void {
    const text = this.joiner.add(payload);
    if (text === null) return;
    const { at, ...event } = JSON.parse(text) as Envelope;
    // Commits may come in another order than publications; the ids must grow all the same.
    this.lastId = Math.max(at, this.lastId + 1);
    for (const listener of this.listeners) {
      try {
        listener({ ...event, id: String(this.lastId) });
      } catch (error) {
        this.logger.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
      }
    }
  }
}
