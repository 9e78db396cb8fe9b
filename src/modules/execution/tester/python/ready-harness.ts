import { mkdtemp, rm, writeFile, chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BoxLimits } from '../../sandbox/box.js';
import type { TestSession } from '../language.js';
import { TesterError } from '../tester.errors.js';
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
  readOnly: readonly { source: string; target: string }[];
}

const ready = new WeakMap<TestSession, Promise<ReadyHarness>>();

/**
 * The harness as this machine's Python likes it best: compiled, which saves a third of its start, where compilations
 * are remembered; else as its text.
 */
export function readyHarness(python: string, session: TestSession): Promise<ReadyHarness> {
  const known = ready.get(session) ?? makeReady(python, session);
  ready.set(session, known);
  return known;
}

async function makeReady(python: string, session: TestSession): Promise<ReadyHarness> {
  if (session.input.memory === undefined) return { arguments: ['-c', PYTHON_HARNESS], readOnly: [] };
  const request = { command: [python, '-I', '-S', '-c', COMPILER], stdin: PYTHON_HARNESS, limits: LIMITS };
  const { stdout, stderr, exitCode } = await session.boxes.run(request, { buildsWith: [python] });
  if (exitCode !== 0) {
    throw new TesterError(
      'BOX_FAILED',
      `The harness does not compile: ${stderr.toString('utf8').slice(-500)}`,
    );
  }
  const folder = await mkdtemp(join(tmpdir(), 'lectern-program-'));
  session.onEnd(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, NAME), stdout);
  for (const path of [folder, join(folder, NAME)]) await chmod(path, 0o755);
  return { arguments: [`${FOLDER}/${NAME}`], readOnly: [{ source: folder, target: FOLDER }] };
}
