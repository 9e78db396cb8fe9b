const MAX_CHARACTERS = 4_000;

// What a database or a terminal would choke on: control characters but tab and newline, halves of characters.

const UNFIT = /[\0-\x08\x0b-\x1f\x7f-\x9f]|\p{Cs}/gu;

/**
 * A program's words made fit for the report: at most some 4000 characters (the middle goes first), nothing that
 * PostgreSQL refuses or a terminal obeys.
 */
export function reportText(text: string): string {
  const half = MAX_CHARACTERS / 2;
  const short = text.length > MAX_CHARACTERS ? `${text.slice(0, half)}\n[...]\n${text.slice(-half)}` : text;
  return short.replace(/\r\n/g, '\n').replace(UNFIT, '\uFFFD');
}
