/** A source without its comments, once with and once without the content of text literals. */
export interface SourceText {
  withoutComments: string;
  /** Literals are empty: what stands in them is not code. */
  code: string;
}

/** A stretch of a source that is no code, up to `end`. */
export interface Span {
  kind: 'comment' | 'literal';
  end: number;
}

/** Looks at the mark that was found at `at`; null when it begins neither a comment nor a literal there. */
export type SpanReader = (text: string, at: number, mark: string) => Span | null;

/** Where comments and literals of a language begin and end. */
export interface TextRules {
  /** Makes one line of continued ones before anything else is read. */
  prepare?(source: string): string;
  /** Global; finds whatever may begin a comment or a literal. */
  marks: RegExp;
  /** A new reader for each source, as it may remember what it has seen. */
  reader(): SpanReader;
}

/**
 * Removes comments (each becomes one blank) and empties literals; unfinished ones end with the line or the file.
 * Sources come from students, so every step here takes time in proportion to the length of the text.
 */
export function readSource(source: string, rules: TextRules): SourceText {
  const text = rules.prepare?.(source) ?? source;
  const whole: string[] = [];
  const code: string[] = [];
  const read = rules.reader();
  const marks = new RegExp(rules.marks);
  let from = 0;
  for (let mark = marks.exec(text); mark; mark = marks.exec(text)) {
    const span = read(text, mark.index, mark[0]);
    if (span === null) continue;
    const before = text.slice(from, mark.index);
    const isComment = span.kind === 'comment';
    whole.push(before, isComment ? ' ' : text.slice(mark.index, span.end));
    code.push(before, isComment ? ' ' : mark[0] === "'" ? "''" : '""');
    from = marks.lastIndex = span.end;
  }
  whole.push(text.slice(from));
  code.push(text.slice(from));
  return { withoutComments: whole.join(''), code: code.join('') };
}

/** Up to and with `close`, or the end of the text. */
export function endAfter(text: string, close: string, from: number): number {
  const end = text.indexOf(close, from);
  return end < 0 ? text.length : end + close.length;
}

/** Up to the newline, which stays. */
export function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** The end of a literal that begins at `start` with its quote; a backslash takes the next character's meaning. */
export function quotedEnd(text: string, start: number, endsWithLine = true): number {
  const quote = text[start];
  for (let i = start + 1; i < text.length; i++) {
    if (endsWithLine && text[i] === '\n') return i;
    if (text[i] === quote) return i + 1;
    if (text[i] === '\\') i++;
  }
  return text.length;
}

/** A comment of C's two kinds, undefined for any other mark. */
export function slashComment(text: string, at: number, mark: string): Span | undefined {
  if (mark === '//') return { kind: 'comment', end: lineEnd(text, at + 2) };
  if (mark === '/*') return { kind: 'comment', end: endAfter(text, '*/', at + 2) };
  return undefined;
}

/** How often a word stands in the code as a word of its own. */
export function wordCount(code: string, word: string): number {
  const words = code.match(/[A-Za-z_]\w*/g) ?? [];
  return words.filter((found) => found === word).length;
}
