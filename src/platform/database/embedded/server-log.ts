import { appendFileSync, renameSync, statSync } from 'node:fs';

const LARGEST_BYTES = 5 * 1024 * 1024;

/** What the embedded PostgreSQL says, in a file that only its owner reads; one older file of 5 MiB is kept beside it. */
export class ServerLog {
  private size: number;

  constructor(private readonly file: string) {
    this.size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  }

  /** Adds a line; a disk that is full or gone loses it, because nobody may fail for the sake of a log. */
  write(line: string): void {
    const text = `${line}\n`;
    try {
      if (this.size > LARGEST_BYTES) {
        renameSync(this.file, `${this.file}.1`);
        this.size = 0;
      }
      appendFileSync(this.file, text, { mode: 0o600 });
      this.size += Buffer.byteLength(text);
    } catch {
      // Lost.
    }
  }
}
