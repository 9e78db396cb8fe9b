import type { Sql } from 'sql-template-tag';

/** What an answer is made of: whose changes (in platform.changes) and which moment end its truth. */
export interface AnswerInputs {
  /** View, caller with his rights, and what was asked; equal keys ask for the same answer. */
  key: string;
  /** Account whose own changes (kind `person`) decide which other subjects there are. */
  personId: string;
  /** Selects kind and subject of everything else that is read, apart from `everything`. */
  subjects: Sql;
  /** Selects one moment or null: the next at which the answer becomes another one by time alone. */
  turn: Sql;
}
