/** Where a quote after this character is a transposition, not the begin of a text. */
const OPERAND_END = /[\p{L}\p{N}_)\]}'.]/u;

/**
 * An Octave source with the insides of its comments and texts replaced by blanks; newlines stay. Block comments are
 * `%{` and `%}` (or `#{`, `#}`) alone on their lines and may be nested.
 */
export function codeOnly(source: string): string {
  let depth = 0;
  const lines = source.split(/\r\n|\r|\n/).map((line) => {
    if (/^\s*[%#]\{\s*$/.test(line)) depth++;
    else if (depth > 0 && /^\s*[%#]\}\s*$/.test(line)) {
      depth--;
      return '';
    }
    return depth > 0 ? '' : codeOfLine(line);
  });
  return lines.join('\n');
}

function codeOfLine(line: string): string {
  let code = '';
  for (let at = 0; at < line.length;) {
    const char = line[at]!;
    if (char === '%' || char === '#') return code;
    if (line.startsWith('...', at)) return code;
    const end = endOfText(line, at);
    code += end === undefined ? char : ' ';
    at = end ?? at + 1;
  }
  return code;
}

/** The place after the text that begins here; undefined when none does. */
function endOfText(line: string, at: number): number | undefined {
  const quote = line[at];
  if (quote === '"') return endAfter(line, at, /(?:[^"\\]|\\.|"")*"?/y);
  const isTransposition = at > 0 && OPERAND_END.test(line[at - 1]!);
  return quote === "'" && !isTransposition ? endAfter(line, at, /(?:[^']|'')*'?/y) : undefined;
}

function endAfter(line: string, at: number, text: RegExp): number {
  text.lastIndex = at + 1;
  return at + 1 + (text.exec(line)?.[0].length ?? 0);
}

/** How often a name stands in code as a whole word. */
export function countWord(code: string, name: string): number {
  const word = /[\p{L}\p{N}_]/u;
  let count = 0;
  for (let at = code.indexOf(name); name !== '' && at >= 0; at = code.indexOf(name, at + name.length)) {
    const before = word.test(name[0]!) && at > 0 && word.test(code[at - 1]!);
    const after = word.test(name.at(-1)!) && word.test(code[at + name.length] ?? '');
    if (!before && !after) count++;
  }
  return count;
}
