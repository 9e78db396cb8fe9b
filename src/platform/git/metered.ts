import { Transform, type TransformCallback } from 'node:stream';

/** Passes everything on, tells after each piece how many bytes there were so far, and fails when `seen` throws. */
export class Metered extends Transform {
  private size = 0;

  constructor(private readonly seen: (bytes: number) => void) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.size += chunk.length;
    try {
      this.seen(this.size);
      done(null, chunk);
    } catch (error) {
      done(error as Error);
    }
  }
}
