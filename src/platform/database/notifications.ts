import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { DATABASE_URL } from './database-url.js';
import { Transaction } from './transaction.js';

type Listener = (payload: string) => void;

const FIRST_DELAY_MS = 200;
const LONGEST_DELAY_MS = 5000;

/**
 * LISTEN and NOTIFY on one connection of its own. News may be missed while it is lost (every listener is called with
 * '' once it is back), so whoever waits for news also looks for itself now and then.
 */
@Injectable()
export class DatabaseNotifications implements OnApplicationShutdown {
  private readonly logger = new Logger('Notifications');
  private readonly listeners = new Map<string, Set<Listener>>();
  private client: pg.Client | null = null;
  private connecting: Promise<void> | null = null;
  private timer: NodeJS.Timeout | null = null;
  private delay = FIRST_DELAY_MS;
  private stopped = false;

  constructor(
    private readonly tx: Transaction,
    @Inject(DATABASE_URL) private readonly url: string,
  ) {}

  /** True while the connection is up. */
  get connected(): boolean {
    return this.client !== null;
  }

  /** Calls `listener` with the payload of every notification on `channel` (lower case letters and `_`). */
  async listen(channel: string, listener: Listener): Promise<void> {
    const known = this.listeners.get(channel);
    if (known !== undefined) {
      known.add(listener);
      return;
    }
    this.listeners.set(channel, new Set([listener]));
    if (this.client !== null) await this.client.query(`LISTEN ${channel}`);
    else await (this.connecting ??= this.connect().finally(() => (this.connecting = null)));
  }

  /** Tells all servers, once the open transaction has committed. */
  async notify(channel: string, payload = ''): Promise<void> {
    await this.tx.notify(channel, payload);
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    if (this.timer !== null) clearTimeout(this.timer);
    const client = this.client;
    this.client = null;
    await client?.end().catch(() => undefined);
  }

  private async connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.url,
      application_name: 'lectern-listen',
      connectionTimeoutMillis: 5000,
      keepAlive: true,
    });
    client.on('notification', ({ channel, payload }) => this.tell(channel, payload ?? ''));
    client.on('error', (error) => this.lost(client, error));
    client.on('end', () => this.lost(client, new Error('the connection was closed')));
    try {
      await client.connect();
      for (const channel of this.listeners.keys()) await client.query(`LISTEN ${channel}`);
    } catch (error) {
      this.lost(client, error as Error);
      return;
    }
    if (this.stopped) return void client.end().catch(() => undefined);
    this.client = client;
    this.delay = FIRST_DELAY_MS;
  }

  private lost(client: pg.Client, error: Error): void {
    if (this.stopped || (this.client !== null && this.client !== client)) return;
    this.client = null;
    if (this.timer !== null) return;
    this.logger.warn(`listening was interrupted: ${error.message}`);
    this.timer = setTimeout(() => void this.reconnect(), this.delay).unref();
    this.delay = Math.min(this.delay * 2, LONGEST_DELAY_MS);
    client.end().catch(() => undefined);
  }

  private async reconnect(): Promise<void> {
    this.timer = null;
    await this.connect();
    if (this.client === null) return;
    for (const channel of this.listeners.keys()) this.tell(channel, '');
  }

  private tell(channel: string, payload: string): void {
    for (const listener of this.listeners.get(channel) ?? []) listener(payload);
  }
}
