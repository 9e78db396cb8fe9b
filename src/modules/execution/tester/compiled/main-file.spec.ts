import type { FolderView } from '../student-files/folder-view.js';
import { collectionOf } from '../../../../../test/factories/suite.factory.js';
import { mainFile, type MainFileRules } from './main-file.js';

const folder = { readText: async (path: string) => path } as unknown as FolderView;

const RULES: MainFileRules = { usualNames: ['main.x', 'index.x'], begins: (text) => text.includes('begin') };

describe('mainFile', () => {
  it.each<[string, string | undefined, string[], string | undefined]>([
    ['entryPoint before all', 'b.x', ['a.x', 'b.x', 'main.x'], 'b.x'],
    ['no entryPoint that is no source', 'c.x', ['a.x', 'main.x'], 'main.x'],
    ['the better name, wherever it is', undefined, ['index.x', 'deep/main.x'], 'deep/main.x'],
    ['the highest of its name', undefined, ['a/b/main.x', 'z/main.x'], 'z/main.x'],
    ['only whole names', undefined, ['domain.x', 'begin.x'], 'begin.x'],
    ['what begins a program', undefined, ['a.x', 'begin.x', 'begin2.x'], 'begin.x'],
    ['the first', undefined, ['a.x', 'b.x'], 'a.x'],
    ['nothing', undefined, [], undefined],
  ])('is %s', async (_, entryPoint, sources, expected) => {
    const collection = collectionOf(entryPoint === undefined ? {} : { entryPoint });
    expect(await mainFile(collection, sources, folder, RULES)).toBe(expected);
  });
});
