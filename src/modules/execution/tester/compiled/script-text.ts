import {
  lineEnd,
  quotedEnd,
  type SpanReader,
  readSource,
  slashComment,
  type SourceText,
  type Span,
  type TextRules,
} from './source-text.js';

/** Behind one of these a slash begins a regular expression; behind a value it divides. */
const BEFORE_EXPRESSION =
  /(?:^|[(,=:[!&|?{};+\-*%~^<>]|\b(?:return|typeof|case|in|of|do|else|void|delete|throw|new|await|yield))$/;
const LOOK_BACK = 12;
/** Characters read in vain in search of the ends of expressions; beyond, every slash divides. */
const MAX_DOUBTS = 1_000_000;

const TEXT: TextRules = { marks: /\/[/*]?|["'`{}]/g, reader: scriptReader };

/** A JavaScript or TypeScript source without comments and literals; what templates embed is code. */
export function readScript(source: string): SourceText {
  return readSource(source, TEXT);
}

function scriptReader(): SpanReader {
  /** For each template that is open around an embedded expression, the braces open within that. */
  const embedded: number[] = [];
  let doubts = 0;
  const template = (text: string, from: number): Span => {
    const { end, embeds } = templateEnd(text, from);
    if (embeds) embedded.push(0);
    return { kind: 'literal', end };
  };
  const readers: Record<string, (text: string, at: number) => Span | null> = {
    '`': (text, at) => template(text, at + 1),
    '{': () => {
      if (embedded.length > 0) embedded[embedded.length - 1]!++;
      return null;
    },
    '}': (text, at) => {
      if (embedded.length === 0) return null;
      if (embedded.at(-1)! > 0) {
        embedded[embedded.length - 1]!--;
        return null;
      }
      embedded.pop();
      return template(text, at + 1);
    },
    '/': (text, at) => {
      if (doubts > MAX_DOUBTS || !isExpressionStart(text, at)) return null;
      const end = expressionEnd(text, at);
      if (end !== undefined) return { kind: 'literal', end };
      // Then it was a division after all, and its line will be read again from the next slash.
      doubts += lineEnd(text, at) - at;
      return null;
    },
  };
  return (text, at, mark) => {
    const comment = slashComment(text, at, mark);
    if (comment) return comment;
    return readers[mark]?.(text, at) ?? quoted(text, at, mark);
  };
}

function quoted(text: string, at: number, mark: string): Span | null {
  return mark === '"' || mark === "'" ? { kind: 'literal', end: quotedEnd(text, at) } : null;
}

/** Where the text of a template stops: at its end, or behind the `${` of an embedded expression. */
function templateEnd(text: string, from: number): { end: number; embeds: boolean } {
  for (let i = from; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '`') return { end: i + 1, embeds: false };
    else if (text[i] === '$' && text[i + 1] === '{') return { end: i + 2, embeds: true };
  }
  return { end: text.length, embeds: false };
}

function isExpressionStart(text: string, at: number): boolean {
  let end = at;
  while (end > 0 && /\s/.test(text[end - 1]!)) end--;
  return BEFORE_EXPRESSION.test(text.slice(Math.max(0, end - LOOK_BACK), end));
}

/** Where a regular expression that begins at the slash ends; undefined when its line ends before it does. */
function expressionEnd(text: string, at: number): number | undefined {
  let inClass = false;
  for (let i = at + 1; i < text.length && text[i] !== '\n'; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '[') inClass = true;
    else if (text[i] === ']') inClass = false;
    else if (text[i] === '/' && !inClass) return i + 1;
  }
  return undefined;
}
