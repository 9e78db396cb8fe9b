/** A C source without its comments, once with and once without the content of text literals. */
export interface SourceText {
  withoutComments: string;
  /** Literals are empty: what stands in them is not code. */
  code: string;
}

/** Removes comments (each becomes one blank) and empties literals; unfinished ones end with the line or the file. */
export function readSource(source: string): SourceText {
  const text = source.replace(/\\\r?\n/g, '');
  const token =
    /\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*|"(?:\\.|[^"\\\n])*(?:"|(?=\n)|$)|'(?:\\.|[^'\\\n])*(?:'|(?=\n)|$)/g;
  const isComment = (piece: string) => piece.startsWith('/');
  return {
    withoutComments: text.replace(token, (piece) => (isComment(piece) ? ' ' : piece)),
    code: text.replace(token, (piece) => (isComment(piece) ? ' ' : piece[0]!.repeat(2))),
  };
}

const NOT_FUNCTIONS = new Set(['if', 'for', 'while', 'switch', 'return', 'sizeof', 'catch', 'defined']);
/** What may stand between the parameters of a function and its body. */
const AFTER_PARAMETERS =
  /^(?:\s|const\b|noexcept\b|override\b|final\b|->\s*[\w:<>*&\s]+|__attribute__\s*\(\([^)]*\)\))*\{/;

/** Names of the functions a source defines, outside other functions; declarations and calls do not count. */
export function definedFunctions(code: string): Set<string> {
  const flat = code.replace(/^[ \t]*#[^\n]*/gm, '');
  const names = new Set<string>();
  const scopes: boolean[] = [];
  let statement = 0;
  for (let i = 0; i < flat.length; i++) {
    const char = flat[i];
    if (char === '(' && scopes.every(Boolean)) {
      const close = closingParenthesis(flat, i);
      const name = nameBefore(flat, i);
      const isBody = AFTER_PARAMETERS.test(flat.slice(close + 1, close + 500));
      // `x = f(a) {` is no definition, `int f(a) {` is.
      if (name && isBody && !flat.slice(statement, i).includes('=')) names.add(name);
      i = close;
    } else if (char === '{') {
      // Inside a namespace, extern "C", class or struct functions are still defined at the outermost level.
      scopes.push(/\b(?:namespace|extern|class|struct|union)\b[^()]*$/.test(flat.slice(statement, i)));
      statement = i + 1;
    } else if (char === '}') {
      scopes.pop();
      statement = i + 1;
    } else if (char === ';') {
      statement = i + 1;
    }
  }
  return names;
}

function nameBefore(text: string, parenthesis: number): string | undefined {
  const name = /([A-Za-z_]\w*)\s*$/.exec(text.slice(Math.max(0, parenthesis - 200), parenthesis))?.[1];
  return name === undefined || NOT_FUNCTIONS.has(name) ? undefined : name;
}

function closingParenthesis(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === '(') depth++;
    if (text[i] === ')' && --depth === 0) return i;
  }
  return text.length;
}

/** How often a word stands in the code as a word of its own. */
export function wordCount(code: string, word: string): number {
  const words = code.match(/[A-Za-z_]\w*/g) ?? [];
  return words.filter((found) => found === word).length;
}
