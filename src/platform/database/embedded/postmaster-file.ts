import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What a postmaster says of itself in `postmaster.pid`. */
export interface PostmasterFile {
  pid: number;
  port: number;
  /** `starting`, `ready`, `standby` or `stopping`. */
  status: string;
}

/** The file's content, or undefined when it is absent or only half written. */
export async function readPostmasterFile(dataFolder: string): Promise<PostmasterFile | undefined> {
  const text = await readFile(join(dataFolder, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = text.split('\n');
  const pid = Math.abs(Number(lines[0]));
  const port = Number(lines[3]);
  if (!pid || !port) return undefined;
  return { pid, port, status: lines[7]?.trim() ?? 'starting' };
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
