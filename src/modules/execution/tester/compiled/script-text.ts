import {
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

const TEXT: TextRules = { marks: /\/[/*]?|["'`{}]/g, reader: scriptReader };

/** A JavaScript or TypeScript source without comments and literals; what templates embed is code. */
export function readScript(source: string): SourceText {
  return readSource(source, TEXT);
}

function scriptReader(): SpanReader {
  /** For each template that is open around an embedded expression, the braces open within that. */
  const embedded: number[] = [];
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
    '/': (text, at) => (isExpressionStart(text, at) ? regularExpression(text, at) : null),
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

/** Longer ones are taken for divisions: a hostile line must not be read again from each of its slashes. */
const MAX_EXPRESSION = 2000;

/** null when the line ends before the expression does: then it was a division after all. */
function regularExpression(text: string, at: number): Span | null {
  let inClass = false;
  const end = Math.min(text.length, at + MAX_EXPRESSION);
  for (let i = at + 1; i < end && text[i] !== '\n'; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '[') inClass = true;
    else if (text[i] === ']') inClass = false;
    else if (text[i] === '/' && !inClass) return { kind: 'literal', end: i + 1 };
  }
  return null;
}
