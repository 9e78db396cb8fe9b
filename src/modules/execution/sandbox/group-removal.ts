import { readFileSync, rmdirSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

/** Processes that just died keep their group busy for a moment. */
const PATIENCE_MS = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

function killMembers(folder: string): void {
  let members = '';
  try {
    members = readFileSync(`${folder}/cgroup.procs`, 'latin1');
  } catch {
    return;
  }
  for (const pid of members.split('\n').filter(Boolean).map(Number)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It died before we came.
    }
  }
}

/** Kills the members of a cgroup folder and removes it; throws when it stays busy for two seconds. */
export async function removeGroupFolder(folder: string): Promise<void> {
  for (const wait of PATIENCE_MS) {
    if (wait > 0) await setTimeout(wait);
    try {
      rmdirSync(folder);
      return;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return;
      if (code !== 'EBUSY') throw error;
      killMembers(folder);
    }
  }
  throw new Error(`The cgroup ${folder} stays busy.`);
}
