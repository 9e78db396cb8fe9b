import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import type { Sql } from 'sql-template-tag';
import { DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import type { Pool, PoolClient, QueryConfig, QueryResult, QueryResultRow } from 'pg';
import { currentContext } from '../http/request-context.js';
import { PreparedStatements, type Preparing } from './prepared-statements.js';

interface Running {
  readonly runner: QueryRunner;
  readonly afterCommit: (() => void | Promise<void>)[];
}

const TELL_CONTEXT = `SELECT set_config('lectern.actor', $1, true), set_config('lectern.request', $2, true),
  set_config('lectern.ip', $3, true), set_config('lectern.user_agent', $4, true)`;

function contextOf(): string[] {
  const context = currentContext();
  const agent = context?.userAgent?.slice(0, 500);
  return [context?.actorId ?? '', context?.requestId ?? '', context?.ip ?? '', agent ?? ''];
}

/**
 * The ambient transaction: `run` opens one or joins the one that is open, and everything the work awaits uses it.
 * Inside: no network, no sandbox, no parallel writes. The database's triggers read from it who writes (`lectern.actor`)
 * and in which request, so rows written outside `run` have no author.
 */
@Injectable()
export class Transaction {
  private readonly prepared = new PreparedStatements();
  private readonly storage = new AsyncLocalStorage<Running>();

  constructor(private readonly dataSource: DataSource) {}

  /** Commits when `work` resolves, rolls back when it throws. Nested calls join the outer transaction. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.storage.getStore() !== undefined) return work();
    const runner = this.dataSource.createQueryRunner();
    const running: Running = { runner, afterCommit: [] };
    let result: T;
    try {
      await runner.startTransaction();
      await runner.query(TELL_CONTEXT, contextOf());
      result = await this.storage.run(running, work);
      await runner.commitTransaction();
    } catch (error) {
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      throw error;
    } finally {
      await runner.release();
    }
    for (const notify of running.afterCommit) await notify();
    return result;
  }

  /** Runs `notify` once the open transaction has committed, at once when none is open; its failure cannot undo the work. */
  afterCommit(notify: () => void | Promise<void>): void {
    const running = this.storage.getStore();
    if (running === undefined) void notify();
    else running.afterCommit.push(notify);
  }

  /** Does `work` as if no transaction were open: it gets connections of its own and commits by itself. */
  outside<T>(work: () => Promise<T>): Promise<T> {
    return this.storage.exit(work);
  }

  /** True inside `run`. */
  get active(): boolean {
    return this.storage.getStore() !== undefined;
  }

  /** The TypeORM manager of the open transaction, else that of the pool. */
  get manager(): EntityManager {
    return this.storage.getStore()?.runner.manager ?? this.dataSource.manager;
  }

  /**
   * Rows of a plain SQL statement. Preparing it `at once` is for hot ones that name their columns and whose plan does
   * not depend on the values.
   */
  async rows<T extends QueryResultRow>(statement: Sql, preparing?: Preparing): Promise<T[]> {
    const client = await this.client();
    return (await client.query<T>(this.query(statement, preparing))).rows;
  }

  /** The first row of a statement, or null. */
  async row<T extends QueryResultRow>(statement: Sql, preparing?: Preparing): Promise<T | null> {
    return (await this.rows<T>(statement, preparing))[0] ?? null;
  }

  /** Executes a statement and returns the number of rows it touched. */
  async execute(statement: Sql): Promise<number> {
    const client = await this.client();
    return (await client.query(this.query(statement))).rowCount ?? 0;
  }

  /** What the driver answers to a text of one or several statements: a result, or a list of results. */
  async raw(text: string, values: unknown[] = []): Promise<QueryResult | QueryResult[]> {
    const client = await this.client();
    return client.query({ text, values });
  }

  private query({ text, values }: Sql, preparing?: Preparing): QueryConfig {
    return { text, values: values as unknown[], name: this.prepared.nameOf(text, preparing) };
  }

  private async client(): Promise<Pool | PoolClient> {
    const running = this.storage.getStore();
    if (running !== undefined) return (await running.runner.connect()) as PoolClient;
    return (this.dataSource.driver as unknown as { master: Pool }).master;
  }
}
