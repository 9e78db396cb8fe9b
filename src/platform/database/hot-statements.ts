import { PreparedNames } from './prepared-names.js';

/** Calls after which planning a statement anew each time costs more than keeping its plan. */
const HOT_AFTER = 50;
/** A connection keeps the plan of each prepared statement, some 100 kB, for as long as it lives. */
const MOST_PREPARED = 120;
/** Texts that are counted; lists are put together in many ways. */
const MOST_COUNTED = 4000;
/** `*` means what the table has when it is prepared: a newer server beside this one may add columns to it. */
const COLUMNS_LEFT_OPEN = /\*\s*(,|FROM\b|$)/i;

/** Finds the statements that are asked again and again, and gives them the names that make them prepared ones. */
export class HotStatements {
  private readonly names: PreparedNames;
  private readonly counts = new Map<string, number>();

  constructor(
    private readonly after = HOT_AFTER,
    most = MOST_PREPARED,
  ) {
    this.names = new PreparedNames(most);
  }

  /** Counts a call of the text; its name once it is hot, undefined before and for texts that came too late. */
  nameOf(text: string): string | undefined {
    const count = (this.counts.get(text) ?? 0) + 1;
    if (count > this.after) return this.names.nameOf(text);
    if (this.counts.size >= MOST_COUNTED) this.counts.clear();
    this.counts.set(text, COLUMNS_LEFT_OPEN.test(text) ? Number.NEGATIVE_INFINITY : count);
    return undefined;
  }
}
