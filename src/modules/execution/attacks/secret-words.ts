import { randomBytes } from 'node:crypto';

const WORD_BYTES = 16;

/** Words that nobody can guess, by the place they lie in: one that comes out of a box tells how it got out. */
export class SecretWords {
  private readonly words = new Map<string, string>();

  /** A new word for the place. */
  make(place: string): string {
    return this.add(place, randomBytes(WORD_BYTES).toString('hex'));
  }

  add(place: string, word: string): string {
    this.words.set(place, word);
    return word;
  }

  /** The places whose words are in the bytes. */
  in(bytes: Buffer): string[] {
    return [...this.words].filter(([, word]) => bytes.includes(word)).map(([place]) => place);
  }
}
