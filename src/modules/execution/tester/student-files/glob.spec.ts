import fc from 'fast-check';
import { compileGlob } from './glob.js';

describe('compileGlob', () => {
  it.each<[string, string, boolean]>([
    ['*.py', 'main.py', true],
    ['*.py', 'src/main.py', false],
    ['*.py', '.main.py', false],
    ['.*.py', '.main.py', true],
    ['**/*.py', 'main.py', true],
    ['**/*.py', 'a/b/main.py', true],
    ['**/*.py', 'a/.b/main.py', false],
    ['src/**', 'src/a/b.c', true],
    ['a?c', 'abc', true],
    ['a?c', 'a/c', false],
    ['[ab]*', 'b1', true],
    ['[!ab]*', 'b1', false],
    ['[a-c]x', 'bx', true],
    ['[]]x', ']x', true],
    ['[x', '[x', true],
    ['./main.c', 'main.c', true],
    ['a.b', 'aXb', false],
    ['ä*', 'äöü', true],
    ['?', '😀', true],
  ])('%s on %s is %s', (pattern, path, expected) => {
    expect(compileGlob(pattern)?.(path)).toBe(expected);
  });

  it.each(['/etc/passwd', '../x', 'a/../../x', '', '.', 'a\0b'])('refuses %j', (pattern) => {
    expect(compileGlob(pattern)).toBeUndefined();
  });

  it('finds every name equal to itself when nothing in it is special', () => {
    const name = fc.stringMatching(/^[a-z0-9_-][a-z0-9._-]*$/);
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), (parts) => {
        expect(compileGlob(parts.join('/'))?.(parts.join('/'))).toBe(true);
      }),
    );
  });

  it('agrees with a regular expression on stars and question marks', () => {
    const short = fc.stringMatching(/^[ab*?]{1,8}$/);
    fc.assert(
      fc.property(short, fc.stringMatching(/^[ab]{0,8}$/), (pattern, name) => {
        fc.pre(pattern !== '**');
        const model = new RegExp(`^${pattern.replace(/\*/g, '.*').replace(/\?/g, '.')}$`);
        expect(compileGlob(pattern)?.(name)).toBe(model.test(name));
      }),
    );
  });

  it('does not explode', () => {
    expect(compileGlob(`${'*a'.repeat(2000)}b`)?.('a'.repeat(4000))).toBe(false);
    expect(compileGlob(Array(200).fill('**').join('/') + '/x')?.(Array(200).fill('a').join('/'))).toBe(false);
  });
});
