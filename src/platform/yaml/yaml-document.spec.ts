import { plainYaml, readYaml, YamlNumber, type YamlProblem } from './yaml-document.js';

function problem(text: string | Buffer): YamlProblem | undefined {
  const result = readYaml(text);
  return result.ok ? undefined : result.problems[0];
}

describe('readYaml', () => {
  it('reads YAML 1.2 core', () => {
    const result = readYaml(
      'a: 1.10\nb: [yes, true, null, ~, 0o7]\nc: {<<: x}\nd: 2024-01-01\n"e": !!str 3\n',
    );
    expect(result.ok && result.value).toEqual({
      a: new YamlNumber(1.1, '1.10'),
      b: ['yes', true, null, null, new YamlNumber(7, '0o7')],
      c: { '<<': 'x' },
      d: '2024-01-01',
      e: '3',
    });
    expect(result.ok && plainYaml(result.value)).toMatchObject({ a: 1.1, b: ['yes', true, null, null, 7] });
  });

  it('reads bytes, with or without byte order mark', () => {
    const result = readYaml(Buffer.from('\uFEFFtitle: ü'));
    expect(result.ok && result.value).toEqual({ title: 'ü' });
    expect(problem(Buffer.from([0x61, 0xff]))?.message).toBe('The file is not valid UTF-8.');
  });

  it('finds lines, also through aliases', () => {
    const result = readYaml('a: &x\n  b:\n    - 1\n    - 2\nc: *x\n');
    expect(
      result.ok && [['a'], ['a', 'b', 1], ['c'], ['c', 'b', 1], ['c', 'none'], []].map(result.lineOf),
    ).toEqual([1, 4, 5, 4, 5, 1]);
  });

  it.each([
    ['custom tags', 'a: !ruby/object x', 1],
    ['tags of YAML 1.1', 'a: 1\nb: !!binary aGk=', 2],
    ['a key twice', 'a: 1\nb: 2\na: 3', 3],
    ['__proto__', 'x:\n  __proto__: {admin: true}', 2],
    ['keys that are no texts', '[1, 2]: x', 1],
    ['an unknown alias', 'a: *b', 1],
    ['an alias that contains itself', 'a: &a [*a]', 1],
    ['two documents', 'a: 1\n---\nb: 2', 2],
    ['broken syntax', 'a: [1', 1],
    ['NUL', 'a: "\\0"', 1],
    ['half a character', 'a: "\\ud800"', 1],
    ['NUL in a key', '"\\0": a', 1],
  ])('refuses %s', (_what, text, line) => {
    expect(problem(text)).toMatchObject({ line });
  });

  it('refuses aliases that expand to more than 10 000 nodes', () => {
    const tree = (levels: number, width: number): string =>
      Array.from({ length: levels }, (_, level) => {
        const items = level === 0 ? 'x' : `*l${level - 1}`;
        return `l${level}: &l${level} [${Array.from({ length: width }, () => items).join(', ')}]`;
      }).join('\n');
    expect(problem(tree(3, 10))).toBeUndefined();
    expect(problem(tree(9, 9))?.message).toBe('The aliases expand to too many nodes.');
    const many = (count: number): string =>
      `a: &a x\nb: [${Array.from({ length: count }, () => '*a').join(', ')}]`;
    expect(problem(many(10_000))).toBeUndefined();
    expect(problem(many(10_001))).toBeDefined();
  });

  it('refuses deep nesting and long files', () => {
    expect(problem(`${'['.repeat(32)}${']'.repeat(32)}`)).toBeUndefined();
    expect(problem(`${'['.repeat(40)}${']'.repeat(40)}`)?.message).toMatch(/nested deeper/);
    expect(problem(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)?.message).toMatch(/nested/);
    expect(problem(`a: ${'x'.repeat(1 << 20)}`)?.message).toBe('The file is too long.');
  });

  it('reads many keys', () => {
    const keys = Array.from({ length: 50_000 }, (_, index) => `k${index}: 1`).join('\n');
    expect(problem(keys)).toBeUndefined();
  });
});
