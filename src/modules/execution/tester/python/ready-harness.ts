import { realpathSync, statSync } from 'node:fs';
import type { BoxLimits, ReadOnlyEntry } from '../../sandbox/box.js';
import type { TestSession } from '../language.js';
import { TesterError } from '../tester.errors.js';
import type { RunMemory } from '../run-memory.js';
import { PYTHON_HARNESS } from './harness.js';

const FOLDER = '/lectern';
const NAME = 'harness.pyc';
const LIMITS: BoxLimits = {
  ...{ cpuSeconds: 10, wallSeconds: 20, memoryMb: 256, processes: 8, diskMb: 8, outputKb: 1024 },
};

/** Reads a program from standard input and writes the file that this Python runs without reading it again. */
const COMPILER = `
import importlib.util, marshal, sys
code = compile(sys.stdin.buffer.read(), '<harness>', 'exec', dont_inherit=True)
sys.stdout.buffer.write(importlib.util.MAGIC_NUMBER + bytes(12) + marshal.dumps(code))
`;

/** How the harness is started, and what its box must show for that. */
export interface ReadyHarness {
  arguments: readonly string[];
  readOnly: readonly ReadOnlyEntry[];
}

/** Harnesses that this process has compiled or found, by the Python they are for. */
const ready = new WeakMap<RunMemory, Map<string, ReadyHarness>>();

/**
 * The harness as this machine's Python likes it best: compiled, which saves a third of its start, where compilations
 * are remembered; else as its text.
 */
export async function readyHarness(python: string, session: TestSession): Promise<ReadyHarness> {
  const { memory } = session.input;
  if (memory === undefined) return { arguments: ['-c', PYTHON_HARNESS], readOnly: [] };
  const all = ready.get(memory) ?? new Map<string, ReadyHarness>();
  ready.set(memory, all);
  const name = identityOf(python);
  const harness = all.get(name) ?? (await makeReady(python, session));
  all.set(name, harness);
  return harness;
}

/** Another Python under the same name may not understand what was compiled for the one before. */
function identityOf(python: string): string {
  const real = realpathSync.native(python);
  const { ino, size, mtimeMs } = statSync(real);
  return `${real} ${ino} ${size} ${mtimeMs}`;
}

async function makeReady(python: string, session: TestSession): Promise<ReadyHarness> {
  const request = { command: [python, '-I', '-S', '-c', COMPILER], stdin: PYTHON_HARNESS, limits: LIMITS };
  const { stdout, stderr, exitCode } = await session.boxes.run(request, { buildsWith: [python] });
  if (exitCode !== 0) {
    throw new TesterError(
      'BOX_FAILED',
      `The harness does not compile: ${stderr.toString('utf8').slice(-500)}`,
    );
  }
  const files = [{ path: NAME, content: stdout, executable: false }];
  return { arguments: [`${FOLDER}/${NAME}`], readOnly: [{ files, target: FOLDER }] };
}
