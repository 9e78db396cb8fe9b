import { Inject, Injectable } from '@nestjs/common';
import { ENV, type Env } from '../config/env.js';
import { Transaction } from '../database/transaction.js';
import { gzipped } from '../http/compression.js';
import { KeptAnswer } from '../http/kept-answer.js';
import { currentContext } from '../http/request-context.js';
import { counted, totalOf } from '../http/row-version.js';
import type { AnswerInputs } from './answer-inputs.js';
import { AnswerShelf, type ShelvedAnswer } from './answer-shelf.js';
import { ChangeLedger, type Stamp } from './change-ledger.js';

const MEGABYTE = 1024 * 1024;

/**
 * Answers that are sent again as long as the database says that nothing they show was changed since
 * (docs/decisions/0015). Rights are decided before, for every request.
 */
@Injectable()
export class KeptAnswers {
  private readonly shelf: AnswerShelf;
  private readonly off: boolean;
  private readonly checking: boolean;
  /** What the check found wrong: keys of answers that were not true. */
  readonly untrue: string[] = [];

  constructor(
    private readonly ledger: ChangeLedger,
    private readonly tx: Transaction,
    @Inject(ENV) env: Env,
  ) {
    this.shelf = new AnswerShelf(env.KEPT_ANSWERS_MB * MEGABYTE);
    this.checking = env.KEPT_ANSWERS_CHECK;
    this.off = env.KEPT_ANSWERS_MB === 0;
  }

  /**
   * The kept answer for `inputs`, or what `compute` gives, kept from then on. The state of the inputs is read before
   * computing, so that what is changed meanwhile costs another computation and is never overlooked.
   */
  async answer<T extends object>(inputs: AnswerInputs, compute: () => Promise<T>): Promise<T | KeptAnswer> {
    if (this.off || this.tx.active) return compute();
    const gzip = currentContext()?.readsGzip ?? false;
    const key = `${gzip ? 'gzip' : 'plain'} ${inputs.key}`;
    const stamp = await this.ledger.stampOf(inputs);
    const found = this.shelf.get(key);
    if (found !== undefined && isCurrent(found, stamp)) {
      if (this.checking) await this.check(inputs, found, compute);
      return found.answer;
    }
    const until = await this.ledger.turnOf(inputs);
    const answer = await written(await compute(), gzip);
    this.shelf.put(key, { answer, state: stamp.state, since: stamp.at, until });
    return answer;
  }

  /** For tests: computes the answer afresh and throws when it differs although nothing was changed meanwhile. */
  private async check<T extends object>(
    inputs: AnswerInputs,
    found: ShelvedAnswer,
    compute: () => Promise<T>,
  ): Promise<void> {
    const fresh = await written(await compute(), found.answer.isGzip);
    if (fresh.body.equals(found.answer.body) && totalOf(fresh) === totalOf(found.answer)) return;
    if (!isCurrent(found, await this.ledger.stampOf(inputs))) return;
    this.untrue.push(inputs.key);
    throw new Error(`A kept answer was not true: ${inputs.key}`);
  }
}

/** A clock that was set back may close again what was open. */
function isCurrent(found: ShelvedAnswer, stamp: Stamp): boolean {
  return found.state === stamp.state && found.since <= stamp.at && stamp.at < found.until;
}

/** As JSON, compressed where it is asked for. One person's programs mostly read the same: few answers are kept twice. */
async function written(view: object, gzip: boolean): Promise<KeptAnswer> {
  const text = JSON.stringify(view);
  const packed = gzip ? await gzipped(text) : null;
  const answer = new KeptAnswer(packed ?? Buffer.from(text), packed !== null);
  const total = totalOf(view);
  return total === undefined ? answer : counted(answer, total);
}
