import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { BoxFile, BoxOutcome } from '../../sandbox/box.js';
import { folderParts } from '../../sandbox/collect.js';
import { BoxRequestError } from '../../sandbox/sandbox.errors.js';
import type { BoxedRuns } from '../boxed-runs.js';
import type { FolderCopy } from './folder-copy.js';

const MAX_FILES = 1_000;
const MAX_BYTES = 16 * 1024 * 1024;
const USUAL_SECONDS = 30;

/** One run of the hand-in that the exercise wants. */
export interface StudentRun {
  command: readonly string[];
  stdin: Buffer;
  /** Put into the working folder; they win over files of the hand-in. */
  files: readonly BoxFile[];
  /** Folder below the working one whose files come back. */
  take: string | null;
  /** Seconds. */
  timeout: number | null;
}

const path = z
  .string()
  .max(1_000)
  .refine((text) => text !== '' && folderParts(text).length > 0, 'a path below the working folder');

/** A run as `lectern-run` asks for it. */
export const wishSchema = z.object({
  command: z.array(z.string().max(100_000)).min(1).max(1_000),
  stdin: z.base64(),
  files: z.array(z.object({ path, content: z.base64(), executable: z.boolean() })).max(MAX_FILES),
  take: path.nullable(),
  timeout: z.number().finite().positive().nullable(),
});

/** Runs the hand-in in boxes of its own: nothing of the grading program is in them but what it gives. */
export class StudentRuns {
  private made = 0;

  constructor(
    private readonly boxes: BoxedRuns,
    private readonly handIn: FolderCopy,
    /** Where working folders may be made. */
    private readonly workspace: string,
  ) {}

  /** `inner`: while the grader's box goes on. Throws BoxRequestError for what cannot be meant. */
  async run(wanted: StudentRun, inner: boolean): Promise<BoxOutcome> {
    const folder = join(this.workspace, `run-${(this.made += 1)}`);
    try {
      await mkdir(folder);
      for (const file of wanted.files) await give(folder, file);
      await this.handIn.into(folder);
      return await this.boxes.run({
        command: wanted.command,
        workFrom: folder,
        readOnly: await this.boxes.companions('student'),
        stdin: wanted.stdin,
        ...(wanted.take === null
          ? {}
          : { collect: { folder: wanted.take, maxFiles: MAX_FILES, maxBytes: MAX_BYTES } }),
        limits: this.boxes.limitsFor(wanted.timeout ?? USUAL_SECONDS),
        inner,
      });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

/** The folder is new and holds nothing but what was given before, so no link can lead out of it. */
async function give(folder: string, { path: name, content, executable }: BoxFile): Promise<void> {
  const place = join(folder, ...folderParts(name));
  try {
    await mkdir(dirname(place), { recursive: true });
    await writeFile(place, content, { mode: executable ? 0o755 : 0o644 });
  } catch {
    throw new BoxRequestError(`The file ${name} cannot be given.`);
  }
}

/** How a run ended, as its grader is told: `code` is what a shell would say, `outcome` cannot be imitated. */
export function endOf(outcome: BoxOutcome): { code: number; outcome: Record<string, unknown> } {
  const { end, exitCode, signal, wallSeconds, cpuSeconds, peakMemoryMb } = outcome;
  const told = {
    ...{ end, exit_code: exitCode, signal, wall_seconds: wallSeconds, cpu_seconds: cpuSeconds },
    ...{ memory_mb: peakMemoryMb },
  };
  return { code: codeOf(outcome), outcome: told };
}

const CODES: Partial<Record<BoxOutcome['end'], number>> = { time: 124, memory: 137, output: 153 };
const CRASHED = 139;

function codeOf({ end, exitCode }: BoxOutcome): number {
  return CODES[end] ?? exitCode ?? CRASHED;
}
