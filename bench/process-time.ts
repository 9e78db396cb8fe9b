import { readdirSync, readFileSync } from 'node:fs';

const TICK_MS = 10;
const FIELD = { parent: 1, user: 11, system: 12, endedUser: 13, endedSystem: 14 } as const;

/** Fields of /proc/<pid>/stat that follow the name; empty where Linux does not tell. */
function fieldsOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ') ?? [];
  } catch {
    return [];
  }
}

const ms = (fields: readonly string[], ...which: number[]): number =>
  which.reduce((sum, index) => sum + Number(fields[index]) * TICK_MS, 0);

/** Processor time that a process has used so far, milliseconds to the nearest ten; NaN where Linux does not tell. */
export function processorMs(pid: number): number {
  return ms(fieldsOf(pid), FIELD.user, FIELD.system);
}

/** The same of everything that the process has started and seen the end of. */
export function endedMs(pid: number): number {
  return ms(fieldsOf(pid), FIELD.endedUser, FIELD.endedSystem);
}

/** The same of the process, its children at the moment and those that have ended. */
export function familyMs(pid: number): number {
  const children = readdirSync('/proc')
    .map(Number)
    .filter((other) => other > 0 && Number(fieldsOf(other)[FIELD.parent]) === pid);
  return [pid, ...children].reduce((sum, one) => sum + (processorMs(one) || 0), endedMs(pid));
}

/** The parent's number. */
export function parentOf(pid: number): number {
  return Number(fieldsOf(pid)[FIELD.parent]);
}
