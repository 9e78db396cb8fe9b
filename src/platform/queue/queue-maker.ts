import { AsyncLocalStorage } from 'node:async_hooks';
import pg from 'pg';
import type { PgBoss } from 'pg-boss';
import type { Transaction } from '../database/transaction.js';

/** Jobs go back as often as their owner says; it counts the attempts itself. */
export const RETRIES = 1_000_000;
const KEEP_DONE_SECONDS = 3600;

interface Rows {
  rows: unknown[];
}

/**
 * Makes pg-boss's queues and gives it its connections: the ambient transaction's, except for making a queue. That
 * happens in a transaction of pg-boss's own, and on a connection beside the pool, because everybody who holds one of
 * the pool may be waiting for the queue.
 */
export class QueueMaker {
  private readonly ready = new Map<string, Promise<void>>();
  private readonly apart = new AsyncLocalStorage<pg.Client>();

  constructor(
    private readonly boss: PgBoss,
    private readonly tx: Transaction,
    private readonly url: string,
  ) {}

  /** Executes one or several statements of pg-boss. */
  async execute(text: string, values?: unknown[]): Promise<Rows> {
    const client = this.apart.getStore();
    return client === undefined ? ((await this.tx.raw(text, values)) as Rows) : client.query(text, values);
  }

  /** Makes the queue unless it is there; names are letters, digits, `_`, `-`, `.` and `/`. */
  async ensure(queue: string): Promise<void> {
    let ready = this.ready.get(queue);
    if (ready === undefined) {
      ready = this.make(queue);
      this.ready.set(queue, ready);
      ready.catch(() => this.ready.delete(queue));
    }
    await ready;
  }

  private async make(queue: string): Promise<void> {
    const client = new pg.Client({
      connectionString: this.url,
      application_name: 'lectern-queue',
      connectionTimeoutMillis: 5000,
    });
    // Without a listener a connection that breaks would end the process.
    client.on('error', () => undefined);
    try {
      await client.connect();
      await this.apart.run(client, async () => {
        if ((await this.boss.getQueue(queue)) !== null) return;
        const options = { retryLimit: RETRIES, retryDelay: 0, deleteAfterSeconds: KEEP_DONE_SECONDS };
        await this.boss.createQueue(queue, options);
      });
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}
