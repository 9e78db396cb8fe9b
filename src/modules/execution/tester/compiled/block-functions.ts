import { closingPlaces, isWord, tokensOf } from './code-tokens.js';

/** What tells functions from other things in a language with braces. */
export interface BlockRules {
  /** Words before a parenthesis that are no names of functions. */
  notFunctions: ReadonlySet<string>;
  /** In a block that begins with one of these, functions are still defined for everybody. */
  scopes: ReadonlySet<string>;
  /** Whether parameters make a function even of what begins with such a word, as of `struct point make(int x) {`. */
  parametersDecide: boolean;
  /** A token that may stand between parameters and body. */
  qualifier: RegExp;
}

/** At most this many tokens (const, noexcept, a trailing type) stand between parameters and body. */
const MAX_QUALIFIERS = 40;

/** Names of the functions a source defines, outside other functions; declarations and calls do not count. */
export function blockFunctions(code: string, rules: BlockRules): Set<string> {
  const tokens = tokensOf(code);
  const closing = closingPlaces(tokens, '(', ')');
  const names = new Set<string>();
  const blocks = new BlockWalk(rules);
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (token !== '(' || blocks.insideFunction) {
      blocks.take(token);
      continue;
    }
    const close = closing[i]!;
    const name = tokens[i - 1] ?? '';
    // `x = f(a) {` is no definition, `int f(a) {` is.
    const isName = isWord(name) && !rules.notFunctions.has(name) && tokens[i - 2] !== '@';
    if (isName && !blocks.isAssignment && bodyFollows(tokens, close + 1, closing, rules.qualifier)) {
      names.add(name);
    }
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

  constructor(private readonly rules: BlockRules) {}

  get insideFunction(): boolean {
    return this.functions > 0;
  }

  take(token: string): void {
    if (token === '=') this.isAssignment = true;
    else if (this.rules.scopes.has(token)) this.isScope = true;
    else if (token === '{') this.enter(!this.isScope || (this.rules.parametersDecide && this.hasParameters));
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

function bodyFollows(
  tokens: readonly string[],
  start: number,
  closing: readonly number[],
  qualifier: RegExp,
): boolean {
  for (let i = start, steps = 0; i < tokens.length && steps < MAX_QUALIFIERS; i++, steps++) {
    const token = tokens[i]!;
    if (token === '{') return true;
    if (token === '(') i = closing[i]!;
    else if (!qualifier.test(token)) return false;
  }
  return false;
}
