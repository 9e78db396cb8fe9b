import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { DatabaseNotifications } from '../../../platform/database/notifications.js';
import { RUNS_CHANNEL } from './run.service.js';

/** Wakes the claims that wait on this server when there may be something for them. Waiting holds no connection. */
@Injectable()
export class ClaimBell implements OnModuleInit, OnModuleDestroy {
  private rung = 0;
  private readonly sleepers = new Set<() => void>();
  private ended = false;

  constructor(private readonly news: DatabaseNotifications) {}

  async onModuleInit(): Promise<void> {
    await this.news.listen(RUNS_CHANNEL, () => this.ring());
  }

  /** The server ends: claims are answered at once. */
  onModuleDestroy(): void {
    this.ended = true;
    this.ring();
  }

  /** How often it has rung; taken before looking for work, so that no news in between is missed. */
  get count(): number {
    return this.rung;
  }

  get closing(): boolean {
    return this.ended;
  }

  /** Resolves when it rings, at once if it rang since `count`, at the latest after `milliseconds` or when aborted. */
  async wait(count: number, milliseconds: number, signal: AbortSignal): Promise<void> {
    if (this.rung !== count || this.ended || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        this.sleepers.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, milliseconds);
      signal.addEventListener('abort', wake);
      this.sleepers.add(wake);
    });
  }

  private ring(): void {
    this.rung += 1;
    for (const wake of [...this.sleepers]) wake();
  }
}
