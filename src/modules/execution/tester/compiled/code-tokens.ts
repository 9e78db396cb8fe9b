/** Words, numbers and single characters of a code without blanks. */
export function tokensOf(code: string): string[] {
  return code.match(/[A-Za-z_$][\w$]*|\d\w*|\S/g) ?? [];
}

/** Whether a token could name something. */
export function isWord(token: string | undefined): token is string {
  return token !== undefined && /^[A-Za-z_$]/.test(token);
}

/** For every opening bracket of this kind the place of its closing one; the end of the text where there is none. */
export function closingPlaces(tokens: readonly string[], opening: string, ending: string): number[] {
  const closing = tokens.map(() => tokens.length);
  const open: number[] = [];
  tokens.forEach((token, index) => {
    if (token === opening) open.push(index);
    const start = token === ending ? open.pop() : undefined;
    if (start !== undefined) closing[start] = index;
  });
  return closing;
}

/** Names that stand right behind one of the words, e.g. behind `class`. */
export function namesAfter(tokens: readonly string[], words: ReadonlySet<string>): string[] {
  return tokens.filter((token, index) => isWord(token) && words.has(tokens[index - 1] ?? ''));
}
