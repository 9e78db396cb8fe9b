import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { buildEntryPoints } from '../../setup/worker-process.js';

const ROOT = join(import.meta.dirname, '../../..');
const RUNS = 200;
const KILLED = 20;
const TOGETHER = 200;
const SOAK_MS = 900_000;

it(
  'after killed workers nothing is left, and 8 programs at once have the verdicts they have alone',
  async () => {
    buildEntryPoints();
    const words = ['dist/bench/soak-sandbox.js', RUNS, KILLED, TOGETHER].map(String);
    const child = spawn(process.execPath, words, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (piece: Buffer) => (said += piece.toString('utf8')));
    const [code] = (await once(child, 'close')) as [number];
    expect(said).toContain(`killed       ${KILLED} workers after ${RUNS} runs`);
    expect(said).toContain('; 0 runs went wrong');
    expect(said).toContain('exited, signalled, time, memory, output');
    expect(said).toContain(`together     ${TOGETHER} runs, 8 at once: 0 verdicts differ`);
    expect(said).toContain('left         0 processes, mounts, cgroups and folders');
    expect(code).toBe(0);
  },
  SOAK_MS,
);
