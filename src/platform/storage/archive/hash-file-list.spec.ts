import { hashFileList } from './hash-file-list.js';

const file = (path: string, content: string): { path: string; content: Buffer } => ({
  path,
  content: Buffer.from(content),
});

describe('hashFileList', () => {
  it('does not depend on the order and has not changed since hashes were first stored', () => {
    const hash = hashFileList([file('a', '1'), file('b', '2')]);
    expect(hashFileList([file('b', '2'), file('a', '1')])).toBe(hash);
    expect(hash).toBe('60499a22b2d2dd557dc6346b8b470a586fdad5b246ed6005c2edb9ad4af79cba');
  });

  it('tells apart names, contents, and where one ends and the other begins', () => {
    const lists = [
      [],
      [file('a', '1')],
      [file('a', '2')],
      [file('b', '1')],
      [file('a', '1'), file('b', '1')],
      [file('a', '1'), file('a', '1')],
      [file('a",1', '')],
      [file('a\nb', '1')],
    ];
    expect(new Set(lists.map(hashFileList)).size).toBe(lists.length);
  });
});
