import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import sql from 'sql-template-tag';
import { ENV, type Env } from '../config/env.js';
import { AdvisoryLock } from '../database/advisory-lock.js';
import { Transaction } from '../database/transaction.js';
import { runInContext, systemContext } from '../http/request-context.js';

/** Long work looks at `ending` now and then: the application waits for it when it stops. */
type Work = (ending: AbortSignal) => Promise<unknown>;

const LATEST_FIRST_SECONDS = 60;

/** Work that comes again and again. Many servers on one database do it once: whoever holds the lock of its name. */
@Injectable()
export class ScheduledTasks implements OnModuleDestroy {
  private readonly logger = new Logger('ScheduledTasks');
  private readonly tasks = new Map<string, Work>();
  private readonly running = new Map<string, Promise<boolean>>();
  private readonly ending = new AbortController();

  constructor(
    private readonly registry: SchedulerRegistry,
    private readonly tx: Transaction,
    private readonly lock: AdvisoryLock,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /**
   * Does `work` every so many seconds until the application ends, the first time after a minute at the latest, so that
   * frequent restarts put nothing off. In tests only `runNow` does it.
   */
  every(name: string, seconds: number, work: Work): void {
    if (this.tasks.has(name)) throw new Error(`There are two tasks ${name}.`);
    this.tasks.set(name, work);
    if (this.env.NODE_ENV === 'test') return;
    const run = () => void this.once(name, work);
    const first = setTimeout(
      () => {
        run();
        this.registry.addInterval(name, setInterval(run, seconds * 1000).unref());
      },
      Math.min(seconds, LATEST_FIRST_SECONDS) * 1000,
    );
    this.registry.addTimeout(name, first.unref());
  }

  /** Does a task of `every` at once, as `once` does. */
  async runNow(name: string): Promise<boolean> {
    const work = this.tasks.get(name);
    if (work === undefined) throw new Error(`There is no task ${name}.`);
    return this.once(name, work);
  }

  /** Does `work` unless it is being done on some server; false: it was. A failure is logged and not passed on. */
  async once(name: string, work: Work): Promise<boolean> {
    if (this.running.has(name) || this.ending.signal.aborted) return false;
    const turn = runInContext(systemContext(name), () => this.locked(name, work)).catch((error: unknown) => {
      this.logger.error(
        `${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
      return true;
    });
    this.running.set(name, turn);
    try {
      return await turn;
    } finally {
      this.running.delete(name);
    }
  }

  /** The application ends: nothing begins any more, and what has begun still finds a database. */
  async onModuleDestroy(): Promise<void> {
    this.ending.abort();
    await Promise.all(this.running.values());
  }

  /** The lock lives in a transaction that does nothing else, so that the work commits piece by piece. */
  private async locked(name: string, work: Work): Promise<boolean> {
    return this.tx.run(async () => {
      if (!(await this.lock.tryTake(`task:${name}`))) return false;
      // It idles for as long as the work takes.
      await this.tx.execute(sql`SET LOCAL idle_in_transaction_session_timeout = 0`);
      await this.tx.outside(() => work(this.ending.signal));
      return true;
    });
  }
}
