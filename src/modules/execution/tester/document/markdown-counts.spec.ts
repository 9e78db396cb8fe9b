import fc from 'fast-check';
import { COUNTERS, type CountedType, headingsOf } from './markdown-counts.js';

const TEXT = `# Title

First paragraph, isn't it? It has *two* lines
and a well-known [link](http://a.b) and ![image](c.png).

## Sub title ##
- one
* two
+ three
12. four
  3) five
-none

\`\`\`python
# no heading? counts as one.
\`\`\`

Inline \`code. here\` ends! #no heading
####### seven marks
`;

describe('COUNTERS', () => {
  it.each<[CountedType, number]>([
    ['linecount', 20],
    ['paragraphcount', 5],
    ['sentencecount', 8],
    ['headingcount', 3],
    ['listitemcount', 5],
    ['linkcount', 1],
    ['imagecount', 1],
    ['codeblockcount', 2],
  ])('%s of a document is %d', (type, count) => {
    expect(COUNTERS[type](TEXT, 'x')).toBe(count);
  });

  it.each<[CountedType, string, string, number]>([
    ['linecount', '', '', 1],
    ['linecount', 'a\n', '', 2],
    ['wordcount', "isn't well-known x_1 ä2 !? —", '', 4],
    ['wordcount', '', '', 0],
    ['charcount', 'a b\n😀', 'all', 5],
    ['charcount', 'a b\n\t😀', 'no_spaces', 3],
    ['paragraphcount', '\n\n a\n \n\tb\nc\n\n', '', 2],
    ['sentencecount', 'One. Two?! Three... four', '', 4],
    ['sentencecount', '```\na. b. c.\n```One `x.y.z` two.', '', 1],
    ['uniquewords', 'The the THE cat', '', 2],
    ['linkcount', '![a](b) [c](d) [e] [f] (g) [h](i', '', 1],
    ['linkcount', '[![a](b)](c)', '', 1],
    ['imagecount', '![a](b) ! [c](d) ![](e)', '', 2],
    ['codeblockcount', '``` open `x`', '', 1],
    ['listitemcount', '-a\n- a\n  * b\n1 c\n1. d', '', 3],
  ])('%s of %j (%s) is %d', (type, text, name, count) => {
    expect(COUNTERS[type](text, name)).toBe(count);
  });

  it('agrees with what a text was made of', () => {
    const word = fc.stringMatching(/^[a-z]{1,8}$/);
    const paragraph = fc.array(word, { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(
        fc.array(paragraph, { minLength: 1, maxLength: 6 }),
        fc.nat({ max: 3 }),
        (paragraphs, gap) => {
          const text = paragraphs.map((words) => words.join(' ')).join(`.\n\n${'\n'.repeat(gap)}`);
          const words = paragraphs.flat();
          expect(COUNTERS.wordcount(text)).toBe(words.length);
          expect(COUNTERS.uniquewords(text)).toBe(new Set(words).size);
          expect(COUNTERS.paragraphcount(text)).toBe(paragraphs.length);
          expect(COUNTERS.sentencecount(text)).toBe(paragraphs.length);
          expect(COUNTERS.linecount(text)).toBe(1 + (paragraphs.length - 1) * (2 + gap));
          expect(COUNTERS.charcount(text, 'no_spaces')).toBe(words.join('').length + paragraphs.length - 1);
        },
      ),
    );
  });

  it('counts marks of Markdown among anything else', () => {
    const filler = fc.stringMatching(/^[a-z .,]{0,12}$/);
    const piece = fc.constantFrom('link', 'image', 'fence', 'inline');
    const marks = {
      link: '[a b](c)',
      image: '![a b](c)',
      fence: '\n```\nx (y)\n```\n',
      inline: '`x (y)`',
    };
    fc.assert(
      fc.property(fc.array(fc.tuple(filler, piece)), (pieces) => {
        const text = pieces.map(([words, kind]) => `${words} ${marks[kind]}`).join('');
        const number = (...kinds: string[]) => pieces.filter(([, kind]) => kinds.includes(kind)).length;
        expect(COUNTERS.linkcount(text)).toBe(number('link'));
        expect(COUNTERS.imagecount(text)).toBe(number('image'));
        expect(COUNTERS.codeblockcount(text)).toBe(number('fence', 'inline'));
      }),
    );
  });

  it('never takes more than time in proportion to the length', () => {
    const hostile = [
      '[',
      '![',
      '[](',
      '`',
      '```',
      '#',
      '# ',
      '- ',
      '.',
      '\n',
      ' ',
      '[]('.repeat(2) + ')',
      '1. ',
    ];
    for (const part of hostile) {
      const text = part.repeat(200_000);
      for (const counter of Object.values(COUNTERS))
        expect(counter(text, 'no_spaces')).toBeGreaterThanOrEqual(0);
    }
  });
});

describe('headingsOf', () => {
  it('finds levels and titles', () => {
    expect(headingsOf('# A b\n###   C #\n#none\n####### D\n#\n  # E')).toEqual([
      { level: 1, title: 'A b' },
      { level: 3, title: 'C #' },
    ]);
  });
});
