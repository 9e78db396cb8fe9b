import { tokensOf } from '../compiled/code-tokens.js';

/** The package a Java source without comments and literals belongs to; empty for the unnamed one. */
export function packageOf(code: string): string {
  const tokens = tokensOf(code.slice(0, 64 * 1024));
  const start = tokens.indexOf('package');
  if (start < 0) return '';
  return tokens.slice(start + 1, tokens.indexOf(';', start)).join('');
}

/** public, static, final, synchronized, strictfp and an annotation. */
const MAX_MODIFIERS = 8;
const TYPES = new Set(['class', 'interface', 'enum', 'record']);

/** The full name of the first top-level type with a method `static void main(`; undefined without one. */
export function mainClassOf(code: string): string | undefined {
  const tokens = tokensOf(code);
  const packageName = packageOf(code);
  let depth = 0;
  let type = '';
  for (const [index, token] of tokens.entries()) {
    if (token === '{') depth++;
    else if (token === '}') depth--;
    else if (depth === 0 && TYPES.has(token)) type = tokens[index + 1] ?? '';
    else if (depth === 1 && isMain(tokens, index))
      return packageName === '' ? type : `${packageName}.${type}`;
  }
  return undefined;
}

/** `static void main(`, with other modifiers anywhere before `void`. */
function isMain(tokens: readonly string[], index: number): boolean {
  if (tokens[index] !== 'main' || tokens[index - 1] !== 'void' || tokens[index + 1] !== '(') return false;
  const modifiers = tokens.slice(Math.max(0, index - 1 - MAX_MODIFIERS), index - 1);
  return (
    modifiers.lastIndexOf('static') > Math.max(...['{', '}', ';'].map((end) => modifiers.lastIndexOf(end)))
  );
}
