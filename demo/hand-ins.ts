import type { HandInKind } from './hand-in-kind.js';
import { C_HAND_INS } from './hand-ins-c.js';
import { PYTHON_HAND_INS } from './hand-ins-python.js';

/** Every kind of hand-in, with the verdict it must get. */
export const HAND_INS: readonly HandInKind[] = [...PYTHON_HAND_INS, ...C_HAND_INS];

/** The kind of a given id; throws for an id that is not in the table. */
export function handInOf(id: string): HandInKind {
  const kind = HAND_INS.find((candidate) => candidate.id === id);
  if (kind === undefined) throw new Error(`there is no kind of hand-in called ${id}`);
  return kind;
}
