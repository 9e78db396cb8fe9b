type Piece = { kind: 'text'; char: string } | { kind: 'one' } | { kind: 'many' } | CharacterClass;
interface CharacterClass {
  kind: 'class';
  negated: boolean;
  ranges: readonly (readonly [number, number])[];
}

/**
 * A glob as in Python's `glob`: `*`, `?`, `[a-z]`, `[!a-z]` within one part of the path, `**` for any number of
 * folders; a leading dot must be written out. Undefined for patterns that could leave the folder (absolute, `..`).
 * Matching takes time proportional to pattern times name, whatever the pattern.
 */
export function compileGlob(pattern: string): ((path: string) => boolean) | undefined {
  const parts = pattern.split('/').filter((part) => part !== '' && part !== '.');
  if (pattern.startsWith('/') || pattern.includes('\0') || parts.includes('..') || parts.length === 0) {
    return undefined;
  }
  const matchers = parts.map((part) => (part === '**' ? null : compilePart(part)));
  return (path) => matchParts(matchers, path.split('/'));
}

type PartMatcher = ((name: string) => boolean) | null;

/** Row by row over the pattern's parts: which numbers of leading folders can the pattern so far stand for? */
function matchParts(matchers: readonly PartMatcher[], names: readonly string[]): boolean {
  let reachable = new Set([0]);
  for (const matcher of matchers) {
    const next = new Set<number>();
    for (const from of reachable) {
      if (matcher === null) {
        next.add(from);
        for (let to = from; to < names.length && !names[to]!.startsWith('.'); to++) next.add(to + 1);
      } else if (from < names.length && matcher(names[from]!)) {
        next.add(from + 1);
      }
    }
    reachable = next;
  }
  return reachable.has(names.length);
}

function compilePart(part: string): (name: string) => boolean {
  const pieces = piecesOf(part);
  const hiddenAllowed = part.startsWith('.');
  return (name) => (hiddenAllowed || !name.startsWith('.')) && matchPieces(pieces, [...name]);
}

function piecesOf(part: string): Piece[] {
  const pieces: Piece[] = [];
  const chars = [...part];
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i]!;
    const end = char === '[' ? classEnd(chars, i) : -1;
    if (char === '*') pieces.push({ kind: 'many' });
    else if (char === '?') pieces.push({ kind: 'one' });
    else if (end > 0) {
      pieces.push(classOf(chars.slice(i + 1, end)));
      i = end;
    } else pieces.push({ kind: 'text', char });
  }
  return pieces;
}

/** A `]` directly after `[` or `[!` belongs to the class. */
function classEnd(chars: readonly string[], start: number): number {
  return chars.indexOf(']', chars[start + 1] === '!' ? start + 3 : start + 2);
}

function classOf(content: readonly string[]): CharacterClass {
  const negated = content[0] === '!';
  const chars = negated ? content.slice(1) : content;
  const ranges: [number, number][] = [];
  for (let i = 0; i < chars.length; i++) {
    const low = chars[i]!.codePointAt(0)!;
    const isRange = chars[i + 1] === '-' && i + 2 < chars.length;
    ranges.push([low, isRange ? chars[i + 2]!.codePointAt(0)! : low]);
    if (isRange) i += 2;
  }
  return { kind: 'class', negated, ranges };
}

/** The usual two-pointer walk: on a mismatch the latest `*` takes one character more. */
function matchPieces(pieces: readonly Piece[], chars: readonly string[]): boolean {
  let [p, c, star, mark] = [0, 0, -1, 0];
  while (c < chars.length) {
    const piece = pieces[p];
    if (piece?.kind === 'many') {
      star = p++;
      mark = c;
    } else if (piece && fits(piece, chars[c]!)) {
      p++;
      c++;
    } else if (star >= 0) {
      p = star + 1;
      c = ++mark;
    } else return false;
  }
  return pieces.slice(p).every((piece) => piece.kind === 'many');
}

function fits(piece: Piece, char: string): boolean {
  if (piece.kind === 'text') return piece.char === char;
  if (piece.kind !== 'class') return true;
  const code = char.codePointAt(0)!;
  return piece.ranges.some(([low, high]) => code >= low && code <= high) !== piece.negated;
}
