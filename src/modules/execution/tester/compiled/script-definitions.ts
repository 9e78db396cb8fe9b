import { closingPlaces, isWord, namesAfter, tokensOf } from './code-tokens.js';
import { wordSet } from './word-set.js';

const NAMING = wordSet('function class interface enum type namespace');
const VARIABLES = wordSet('const let var');
const NOT_METHODS = wordSet('if for while switch catch with function return super await typeof');
/** At most this many tokens of a type stand between a name and what it is given, or parameters and body. */
const MAX_TYPE = 60;

/** Names of functions, methods, classes and types a JavaScript or TypeScript code defines, also inside others. */
export function definitionsOfScript(code: string): Set<string> {
  const tokens = tokensOf(code).filter(
    (token, index, all) => !(token === '*' && all[index - 1] === 'function'),
  );
  const closing = closingPlaces(tokens, '(', ')');
  const names = new Set(namesAfter(tokens, NAMING));
  tokens.forEach((token, index) => {
    if (token === '(' && isMethod(tokens, index, closing)) names.add(tokens[index - 1]!);
    const name = tokens[index + 1];
    if (VARIABLES.has(token) && isWord(name) && holdsFunction(tokens, index + 2, closing)) names.add(name);
  });
  return names;
}

/** `name(…) {` with no call's block possible behind it; TypeScript may put a type between. */
function isMethod(tokens: readonly string[], open: number, closing: readonly number[]): boolean {
  const name = tokens[open - 1];
  if (!isWord(name) || NOT_METHODS.has(name)) return false;
  const next = closing[open]! + 1;
  return tokens[next] === ':' ? isTypeBeforeBody(tokens, next + 1) : tokens[next] === '{';
}

/** `Map<string, number> {`, but not the `{` of `condition ? f(x) : {`. */
function isTypeBeforeBody(tokens: readonly string[], start: number): boolean {
  let angles = 0;
  for (let i = start; i < start + MAX_TYPE && i < tokens.length; i++) {
    const token = tokens[i]!;
    if (token === '{') return i > start;
    if (token === '<') angles++;
    else if (token === '>') angles--;
    else if (/^[;=)(?]$/.test(token) || (token === ',' && angles === 0)) return false;
  }
  return false;
}

/** `= function`, `= (…) =>`, `= name =>`, each with async or a type before. */
function holdsFunction(tokens: readonly string[], start: number, closing: readonly number[]): boolean {
  let at = valuePlace(tokens, start, closing);
  if (at < 0) return false;
  if (tokens[at] === 'async') at++;
  if (tokens[at] === 'function') return true;
  const behind = tokens[at] === '(' ? closing[at]! + 1 : at + 1;
  const arrow = tokens[behind] === ':' ? arrowPlace(tokens, behind) : behind;
  return tokens[arrow] === '=' && tokens[arrow + 1] === '>';
}

/** Where the value of a variable begins; -1 when it has none. */
function valuePlace(tokens: readonly string[], start: number, closing: readonly number[]): number {
  if (tokens[start] === '=') return start + 1;
  if (tokens[start] !== ':') return -1;
  for (let i = start + 1; i < start + MAX_TYPE && i < tokens.length; i++) {
    if (tokens[i] === '(') i = closing[i]!;
    else if (tokens[i] === ';') return -1;
    else if (tokens[i] === '=' && tokens[i + 1] !== '>') return i + 1;
    else if (tokens[i] === '=') i++;
  }
  return -1;
}

function arrowPlace(tokens: readonly string[], start: number): number {
  for (let i = start; i < start + MAX_TYPE && i < tokens.length; i++) {
    if (tokens[i] === '=' && tokens[i + 1] === '>') return i;
    if (/^[;)]$/.test(tokens[i]!)) return -1;
  }
  return -1;
}
