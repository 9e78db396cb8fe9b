import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collectionOf } from '../../../../../test/factories/suite.factory.js';
import type { TestSession } from '../language.js';
import { C } from '../languages/c.js';
import { FolderView } from '../student-files/folder-view.js';
import { judgeStructure } from './structure-tests.js';

const SOURCE = `
/* while goto strcpy */
int add(int a, int b) { return a + b; }
int main(void) { for (int i = 0; i < 3; i++) { if (i) puts("while"); } for (;;) break; }
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lectern-structure-'));
  await writeFile(join(folder, 'main.c'), SOURCE);
  await symlink('/etc/passwd', join(folder, 'link.c'));
});
afterAll(() => rm(folder, { recursive: true }));

async function judge(test: Record<string, unknown>, collection: Record<string, unknown> = {}) {
  const session = { student: new FolderView(folder) } as unknown as TestSession;
  const verdict = await judgeStructure(
    C,
    collectionOf({ type: 'structural', ...collection, tests: [test] }),
    session,
  );
  return verdict.tests[0]?.result;
}

describe('judgeStructure', () => {
  it.each<[Record<string, unknown>, string]>([
    [{ name: 'main' }, 'PASSED'],
    [{ name: 'add' }, 'PASSED'],
    [{ name: 'for', allowedOccuranceRange: [2, 2] }, 'PASSED'],
    [{ name: 'for', allowedOccuranceRange: [3, 4] }, 'FAILED'],
    [{ name: 'for', allowedOccuranceRange: [2, 0] }, 'PASSED'],
    [{ name: 'for', allowedOccuranceRange: [0, 1] }, 'FAILED'],
    [{ name: 'for' }, 'PASSED'],
    [{ name: 'while' }, 'FAILED'],
    [{ name: 'while', allowedOccuranceRange: [0, 0] }, 'PASSED'],
    [{ name: 'if', allowedOccuranceRange: [0, 0] }, 'FAILED'],
    [{ name: 'goto', allowedOccuranceRange: [0, 0] }, 'PASSED'],
    [{ name: 'puts("while")' }, 'PASSED'],
    [{ name: 'strcpy' }, 'FAILED'],
  ])('%j: %s', async (test, result) => {
    expect(await judge(test)).toBe(result);
  });

  it('reads no file that is missing, a link or outside', async () => {
    expect(await judge({ name: 'root' }, { file: 'link.c' })).toBe('FAILED');
    expect(await judge({ name: 'root' }, { file: '../../etc/passwd' })).toBe('FAILED');
    expect(await judge({ name: 'main' }, { sourceFiles: ['main.c', 'other.c'] })).toBe('FAILED');
  });
});
