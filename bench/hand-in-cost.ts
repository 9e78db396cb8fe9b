import type { DataSource } from 'typeorm';
import type { ExecutionServer } from './execution-server.js';
import type { Figure } from './figure.js';
import { endedMs, familyMs, parentOf, processorMs } from './process-time.js';

/** Processor time so far by those who have a part in a hand-in, ms; how busy the machine is hardly changes it. */
export interface Spent {
  server: number;
  database: number;
  worker: number;
  boxes: number;
}

/** What server, database, worker and boxes have computed until now. */
export async function spent({ serverPid, workerPid }: ExecutionServer, source: DataSource): Promise<Spent> {
  const [row]: { pid: number }[] = await source.query('SELECT pg_backend_pid() AS pid');
  const worker = workerPid();
  return {
    server: processorMs(serverPid),
    database: familyMs(parentOf(row?.pid ?? NaN)),
    worker: processorMs(worker),
    boxes: endedMs(worker),
  };
}

/** The difference for one hand-in, by who computed. */
export function costFigures(before: Spent, after: Spent, count: number): Figure[] {
  return (['server', 'database', 'worker', 'boxes'] as const).map((who) => ({
    what: `computing for one hand-in: ${who}`,
    ...{ value: (after[who] - before[who]) / count, unit: 'ms', goal: null },
    ...(who === 'boxes' ? { remark: 'with the programs in them' } : {}),
  }));
}
