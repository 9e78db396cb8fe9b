/** A test.yaml with nothing but these collections, a list in YAML that begins at the left margin. */
export function testYamlOf(collections: string): string {
  return `properties:\n  tests:\n${indented(collections.trim())}\n`;
}

/**
 * The lines with four spaces before each. Not by /^/gm, which takes \r, U+2028 and U+2029 within a line for its end
 * too.
 */
export function indented(lines: string): string {
  return lines
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
}
