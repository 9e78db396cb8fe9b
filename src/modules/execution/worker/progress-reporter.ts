import { printable } from '../schemas/printable-text.js';
import { MAX_OUTPUT_BYTES, type ProgressOutput, type RunProgress } from '../schemas/run-progress.schema.js';
import type { CollectionTurn, TesterWatch } from '../tester/tester-watch.js';

/** Characters of output in one heartbeat: at most 3 bytes of JSON each, and room for the rest below 16 KiB. */
const MAX_CHARACTERS = 4000;
/** What waits for heartbeats; a program that prints faster is shown with gaps. */
const MAX_WAITING = 4 * MAX_CHARACTERS;
const MAX_NAME = 255;
const GAP = '\n[…]\n';

/** Collects what happens in a run until the next heartbeat takes it along. */
export class ProgressReporter implements TesterWatch {
  output?: (stream: 'stdout' | 'stderr', text: string) => void;
  private turn: CollectionTurn | null = null;
  private waiting: ProgressOutput[] = [];
  private waitingCharacters = 0;
  private passedOn = 0;
  private isNew = false;
  private wake: () => void = () => undefined;

  /** Output is collected only after this: whether it may be shown is known once the exercise is there. */
  showOutput(): void {
    this.output = (stream, text) => this.add(stream, printable(text));
  }

  collection(turn: CollectionTurn): void {
    this.turn = { ...turn, name: printable(turn.name).slice(0, MAX_NAME).toWellFormed() };
    this.tell();
  }

  /** Resolves once there is something new. */
  news(): Promise<void> {
    if (this.isNew) return Promise.resolve();
    return new Promise((resolve) => (this.wake = resolve));
  }

  /** What is new, as much as one heartbeat takes; the `last` one has the end of what waits. Undefined: nothing. */
  take(last = false): RunProgress | undefined {
    if (!this.isNew) return undefined;
    if (last) this.shorten(MAX_CHARACTERS);
    const output = this.firstPieces();
    this.isNew = this.waiting.length > 0;
    return { collection: this.turn, output };
  }

  private add(stream: 'stdout' | 'stderr', text: string): void {
    if (text === '' || this.passedOn >= MAX_OUTPUT_BYTES) return;
    this.push({ stream, text });
    if (this.waitingCharacters > MAX_WAITING) this.shorten(MAX_WAITING);
    this.tell();
  }

  private push({ stream, text }: ProgressOutput): void {
    const newest = this.waiting.at(-1);
    if (newest?.stream === stream) newest.text += text;
    else this.waiting.push({ stream, text });
    this.waitingCharacters += text.length;
  }

  /** Leaves the end of what waits, so many characters of it. */
  private shorten(most: number): void {
    if (this.waitingCharacters <= most) return;
    let surplus = this.waitingCharacters - most + GAP.length;
    while (surplus > 0) {
      const [oldest] = this.waiting;
      if (oldest === undefined) return;
      const cut = Math.min(surplus, oldest.text.length);
      oldest.text = oldest.text.slice(cut).toWellFormed();
      surplus -= cut;
      this.waitingCharacters -= cut;
      if (oldest.text === '') this.waiting.shift();
    }
    const [oldest] = this.waiting;
    if (oldest === undefined) return;
    oldest.text = GAP + oldest.text;
    this.waitingCharacters += GAP.length;
  }

  private firstPieces(): ProgressOutput[] {
    const pieces: ProgressOutput[] = [];
    let room = MAX_CHARACTERS;
    for (let [oldest] = this.waiting; oldest !== undefined && room > 1; [oldest] = this.waiting) {
      const text = beginning(oldest.text, room);
      pieces.push({ stream: oldest.stream, text });
      oldest.text = oldest.text.slice(text.length);
      room -= text.length;
      this.waitingCharacters -= text.length;
      this.passedOn += Buffer.byteLength(text);
      if (oldest.text === '') this.waiting.shift();
    }
    return pieces;
  }

  private tell(): void {
    this.isNew = true;
    this.wake();
  }
}

/** At most so many characters (2 or more), never half of one. */
function beginning(text: string, most: number): string {
  const isSplit = text.length > most && /[\uD800-\uDBFF]/.test(text.charAt(most - 1));
  return text.slice(0, isSplit ? most - 1 : most);
}
