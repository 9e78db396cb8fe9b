import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { AdvisoryLock } from '../database/advisory-lock.js';
import { Transaction } from '../database/transaction.js';
import { AppError } from './app-error.js';
import { currentContext } from './request-context.js';

/** Which call a key stands for: keys of other callers, methods and paths are other keys. */
export interface KeyedCall {
  caller: string;
  method: string;
  /** Path without query. */
  path: string;
  key: string;
}

export interface IdempotentCall extends KeyedCall {
  /** sha256 of everything the answer depends on. */
  fingerprint: Buffer;
}

export interface StoredResponse {
  status: number;
  body: unknown;
}

/** What `key` stands for when the current caller sends it with this method and URL. */
export function keyedCall({ method, url }: { method: string; url: string }, key: string): KeyedCall {
  const [path = ''] = url.split('?', 1);
  return { caller: currentContext()?.actorId ?? '', method, path: path.replace(/\/+$/, ''), key };
}

/** Answers kept for 24 h under the key that the caller sent with the call (contract 00, section 7). */
@Injectable()
export class IdempotencyKeys {
  constructor(
    private readonly tx: Transaction,
    private readonly lock: AdvisoryLock,
  ) {}

  /**
   * Runs `work` and keeps its answer in the same transaction, or gives back the kept one. `work` that throws keeps
   * nothing, so the call may be repeated.
   * @throws 409 CONFLICT_004 while the first call runs (with Retry-After), and for another content under the same key
   */
  async once(
    call: IdempotentCall,
    work: () => Promise<StoredResponse>,
  ): Promise<StoredResponse & { replayed: boolean }> {
    return this.tx.run(async () => {
      // Repeated calls only read: they must not take each other for the first one.
      const before = await this.find(call);
      if (before !== null) return { ...before, replayed: true };
      const name = `idempotency ${call.caller} ${call.method} ${call.path} ${call.key}`;
      const isFirst = await this.lock.tryTake(name);
      const meanwhile = await this.find(call);
      if (meanwhile !== null) return { ...meanwhile, replayed: true };
      if (!isFirst) {
        throw new AppError('CONFLICT_004', 'The first call with this Idempotency-Key is still running.', {
          headers: { 'retry-after': '1' },
        });
      }
      const answer = await work();
      await this.keep(call, answer);
      return { ...answer, replayed: false };
    });
  }

  /** Whether an answer is kept for the key, so that repeating the call starts no work. */
  async hasAnswer(call: KeyedCall): Promise<boolean> {
    return (await this.kept(call)) !== null;
  }

  /** Removes answers older than 24 h; returns how many. */
  async removeOld(): Promise<number> {
    return this.tx.execute(
      sql`DELETE FROM auth.idempotency_keys WHERE created_at < now() - interval '24 hours'`,
    );
  }

  private kept({ caller, method, path, key }: KeyedCall) {
    return this.tx.row<StoredResponse & { fingerprint: Buffer }>(sql`
      SELECT fingerprint, status, body FROM auth.idempotency_keys
      WHERE caller = ${caller} AND method = ${method} AND path = ${path} AND key = ${key}
        AND created_at >= now() - interval '24 hours'`);
  }

  private async find(call: IdempotentCall): Promise<StoredResponse | null> {
    const row = await this.kept(call);
    if (row === null) return null;
    if (!row.fingerprint.equals(call.fingerprint)) {
      throw new AppError('CONFLICT_004', 'This Idempotency-Key was used for another request.');
    }
    return { status: row.status, body: row.body };
  }

  /** An answer that is older than 24 h but not yet removed gives way. */
  private async keep(call: IdempotentCall, answer: StoredResponse): Promise<void> {
    const body = answer.body === undefined ? null : JSON.stringify(answer.body);
    await this.tx.execute(sql`
      INSERT INTO auth.idempotency_keys (caller, method, path, key, fingerprint, status, body)
      VALUES (${call.caller}, ${call.method}, ${call.path}, ${call.key}, ${call.fingerprint}, ${answer.status}, ${body})
      ON CONFLICT (caller, method, path, key) DO UPDATE
      SET fingerprint = excluded.fingerprint, status = excluded.status, body = excluded.body, created_at = now()`);
  }
}
