import fc from 'fast-check';
import { byUse } from './fortran-modules.js';
import { readFortran, unitsOfFortran } from './fortran.js';

describe('readFortran', () => {
  it.each([
    ['a.f90', 'x = 1 ! if\ny', 'x = 1  \ny'],
    ['a.f90', "print *, 'a ! b' ! c", "print *, 'a ! b'  "],
    ['a.f90', 'print *, "it\'s" ! c', 'print *, "it\'s"  '],
    ['a.f90', "print *, 'it''s ! no'", "print *, 'it''s ! no'"],
    ['a.f90', "print *, 'open\nx ! c", "print *, 'open\nx  "],
    ['a.f90', "print *, 'one &\n  &two ! text' ! c", "print *, 'one &\n  &two ! text'  "],
    ['a.f', 'C if\n* do\n      x = 1 ! c\n', '\n\n      x = 1  \n'],
    ['a.f90', 'call c(x)', 'call c(x)'],
  ])('removes comments of %s: %j', (path, source, expected) => {
    expect(readFortran(source, path).withoutComments).toBe(expected);
  });

  it('empties literals in the code', () => {
    expect(readFortran('print *, \'do\', "if"', 'a.f90').code).toBe('print *, \'\', ""');
  });

  it('takes hostile input as it comes', () => {
    const many = 500_000;
    expect(readFortran("'&\n".repeat(many), 'a.f90').code.length).toBeLessThan(4 * many);
    expect(readFortran(`"${'&\n'.repeat(many)}`, 'a.f90').code).toBe('""');
    expect([...unitsOfFortran('function '.repeat(many))]).toEqual(['function']);
    expect([...unitsOfFortran('module procedure '.repeat(many))]).toEqual([]);
    const blank = { path: 'a', code: '\n '.repeat(many) };
    expect(byUse([blank])).toEqual(['a']);
  });
});

describe('unitsOfFortran', () => {
  it.each<[string, string[]]>([
    ['PROGRAM Main\nend program Main', ['main', 'program']],
    ['  subroutine s(a, b)\nend subroutine s', ['s']],
    ['pure recursive integer(kind=8) function f(x) result(y)\nend function', ['f']],
    ['real function g()\ny = function + 1\nx = h(function)', ['g']],
    ['integer :: program_count\ncall subroutine_like()', []],
    ['module m\ncontains\nmodule function inner()\nmodule procedure other\nend module m', ['inner', 'm']],
    ["print *, 'program x'", []],
  ])('of %j', (source, expected) => {
    expect([...unitsOfFortran(readFortran(source, 'a.f90').code)].sort()).toEqual(expected);
  });
});

describe('byUse', () => {
  it('puts modules before their users and keeps the order otherwise', () => {
    const sources = [
      { path: 'a.f90', code: 'program a\nuse Zeta, only: x\nuse, intrinsic :: iso_c_binding\nend' },
      { path: 'b.f90', code: 'subroutine b\nend' },
      { path: 'y.f90', code: 'module eta\nend' },
      { path: 'z.f90', code: 'module zeta\nuse eta\nend' },
    ];
    expect(byUse(sources)).toEqual(['y.f90', 'z.f90', 'a.f90', 'b.f90']);
  });

  it('loses and doubles nothing, circles included', () => {
    const name = fc.integer({ min: 0, max: 6 }).map((n) => `m${n}`);
    const source = fc.record({ makes: name, uses: fc.array(name, { maxLength: 4 }) });
    fc.assert(
      fc.property(fc.array(source, { maxLength: 8 }), (list) => {
        const sources = list.map(({ makes, uses }, index) => ({
          path: `${index}.f90`,
          code: [`module ${makes}`, ...uses.map((used) => `use ${used}`), 'end'].join('\n'),
        }));
        expect(byUse(sources).sort()).toEqual(sources.map(({ path }) => path).sort());
      }),
    );
  });
});
