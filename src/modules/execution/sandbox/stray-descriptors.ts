import { closeSync, readdirSync, readFileSync } from 'node:fs';

const CLOSE_ON_EXEC = 0o2000000;
/** Node marks the first sixteen descriptors itself; below that nothing is handed on by accident. */
const FIRST = 16;
/** Laying /dev/null over a descriptor takes a list as long as its number. */
const HIGHEST = 4_096;

function isHandedOn(descriptor: number): boolean {
  try {
    const flags = /^flags:\s+(\d+)/mu.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'latin1'))?.[1];
    return flags !== undefined && (parseInt(flags, 8) & CLOSE_ON_EXEC) === 0;
  } catch {
    return false;
  }
}

/**
 * Descriptors that whoever started this process left open and that its children would inherit, boxes included.
 * Node opens everything of its own so that children do not get it. Those with absurd numbers are closed here.
 */
export function strayDescriptors(): number[] {
  const strays = readdirSync('/proc/self/fd')
    .map(Number)
    .filter((descriptor) => descriptor >= FIRST && isHandedOn(descriptor));
  strays.filter((descriptor) => descriptor > HIGHEST).forEach((descriptor) => closeSync(descriptor));
  return strays.filter((descriptor) => descriptor <= HIGHEST);
}
