/** A C source without its comments, once with and once without the content of text literals. */
export interface SourceText {
  withoutComments: string;
  /** Literals are empty: what stands in them is not code. */
  code: string;
}

/**
 * Removes comments (each becomes one blank) and empties literals; unfinished ones end with the line or the file.
 * Sources come from students, so every step here takes time in proportion to the length of the text.
 */
export function readSource(source: string): SourceText {
  const text = source.replace(/\\\r?\n/g, '');
  const whole: string[] = [];
  const code: string[] = [];
  const marks = /\/[/*]|["']/g;
  let from = 0;
  for (let mark = marks.exec(text); mark; mark = marks.exec(text)) {
    const isComment = mark[0].startsWith('/');
    const end = isComment ? commentEnd(text, mark) : literalEnd(text, mark.index);
    const before = text.slice(from, mark.index);
    whole.push(before, isComment ? ' ' : text.slice(mark.index, end));
    code.push(before, isComment ? ' ' : mark[0] + mark[0]);
    from = end;
    marks.lastIndex = end;
  }
  whole.push(text.slice(from));
  code.push(text.slice(from));
  return { withoutComments: whole.join(''), code: code.join('') };
}

function commentEnd(text: string, mark: RegExpExecArray): number {
  const isLine = mark[0] === '//';
  const end = text.indexOf(isLine ? '\n' : '*/', mark.index + 2);
  if (end < 0) return text.length;
  return isLine ? end : end + 2;
}

function literalEnd(text: string, start: number): number {
  const quote = text[start];
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === '\n') return i;
    if (text[i] === quote) return i + 1;
    if (text[i] === '\\') i++;
  }
  return text.length;
}

const NOT_FUNCTIONS = new Set(['if', 'for', 'while', 'switch', 'return', 'sizeof', 'catch', 'defined']);
/** In a block that begins with one of these, functions are still defined for everybody. */
const SCOPES = new Set(['namespace', 'extern', 'class', 'struct', 'union']);
/** At most this many tokens (const, noexcept, a trailing type) stand between parameters and body. */
const MAX_QUALIFIERS = 40;

/** Names of the functions a source defines, outside other functions; declarations and calls do not count. */
export function definedFunctions(code: string): Set<string> {
  const tokens = code.replace(/^[ \t]*#[^\n]*/gm, '').match(/[A-Za-z_]\w*|\d\w*|\S/g) ?? [];
  const closing = closingParentheses(tokens);
  const names = new Set<string>();
  const blocks = new BlockWalk();
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (token !== '(' || blocks.insideFunction) {
      blocks.take(token);
      continue;
    }
    const close = closing[i]!;
    const name = tokens[i - 1] ?? '';
    // `x = f(a) {` is no definition, `int f(a) {` is.
    if (isFunctionName(name) && !blocks.isAssignment && bodyFollows(tokens, close + 1, closing))
      names.add(name);
    blocks.hasParameters = true;
    i = close;
  }
  return names;
}

/** Where in the nesting of blocks a walk over the tokens is, and what the current statement has shown so far. */
class BlockWalk {
  hasParameters = false;
  isAssignment = false;
  private isScope = false;
  private readonly open: boolean[] = [];
  private functions = 0;

  get insideFunction(): boolean {
    return this.functions > 0;
  }

  take(token: string): void {
    if (token === '=') this.isAssignment = true;
    else if (SCOPES.has(token)) this.isScope = true;
    else if (token === '{') this.enter(!this.isScope || this.hasParameters);
    else if (token === '}') this.leave();
    else if (token === ';') this.endStatement();
  }

  private enter(isFunction: boolean): void {
    this.open.push(isFunction);
    if (isFunction) this.functions++;
    this.endStatement();
  }

  private leave(): void {
    if (this.open.pop() === true) this.functions--;
    this.endStatement();
  }

  private endStatement(): void {
    this.hasParameters = this.isAssignment = this.isScope = false;
  }
}

function isFunctionName(token: string): boolean {
  return /^[A-Za-z_]/.test(token) && !NOT_FUNCTIONS.has(token);
}

function bodyFollows(tokens: readonly string[], start: number, closing: readonly number[]): boolean {
  for (let i = start, steps = 0; i < tokens.length && steps < MAX_QUALIFIERS; i++, steps++) {
    const token = tokens[i]!;
    if (token === '{') return true;
    if (token === '(') i = closing[i]!;
    else if (!/^[\w\->:<>*&]/.test(token)) return false;
  }
  return false;
}

/** For every opening parenthesis the place of its closing one; the end of the text where there is none. */
function closingParentheses(tokens: readonly string[]): number[] {
  const closing = tokens.map(() => tokens.length);
  const open: number[] = [];
  tokens.forEach((token, index) => {
    if (token === '(') open.push(index);
    const start = token === ')' ? open.pop() : undefined;
    if (start !== undefined) closing[start] = index;
  });
  return closing;
}

/** How often a word stands in the code as a word of its own. */
export function wordCount(code: string, word: string): number {
  const words = code.match(/[A-Za-z_]\w*/g) ?? [];
  return words.filter((found) => found === word).length;
}
