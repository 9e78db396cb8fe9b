/** PostgreSQL takes notifications of less than 8000 bytes; the rest is room for the head of a part. */
const PART_BYTES = 7800;

const PART = /^([0-9a-f-]{36}) (\d+) (\d+) ([\s\S]*)$/;

/** Cuts a text into notifications: `<id> <number from 0> <count> <piece>`, each below the limit of PostgreSQL. */
export function toParts(id: string, text: string): string[] {
  const pieces: string[] = [];
  let piece = '';
  let bytes = 0;
  for (const character of text) {
    const size = Buffer.byteLength(character);
    if (bytes + size > PART_BYTES) {
      pieces.push(piece);
      piece = '';
      bytes = 0;
    }
    piece += character;
    bytes += size;
  }
  pieces.push(piece);
  return pieces.map((part, index) => `${id} ${index} ${pieces.length} ${part}`);
}

/** Puts texts together again. Parts of one text arrive next to each other, because they were sent in one transaction. */
export class PartJoiner {
  private id = '';
  private pieces: string[] = [];

  /** The whole text with the last part of it, else null; parts of a text whose beginning was missed are dropped. */
  add(part: string): string | null {
    const [, id = '', number, count, piece = ''] = PART.exec(part) ?? [];
    if (Number(number) === 0) {
      this.id = id;
      this.pieces = [];
    }
    if (id === '' || id !== this.id || this.pieces.length !== Number(number)) return null;
    this.pieces.push(piece);
    return this.pieces.length === Number(count) ? this.pieces.join('') : null;
  }
}
