import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import { DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import {
  escapeLiteral,
  type Pool,
  type PoolClient,
  type QueryConfig,
  type QueryResult,
  type QueryResultRow,
} from 'pg';
import { currentContext } from '../http/request-context.js';
import { PreparedStatements, type Preparing } from './prepared-statements.js';

interface Running {
  readonly runner: QueryRunner;
  /** Channel and payload of each NOTIFY that goes along with the COMMIT, as SQL. */
  readonly news: string[];
  readonly afterCommit: (() => void | Promise<void>)[];
}

/** A text as SQL, for statements that are sent together and so cannot have parameters; none of them may hold NUL. */
function literal(text: string): string {
  return escapeLiteral(text.replaceAll('\0', ''));
}

/** Tells the database who writes, for this transaction only. */
function tellContext(): string {
  const context = currentContext();
  const settings = {
    actor: context?.actorId,
    request: context?.requestId,
    ip: context?.ip,
    user_agent: context?.userAgent?.slice(0, 500),
  };
  const calls = Object.entries(settings).map(
    ([name, value]) => `set_config(${literal(`lectern.${name}`)}, ${literal(value ?? '')}, true)`,
  );
  return `SELECT ${calls.join(', ')}`;
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
    const running: Running = { runner, news: [], afterCommit: [] };
    let result: T;
    try {
      await begin(running);
      result = await this.storage.run(running, work);
      await commit(running);
    } catch (error) {
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      throw error;
    } finally {
      await runner.release();
    }
    for (const notify of running.afterCommit) await notify();
    return result;
  }

  /**
   * NOTIFY when the open transaction commits, at once when none is open. It goes along with the COMMIT: news cost no
   * trip of their own, and a payload that is too long fails there.
   */
  async notify(channel: string, payload: string): Promise<void> {
    const running = this.storage.getStore();
    if (running === undefined) await this.execute(sql`SELECT pg_notify(${channel}, ${payload})`);
    else running.news.push(`(${literal(channel)}, ${literal(payload)})`);
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

  /** What the driver answers to a text of one statement, or without values of several: a result, or a list of results. */
  async raw(text: string, values: unknown[] = []): Promise<QueryResult | QueryResult[]> {
    const client = await this.client();
    return client.query({ text, values, name: values.length > 0 ? this.prepared.nameOf(text) : undefined });
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

/** The transaction and who writes in it, in one trip; TypeORM's own start would be one more. */
async function begin({ runner }: Running): Promise<void> {
  const client = (await runner.connect()) as PoolClient;
  markActive(runner, true);
  await client.query(`START TRANSACTION; ${tellContext()}`);
}

async function commit({ runner, news }: Running): Promise<void> {
  const client = (await runner.connect()) as PoolClient;
  const told = `SELECT pg_notify(channel, payload) FROM (VALUES ${news.join(', ')}) AS news (channel, payload); `;
  await client.query(`${news.length > 0 ? told : ''}COMMIT`);
  markActive(runner, false);
}

/** TypeORM opens transactions of its own around writes when it knows of none. */
function markActive(runner: QueryRunner, active: boolean): void {
  (runner as { isTransactionActive: boolean }).isTransactionActive = active;
}
