import { printable } from '../schemas/printable-text.js';
import {
  MAX_OUTPUT_BYTES,
  type ProgressNews,
  type ProgressOutput,
  type RunProgress,
} from '../schemas/run-progress.schema.js';

/** What a heartbeat leads to: news for the students, and what is kept of it. */
export interface HeardProgress {
  news: ProgressNews[];
  /** Without the output. */
  kept: Record<string, unknown>;
  /** Bytes of output that are passed on. */
  outputBytes: number;
}

/** `usedBytes` of output were passed on before; what is over the limit of a run is left out. */
export function hear({ output, ...kept }: RunProgress, usedBytes: number): HeardProgress {
  const collection = kept.collection ?? null;
  const about = { phase: collection === null ? ('started' as const) : ('collection' as const), collection };
  const pieces: ProgressOutput[] = [];
  let outputBytes = 0;
  for (const { stream, text } of output ?? []) {
    const shown = printable(text);
    const bytes = Buffer.byteLength(shown);
    if (bytes === 0) continue;
    if (usedBytes + outputBytes + bytes > MAX_OUTPUT_BYTES) break;
    outputBytes += bytes;
    pieces.push({ stream, text: shown });
  }
  const told: (ProgressOutput | null)[] = pieces.length > 0 ? pieces : collection === null ? [] : [null];
  return { news: told.map((piece) => ({ ...about, position: null, output: piece })), kept, outputBytes };
}
