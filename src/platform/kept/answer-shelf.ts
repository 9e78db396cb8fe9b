import type { KeptAnswer } from '../http/kept-answer.js';

/** An answer with the state of its inputs before it was computed. */
export interface ShelvedAnswer {
  answer: KeptAnswer;
  state: string;
  /** Clock of the database before it was computed, and when time alone ends its truth; microseconds since 1970. */
  since: number;
  until: number;
}

/** What an entry takes beside the bytes of its answer and key, roughly. */
const OVERHEAD_BYTES = 512;

/** Answers by their keys, at most so many bytes; what was asked for longest ago goes first. */
export class AnswerShelf {
  private readonly entries = new Map<string, ShelvedAnswer>();
  private used = 0;

  constructor(private readonly bytes: number) {}

  /** The entry, which becomes the youngest, or undefined. */
  get(key: string): ShelvedAnswer | undefined {
    const found = this.entries.get(key);
    if (found === undefined) return undefined;
    this.entries.delete(key);
    this.entries.set(key, found);
    return found;
  }

  /** Takes the place of an older entry; what is larger than the whole shelf is not put on it. */
  put(key: string, entry: ShelvedAnswer): void {
    this.remove(key);
    if (sizeOf(key, entry) > this.bytes) return;
    this.entries.set(key, entry);
    this.used += sizeOf(key, entry);
    for (const oldest of this.entries.keys()) {
      if (this.used <= this.bytes) return;
      this.remove(oldest);
    }
  }

  private remove(key: string): void {
    const entry = this.entries.get(key);
    if (entry === undefined) return;
    this.entries.delete(key);
    this.used -= sizeOf(key, entry);
  }
}

function sizeOf(key: string, { answer }: ShelvedAnswer): number {
  return answer.body.length + 2 * key.length + OVERHEAD_BYTES;
}
