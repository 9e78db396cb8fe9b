import { PreparedNames } from './prepared-names.js';

/** Calls after which planning a statement anew each time costs more than keeping its plan. */
const HOT_AFTER = 50;
/** A connection keeps the plan of each prepared statement, some 100 kB, for as long as it lives. */
const MOST_HOT = 120;
const MOST_COMPOSED = 200;
/** Texts that are counted; lists are put together in many ways. */
const MOST_COUNTED = 4000;
/** `*` means what the table has when it is prepared: a newer server beside this one may add columns to it. */
const COLUMNS_LEFT_OPEN = /\*\s*(,|FROM\b|$)/i;

/**
 * When a statement becomes a prepared one:
 * - `when hot`: once it has been asked again and again,
 * - `at once`: with its first call; for texts that are fixed,
 * - `while few`: with its first call, unless many others came before; for texts that are put together for each request.
 */
export type Preparing = 'when hot' | 'at once' | 'while few';

/** Decides which statements are prepared, by giving them the names under which the driver prepares them. */
export class PreparedStatements {
  private readonly names: Readonly<Record<Preparing, PreparedNames>>;
  private readonly calls = new Map<string, number>();

  constructor(
    private readonly hotAfter = HOT_AFTER,
    mostHot = MOST_HOT,
  ) {
    this.names = {
      'when hot': new PreparedNames(mostHot),
      'at once': new PreparedNames(Number.POSITIVE_INFINITY),
      'while few': new PreparedNames(MOST_COMPOSED),
    };
  }

  /** The name for this call of the text; undefined when it is not to be prepared (yet). */
  nameOf(text: string, preparing: Preparing = 'when hot'): string | undefined {
    if (preparing === 'when hot' && !this.isHot(text)) return undefined;
    return this.names[preparing].nameOf(text);
  }

  /** Counts a call of the text. */
  private isHot(text: string): boolean {
    const count = (this.calls.get(text) ?? 0) + 1;
    if (count > this.hotAfter) return true;
    if (this.calls.size >= MOST_COUNTED) this.calls.clear();
    this.calls.set(text, COLUMNS_LEFT_OPEN.test(text) ? Number.NEGATIVE_INFINITY : count);
    return false;
  }
}
