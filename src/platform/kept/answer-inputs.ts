import type { Sql } from 'sql-template-tag';

/** What an answer is made of: whose changes (in platform.changes) and which moment end its truth. */
export interface AnswerInputs {
  /** View, caller with his rights, and what was asked; equal keys ask for the same answer. */
  key: string;
  /** Account whose own changes (kind `person`) decide which courses there are. */
  personId: string;
  /** An array of the ids of the courses that are read, a value or what a query of the person's memberships gives. */
  courses: Sql;
  /** Kinds of changes that matter beside those of the person and of `everything`. */
  kinds: readonly string[];
  /** Selects one moment or null: the next at which the answer becomes another one by time alone. */
  turn: Sql;
}
