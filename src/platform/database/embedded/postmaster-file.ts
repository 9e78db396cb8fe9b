import { open, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What a postmaster says of itself in `postmaster.pid`. */
export interface PostmasterFile {
  pid: number;
  port: number;
  /** `starting`, `ready`, `standby` or `stopping`. */
  status: string;
}

/** Counted from 0. */
const STATUS_LINE = 7;

/** The file's content, or undefined when it is absent or only half written. */
export async function readPostmasterFile(dataFolder: string): Promise<PostmasterFile | undefined> {
  const text = await readFile(join(dataFolder, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = text.split('\n');
  const pid = Math.abs(Number(lines[0]));
  const port = Number(lines[3]);
  if (!pid || !port) return undefined;
  return { pid, port, status: lines[STATUS_LINE]?.trim() ?? 'starting' };
}

/**
 * Takes the word `ready` back from the file of a server that was killed, so that it is not read as the next one's.
 * The rest must stay: by it PostgreSQL finds out whether children of the dead server still use its memory.
 */
export async function markPostmasterFileStale(dataFolder: string): Promise<void> {
  const path = join(dataFolder, 'postmaster.pid');
  const lines = (await readFile(path, 'utf8').catch(() => '')).split('\n');
  const status = lines[STATUS_LINE];
  if (!status) return;
  const file = await open(path, 'r+');
  try {
    const before = Buffer.byteLength(lines.slice(0, STATUS_LINE).join('\n')) + 1;
    await file.write('stale'.padEnd(status.length).slice(0, status.length), before);
  } finally {
    await file.close();
  }
}

/**
 * The postmaster that serves `dataFolder` now. A file left by one that was killed counts as none; when its number
 * meanwhile belongs to another process the file is removed, since PostgreSQL would take that one for its rival.
 */
export async function findRunningPostmaster(dataFolder: string): Promise<PostmasterFile | undefined> {
  const file = await readPostmasterFile(dataFolder);
  if (!file || !isAlive(file.pid)) return undefined;
  if (await servesFolder(file.pid, dataFolder)) return file;
  // Between the two looks a new server may have written a file of its own.
  const again = await readPostmasterFile(dataFolder);
  if (again?.pid === file.pid) await rm(join(dataFolder, 'postmaster.pid'), { force: true });
  return undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function servesFolder(pid: number, dataFolder: string): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  try {
    // A postmaster's working folder is its data folder. A zombie has none.
    const [inside, data] = await Promise.all([stat(`/proc/${pid}/cwd`), stat(dataFolder)]);
    return inside.dev === data.dev && inside.ino === data.ino;
  } catch {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    return command.split('\0').includes(dataFolder);
  }
}
