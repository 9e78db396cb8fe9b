import fc from 'fast-check';
import { isNeededForRelease, type ReleaseLists, releaseFiles } from './release-files.js';

type Files = Record<string, string>;

const release = (lists: Partial<ReleaseLists>, example: Files) => {
  const all = { student_submission_files: [], additional_files: [], student_templates: [], ...lists };
  const files = Object.entries(example).map(([path, text]) => ({
    path,
    content: Buffer.from(text),
    executable: path.endsWith('.sh'),
  }));
  const needed = files.filter((file) => isNeededForRelease(all)(file.path));
  const released = releaseFiles(all, Object.keys(example), needed);
  return Object.fromEntries(released.map((file) => [file.path, file.content.toString()]));
};

describe('what students get of an example', () => {
  it('is descriptions, media, additional files and templates', () => {
    expect(
      release(
        {
          student_submission_files: ['add.py', 'notes.md'],
          additional_files: ['data', 'run.sh'],
          student_templates: ['studentTemplates/add.py'],
        },
        {
          'add.py': 'solution',
          'notes.md': 'solution too',
          'studentTemplates/add.py': 'template',
          'studentTemplates/notes.md': 'not listed',
          'data/a/b.txt': 'ab',
          'database.txt': 'no',
          'run.sh': 'run',
          'content/index.md': 'text',
          'content/index_pt-BR.md': 'texto',
          'content/indexes.md': 'no',
          'content/sub/index.md': 'no',
          'content/mediaFiles/x/y.png': 'png',
          'test.yaml': 'no',
        },
      ),
    ).toEqual({
      'README.md': 'text',
      'README_pt-BR.md': 'texto',
      'add.py': 'template',
      'data/a/b.txt': 'ab',
      'mediaFiles/x/y.png': 'png',
      'notes.md': '',
      'run.sh': 'run',
    });
  });

  it('is a template for each file of a folder that is handed in', () => {
    const example = {
      'src/main.c': 'solution',
      'src/util/list.c': 'solution',
      'studentTemplates/src/main.c': 'template',
      'studentTemplates/list.c': 'by name',
    };
    const lists = { student_submission_files: ['src'], student_templates: ['studentTemplates'] };
    expect(release(lists, example)).toEqual({ 'src/main.c': 'template', 'src/util/list.c': 'by name' });
  });

  it('is never a solution, nor anything that no list names, however the lists overlap', () => {
    const name = fc.constantFrom('a.py', 'b.py', 'dir/a.py', 'dir/c.py', 'dir', 'test.yaml', 'meta.yaml');
    const names = fc.array(name, { maxLength: 4 });
    const paths = ['a.py', 'b.py', 'dir/a.py', 'dir/c.py', 'test.yaml', 'meta.yaml', 'localTests/x/a.py'];
    fc.assert(
      fc.property(names, names, names, (handIn, additional, templates) => {
        const example = Object.fromEntries([
          ...paths.map((path) => [path, `secret ${path}`]),
          ...paths.map((path) => [`studentTemplates/${path}`, `template ${path}`]),
        ]) as Files;
        const lists = {
          student_submission_files: handIn,
          additional_files: additional,
          student_templates: templates.map((path) => `studentTemplates/${path}`),
        };
        for (const [path, text] of Object.entries(release(lists, example))) {
          const isHandedIn = handIn.some((one) => path === one || path.startsWith(`${one}/`));
          const isNamed = additional.some((one) => path === one || path.startsWith(`${one}/`));
          expect(isHandedIn || isNamed).toBe(true);
          if (isHandedIn) expect(text).not.toMatch(/^secret/);
        }
      }),
    );
  });
});
