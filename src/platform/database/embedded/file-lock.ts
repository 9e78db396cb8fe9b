import { spawnSync } from 'node:child_process';
import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';

/** A lock on a file that the kernel lets go of when this process ends, however it ends. */
export interface FileLock {
  release(): void;
}

/** The pid of the process that holds a lock, as far as its file tells. */
export interface LockHolder {
  pid: number;
}

const LOCKED = 11;
/** Node.js cannot flock. A child can, on a descriptor that it inherits: the lock then lives as long as ours is open. */
const LOCKERS: readonly (readonly string[])[] = [
  ['flock', '-n', '-E', String(LOCKED), '3'],
  [
    'perl',
    '-e',
    `use Fcntl ":flock"; open(F, "+<&=3") or exit 1; exit(flock(F, LOCK_EX|LOCK_NB) ? 0 : ${LOCKED})`,
  ],
];

/**
 * Takes the lock without waiting; `{ holder }` says who has it. The file stays when the lock is released, since
 * removing it would let two processes lock two files of one name.
 */
export function tryLock(path: string): FileLock | { holder: LockHolder } {
  const descriptor = openSync(path, 'a+', 0o600);
  try {
    if (!lockDescriptor(descriptor, path)) {
      closeSync(descriptor);
      return { holder: { pid: readPid(path) } };
    }
    ftruncateSync(descriptor);
    writeSync(descriptor, `${process.pid}\n`);
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
  let open = true;
  return {
    release: () => {
      if (open) closeSync(descriptor);
      open = false;
    },
  };
}

function lockDescriptor(descriptor: number, path: string): boolean {
  for (const [program, ...args] of LOCKERS) {
    const result = spawnSync(program!, args, {
      stdio: ['ignore', 'ignore', 'pipe', descriptor],
      encoding: 'utf8',
    });
    if (result.status === 0) return true;
    if (result.status === LOCKED) return false;
  }
  return !heldWithoutLocker(path);
}

/** Neither program is there: a live process of the number in the file is believed to hold the lock. */
function heldWithoutLocker(path: string): boolean {
  const pid = readPid(path);
  if (!pid || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function readPid(path: string): number {
  return Number(readFileSync(path, 'utf8').trim()) || 0;
}
