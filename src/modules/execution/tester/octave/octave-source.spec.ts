import { codeOnly, countWord } from './octave-source.js';

describe('codeOnly', () => {
  it.each<[string, string]>([
    ['a = 1; % b', 'a = 1; '],
    ['a = 1; # b', 'a = 1; '],
    ["x = 'it''s % no comment'; y", 'x =  ; y'],
    ['x = "say \\" # and "" on"; y', 'x =  ; y'],
    ["y = x'; z = x.'; % c'", "y = x'; z = x.'; "],
    ["y = [a' b']';", "y = [a' b']';"],
    ["disp 'for'", 'disp  '],
    ['x = [1, ... for', 'x = [1, '],
    ["x = 'never closed", 'x =  '],
    ['%{\nfor\n%{\nfor\n%}\nfor\n%}\nwhile', '\n\n\n\n\n\n\nwhile'],
    ['a %{ b\nc', 'a \nc'],
  ])('of %j is %j', (source, code) => {
    expect(codeOnly(source)).toBe(code);
  });

  it('takes time in proportion to the length', () => {
    expect(codeOnly(`x = "${'""\\"'.repeat(200_000)}`)).toBe('x =  ');
  });
});

describe('countWord', () => {
  it.each<[string, string, number]>([
    ['for force for_ for(for', 'for', 3],
    ['a.*b .* c', '.*', 2],
    ['x', '', 0],
    ['länge läng', 'läng', 1],
  ])('in %j of %j is %d', (code, name, count) => {
    expect(countWord(code, name)).toBe(count);
  });
});
