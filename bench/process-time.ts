import { readFileSync } from 'node:fs';

const TICK_MS = 10;

/** Processor time that a process has used so far, milliseconds to the nearest ten; NaN where Linux does not tell. */
export function processorMs(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  } catch {
    return Number.NaN;
  }
}
