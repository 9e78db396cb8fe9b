import { commitScript } from './commit-script.js';
import { UnsafeGitPathError } from './git.errors.js';

const AUTHOR = { name: 'Lectern <x>\n', email: 'a@b>' };
const script = (path: string, content = 'x') => {
  const change = { message: 'm\n', emptied: ['old'], files: [{ path, content: Buffer.from(content) }] };
  return Buffer.concat(
    [...commitScript('refs/heads/main', null, change, AUTHOR)].map((part) => Buffer.from(part)),
  ).toString();
};

describe('commands that make a commit', () => {
  it('quote paths and count bytes', () => {
    const text = script('a "b"/ö.txt', 'ö\n');
    expect(text).toContain('M 100644 inline "a \\"b\\"/ö.txt"\ndata 3\nö\n\n');
    expect(text).toContain('D "old"\n');
    expect(text).toMatch(/^committer Lectern x <a@b> \d+ \+0000$/m);
  });

  it.each([
    '.git/config',
    'a/.GIT/hooks/x',
    'a/.git',
    '.git /x',
    '.git./x',
    'git~1/x',
    '.g\u200cit/x',
    '../x',
    'a/../x',
    './x',
    'a//b',
    '/a',
    'a\\b',
    'c:/x',
    'a\nM 100644 inline "b"',
    'a\0b',
  ])('refuse %j', (path) => {
    expect(() => script(path)).toThrow(UnsafeGitPathError);
  });
});
