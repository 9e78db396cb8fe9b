import { Inject, Injectable, Logger } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { ENV, type Env } from '../config/env.js';
import { AdvisoryLock } from '../database/advisory-lock.js';
import { Transaction } from '../database/transaction.js';
import { runInContext, systemContext } from '../http/request-context.js';

/** Work that comes again and again. Many servers on one database do it once: whoever holds the lock of its name. */
@Injectable()
export class ScheduledTasks {
  private readonly logger = new Logger('ScheduledTasks');
  private readonly running = new Set<string>();

  constructor(
    private readonly registry: SchedulerRegistry,
    private readonly tx: Transaction,
    private readonly lock: AdvisoryLock,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /** Does `work` every so many seconds until the application ends. Not in tests: they call the work itself. */
  every(name: string, seconds: number, work: () => Promise<unknown>): void {
    if (this.env.NODE_ENV === 'test') return;
    const timer = setInterval(() => void this.once(name, work), seconds * 1000);
    this.registry.addInterval(name, timer.unref());
  }

  /** Does `work` unless it is being done on some server; false: it was. A failure is logged and not passed on. */
  async once(name: string, work: () => Promise<unknown>): Promise<boolean> {
    if (this.running.has(name)) return false;
    this.running.add(name);
    try {
      return await runInContext(systemContext(name), () => this.locked(name, work));
    } catch (error) {
      this.logger.error(
        `${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
      return true;
    } finally {
      this.running.delete(name);
    }
  }

  /** The lock lives in a transaction that does nothing else, so that the work commits piece by piece. */
  private async locked(name: string, work: () => Promise<unknown>): Promise<boolean> {
    return this.tx.run(async () => {
      if (!(await this.lock.tryTake(`task:${name}`))) return false;
      await this.tx.outside(work);
      return true;
    });
  }
}
