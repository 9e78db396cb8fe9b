import { StringDecoder } from 'node:string_decoder';
import type { BoxRequest } from '../sandbox/box.js';

/** One collection of tests begins or has ended; numbers from 1. */
export interface CollectionTurn {
  number: number;
  total: number;
  name: string;
  state: 'started' | 'finished';
}

/** Hears how far a tester run is, while it lasts. */
export interface TesterWatch {
  collection(turn: CollectionTurn): void;
  /** What the student's own program prints, as it comes; absent where nobody may see it. */
  output?(stream: 'stdout' | 'stderr', text: string): void;
}

/** Passes the output of one program on as text; characters that come in two pieces stay whole. */
export function passingOn(watch: TesterWatch | undefined): BoxRequest['onOutput'] {
  if (watch?.output === undefined) return undefined;
  const decoders = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') };
  return (stream, piece) => {
    const text = decoders[stream].write(piece);
    if (text !== '') watch.output?.(stream, text);
  };
}
