import fc from 'fast-check';
import { wordCount } from '../compiled/source-text.js';
import { functionsOfC, readC } from './c.js';

describe('readC', () => {
  it.each([
    ['a /* goto */ b', 'a   b'],
    ['a // goto\nb', 'a  \nb'],
    ['a // go\\\nto\nb', 'a  \nb'],
    ['"/* no */" // yes', '"/* no */"  '],
    ["'\"' /* x */ '\"'", "'\"'   '\"'"],
    ['"\\"// still" x', '"\\"// still" x'],
    ['/* open', ' '],
    ['a / b * c', 'a / b * c'],
  ])('removes comments of %j', (source, expected) => {
    expect(readC(source).withoutComments).toBe(expected);
  });

  it('empties literals in the code', () => {
    expect(readC('printf("for (;;)"); c = \'{\';').code).toBe('printf(""); c = \'\';');
  });

  it('never loses code that has neither comments nor literals', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9(){};+*= \n]*$/), (source) => {
        expect(readC(source)).toEqual({ withoutComments: source, code: source });
      }),
    );
  });
});

describe('functionsOfC', () => {
  const names = (source: string) => [...functionsOfC(readC(source).code)];

  it.each<[string, string[]]>([
    ['int main(void) { return 0; }', ['main']],
    ['int main()\n{\n}', ['main']],
    ['int main(void);', []],
    ['int f(int (*g)(int), char *x[3]) { return g(1); }', ['f']],
    [
      'static inline unsigned long *f (void)\n{ if (a) { b(); } while (x) {} }\nint g(int a) { return f(); }',
      ['f', 'g'],
    ],
    ['int x = f(3);\nint a[] = {1, 2};\nint g(void) {}', ['g']],
    ['struct point { int x; };\nstruct point make(int x) { struct point p = {x}; return p; }', ['make']],
    ['#define twice(x) { x; x; }\nint main(void) { twice(a()); }', ['main']],
    ['// int hidden(void) {}\nchar *s = "int text(void) {";\nint main(void) {}', ['main']],
    ['namespace a { int f() const noexcept { return 1; } }', ['f']],
    ['class A { public: int get() const { return 1; } };\nint main() {}', ['get', 'main']],
    ['extern "C" { int f(void) { return 1; } }', ['f']],
    ['int f(int a) { for (int i = 0; i < a; i++) { g(i); } }', ['f']],
    ['((((((', []],
    ['}}}} int main(void) {}', ['main']],
  ])('of %j', (source, expected) => {
    expect(names(source)).toEqual(expected);
  });

  // With any step that looks back or ahead without a bound this would take hours.
  it('takes hostile input as it comes', () => {
    const many = 1_000_000;
    expect(names('('.repeat(many))).toEqual([]);
    expect(names('f('.repeat(many) + ')'.repeat(many) + ' '.repeat(many))).toEqual([]);
    expect(names('class '.repeat(many) + '{ f() {')).toEqual(['f']);
    expect(names('f() const '.repeat(many))).toEqual([]);
    expect(readC('"\\'.repeat(many)).code).toBe('""');
    expect(readC("/*'".repeat(many)).code).toBe(' ');
    expect(readC("'\n".repeat(many)).code).toBe("''\n".repeat(many));
  });
});

describe('wordCount', () => {
  it('counts whole words', () => {
    expect(wordCount('if (a) if_b(); elif; if', 'if')).toBe(2);
    expect(wordCount('constructor', 'constructor')).toBe(1);
  });
});
