import { randomBytes } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { DatabaseNotifications } from '../database/notifications.js';
import type { RequestLimiter } from './request-limiter.js';

const CHANNEL = 'lectern_requests';
const TELL_EVERY_MS = 1000;
/** A notification holds 8000 bytes, a caller with his number about 35. */
const MOST_CALLERS = 200;
/** Part of the limit of a second below which a caller is not worth telling of. */
const NOTEWORTHY = 0.2;

type Told = [caller: string, requests: number];

/**
 * Lets the limit of requests hold across server instances: every second each tells the others how much its busiest
 * callers asked, as hashes. Who spreads his requests gets a second more of them, and no more for longer.
 */
export class SharedLimits {
  private readonly logger = new Logger('SharedLimits');
  private readonly self = randomBytes(9).toString('base64url');
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly limiter: RequestLimiter,
    private readonly perSecond: number,
    private readonly news: DatabaseNotifications,
  ) {}

  /** Listens, and tells until `stop`. */
  async start(): Promise<void> {
    await this.news.listen(CHANNEL, (payload) => this.hear(payload));
    this.timer = setInterval(() => void this.tell(), TELL_EVERY_MS).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Tells the others what is worth it; nothing when nobody asks much. */
  async tell(): Promise<void> {
    const counts = this.limiter.takeCounts(Math.max(1, this.perSecond * NOTEWORTHY)).slice(0, MOST_CALLERS);
    if (counts.length === 0) return;
    await this.news
      .notify(CHANNEL, JSON.stringify([this.self, counts]))
      .catch((error: unknown) => this.logger.debug(`requests were not told of: ${String(error)}`));
  }

  private hear(payload: string): void {
    if (payload === '') return;
    const [from, counts] = JSON.parse(payload) as [string, Told[]];
    if (from === this.self) return;
    for (const [caller, requests] of counts) this.limiter.charge(caller, requests);
  }
}
