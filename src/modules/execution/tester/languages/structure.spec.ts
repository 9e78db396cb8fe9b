import fc from 'fast-check';
import type { ProgramLanguage } from '../compiled/program-language.js';
import { wordCount } from '../compiled/source-text.js';
import { C } from './c.js';
import { FORTRAN } from './fortran.js';
import { GO } from './go.js';
import { JAVA } from './java.js';
import { mainClassOf, packageOf } from './java-main.js';
import { JAVASCRIPT } from './javascript.js';
import { RUST } from './rust.js';
import { TYPESCRIPT } from './typescript.js';

const FAMILY = [C, FORTRAN, GO, JAVA, JAVASCRIPT, RUST, TYPESCRIPT];

describe('comments and literals', () => {
  it.each<[ProgramLanguage, string, string, string]>([
    [JAVA, 'String s = """\n"no" // no\n"""; // c', 'String s = ""; ', 'text blocks'],
    [JAVA, "char c = '\\''; /* x */ y", "char c = '';   y", 'characters'],
    [GO, 's := `a\n// no "` // c', 's := "" ', 'raw strings'],
    [
      RUST,
      "fn f<'a>(x: &'a str) { let c = '\"'; /* a /* b */ c */ g() }",
      "fn f<'a>(x: &'a str) { let c = '';   g() }",
      'lifetimes, nested comments',
    ],
    [RUST, 'let s = r#"a " // "#; // c', 'let s = ""; ', 'raw strings'],
    [RUST, "let c = '\\u{1F600}'; let d = '😀'; if", "let c = ''; let d = ''; if", 'wide characters'],
    [
      JAVASCRIPT,
      'x = `a ${f(`b ${while1} c`, {a: 1})} // d`; // c',
      'x = ""f(""while1"", {a: 1})""; ',
      'templates',
    ],
    [JAVASCRIPT, 'x = /["/*]/.test(y) // c', 'x = "".test(y) ', 'regular expressions'],
    [JAVASCRIPT, 'x = a / b / c; y = (a) / 2 // c', 'x = a / b / c; y = (a) / 2 ', 'divisions'],
    [TYPESCRIPT, "return /'/.exec(s) /* c */", 'return "".exec(s)  ', 'expressions behind words'],
  ])('%#: of %j', (language, source, expected) => {
    expect(language.structure.read(source, 'a').code.replace(/ +/g, ' ').trim()).toBe(
      expected.replace(/ +/g, ' ').trim(),
    );
  });

  it.each(FAMILY)(
    '$name: no comment hides code, and code without comments stays as it is',
    ({ structure }) => {
      const code = fc.stringMatching(/^[a-z0-9(){};+,= \n]*$/);
      fc.assert(
        fc.property(code, (source) => {
          expect(structure.read(source, 'a.x')).toEqual({ withoutComments: source, code: source });
        }),
      );
    },
  );

  it.each(FAMILY)(
    '$name: any text is read to its end and gets no longer than it was by more than marks',
    ({ structure }) => {
      const piece = fc.constantFrom(
        ...'"\'`/*!{}$\\\n\r#&'.split(''),
        'r#"',
        '//',
        '/*',
        '*/',
        '${',
        'if ',
        'x',
      );
      fc.assert(
        fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
          const source = pieces.join('');
          const { code, withoutComments } = structure.read(source, 'a.x');
          expect(withoutComments.length).toBeLessThanOrEqual(source.length);
          expect(code.length).toBeLessThanOrEqual(2 * source.length);
          structure.definitions(code);
        }),
      );
    },
  );

  it.each(FAMILY)(
    '$name: takes hostile input as it comes',
    ({ structure }) => {
      const many = 50_000;
      for (const piece of [
        '(',
        '{',
        '/',
        '=/[',
        '`${',
        "'",
        '"\\',
        '/*',
        'r#',
        'f(',
        'class ',
        'const x: ',
        'func (',
        '   /',
        "'&\n",
      ]) {
        const { code } = structure.read(piece.repeat(many), 'a.x');
        structure.definitions(code);
      }
    },
    60_000,
  );
});

describe('definitions', () => {
  it.each<[ProgramLanguage, string, string[]]>([
    [
      JAVA,
      'public class A<T> extends B { @Override public int f(int a) throws X, Y { g(); return 1; } int x = h(1); }',
      ['A', 'f'],
    ],
    [
      JAVA,
      'record Point(int x, int y) { int sum() { return x + y; } }\ninterface Shape { double area(); }',
      ['Point', 'Shape', 'sum'],
    ],
    [
      JAVA,
      'enum Colour { RED; static Colour of(String s) { if (s.isEmpty()) { } return RED; } }',
      ['Colour', 'of'],
    ],
    [
      GO,
      'package main\ntype Point struct { x int }\nfunc (p *Point) Sum() int { return 1 }\nfunc main() { f := func(x int) int { return x }; f(1) }',
      ['Point', 'Sum', 'main'],
    ],
    [GO, 'func Map[T any](list []T) {}', ['Map']],
    [
      RUST,
      'mod tools; mod inner { pub fn f() {} }\nstruct P; enum E {} trait T { fn g(&self); }\nmacro_rules! twice { () => {} }\nfn main() { let h: fn(i32) = k; }',
      ['E', 'P', 'T', 'f', 'g', 'inner', 'main', 'twice'],
    ],
    [
      JAVASCRIPT,
      'function a() {}\nfunction* b() {}\nconst c = () => 1, z = 2; let d = async x => x; var e = function () {};\nclass F { g(x) { if (x) {} } static h() {} }\ni(1);',
      ['F', 'a', 'b', 'c', 'd', 'e', 'g', 'h'],
    ],
    [
      TYPESCRIPT,
      'const f = (x: number): string => `${x}`;\nconst g: (x: number) => number = (x) => x;\nconst n: number = (1);\nabstract class A { m(x: number): Map<string, number> { return h(x); } }\ntype T = string; interface I { k(): void }',
      ['A', 'I', 'T', 'f', 'g', 'm'],
    ],
  ])('%#: of %j', (language, source, expected) => {
    const { code } = language.structure.read(source, 'a');
    expect([...language.structure.definitions(code)].sort()).toEqual(expected);
  });
});

describe('keywords', () => {
  it.each(FAMILY)('$name: each is counted as often as it stands in the code', ({ structure }) => {
    const keyword = fc.constantFrom(...structure.keywords);
    fc.assert(
      fc.property(keyword, fc.nat({ max: 20 }), (word, count) => {
        const code = `x ; ${`${word} ; `.repeat(count)} ${word}s not_${word}`;
        expect(wordCount(structure.read(code, 'a.x').code, word)).toBe(count);
      }),
    );
  });
});

describe('the main class of Java', () => {
  it.each([
    ['public class Main { public static void main(String[] a) {} }', 'Main'],
    ['package a.b.c; class X {} class Y { static void main(String... a) {} }', 'a.b.c.Y'],
    ['interface Z { static void main(String[] a) {} }', 'Z'],
    ['class A { class B { void main() {} } void f() { main(1); } }', undefined],
    ['class A { int main; }', undefined],
    ['class A { static int x; void main(String[] a) {} }', undefined],
  ])('in %j is %j', (code, expected) => {
    expect(mainClassOf(code)).toBe(expected);
  });

  it('has the package of its source', () => {
    expect(packageOf('package a . b ;\nimport x.y;')).toBe('a.b');
    expect(packageOf('import x.y;')).toBe('');
  });
});
