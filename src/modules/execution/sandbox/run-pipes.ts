import { chmodSync, chownSync, closeSync, constants, openSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';

const { O_NONBLOCK, O_RDONLY, O_RDWR, O_WRONLY } = constants;

const NAMES = ['stdin', 'stdout', 'stderr', 'channel'] as const;
type PipeName = (typeof NAMES)[number];

interface Ends {
  /** Made a stream only when somebody wants it. */
  ours: number | Socket;
  theirs: number;
}

/**
 * The named pipes of one slot. Node's own child pipes are sockets, which programs cannot open again as
 * /dev/stdin or /dev/stdout; these can be.
 */
export class RunPipes {
  private readonly open = new Map<PipeName, Ends>();

  /** Paths of the pipes that must exist in `folder` before a slot can run anything. */
  static paths(folder: string): string[] {
    return NAMES.map((name) => `${folder}/${name}`);
  }

  /** Opens the pipes of one run; what an earlier run of the slot did to their modes is undone first. */
  static open(folder: string, owner: number | null): RunPipes {
    const pipes = new RunPipes();
    try {
      for (const name of NAMES) {
        const path = `${folder}/${name}`;
        if (owner !== null) chownSync(path, owner, owner);
        chmodSync(path, 0o600);
        pipes.open.set(name, openEnds(path, name === 'stdin'));
      }
    } catch (error) {
      pipes.close();
      throw error;
    }
    return pipes;
  }

  /** The descriptor the program gets. */
  theirs(name: PipeName): number | 'ignore' {
    return this.open.get(name)?.theirs ?? 'ignore';
  }

  /** Our end; undefined when the pipes are closed. */
  ours(name: PipeName): Socket | undefined {
    const ends = this.open.get(name);
    if (ends === undefined) return undefined;
    if (typeof ends.ours === 'number') {
      const weWrite = name === 'stdin';
      ends.ours = new Socket({ fd: ends.ours, readable: !weWrite, writable: weWrite });
    }
    return ends.ours;
  }

  /** Closes the program's ends here, so that ours see its death; call it once the program has them. */
  handOver(): void {
    for (const ends of this.open.values()) {
      if (ends.theirs >= 0) closeSync(ends.theirs);
      ends.theirs = -1;
    }
  }

  /** Again does nothing. */
  close(): void {
    this.handOver();
    for (const { ours } of this.open.values()) {
      if (typeof ours === 'number') closeSync(ours);
      else ours.destroy();
    }
    this.open.clear();
  }
}

function openEnds(path: string, weWrite: boolean): Ends {
  // Opened both ways for a moment, so that opening one end never waits for the other.
  const both = openSync(path, O_RDWR | O_NONBLOCK);
  try {
    const theirs = openSync(path, weWrite ? O_RDONLY : O_WRONLY);
    return { theirs, ours: openSync(path, (weWrite ? O_WRONLY : O_RDONLY) | O_NONBLOCK) };
  } finally {
    closeSync(both);
  }
}

/** Passes a stream on to its end; a program that does not read it is no error. */
export function feed(pipe: Socket, input: Readable): void {
  pipe.on('error', () => input.unpipe(pipe));
  input.on('error', () => pipe.destroy()).pipe(pipe);
}

/** Everything a pipe brings, cut at a number of bytes. */
export class CappedOutput {
  private readonly pieces: Buffer[] = [];
  private length = 0;
  cut = false;
  readonly ended: Promise<void>;

  /** `onCut` is called once, when the first byte over the limit arrives. */
  constructor(pipe: Socket | undefined, limit: number, onCut: () => void, onPiece?: (piece: Buffer) => void) {
    this.ended = new Promise((resolve) => {
      if (!pipe) return resolve();
      pipe.on('close', resolve).on('error', () => pipe.destroy());
      pipe.on('data', (piece: Buffer) => {
        const room = limit - this.length;
        const kept = piece.length > room ? piece.subarray(0, room) : piece;
        if (kept.length > 0) {
          this.pieces.push(kept);
          this.length += kept.length;
          onPiece?.(kept);
        }
        if (kept.length < piece.length && !this.cut) {
          this.cut = true;
          onCut();
        }
      });
    });
  }

  get bytes(): Buffer {
    return Buffer.concat(this.pieces);
  }
}
