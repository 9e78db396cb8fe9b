import type { SuiteCollection, SuiteTest } from '../formats/test-suite.js';
import {
  type CollectionVerdict,
  skipped,
  type TestSession,
  type TestVerdict,
  verdictOf,
} from './language.js';

/** Judges a collection of type exist: a glob must name a file or folder of the hand-in, files not empty. */
export async function judgeExist(
  collection: SuiteCollection,
  session: TestSession,
  skipsDash: boolean,
): Promise<CollectionVerdict> {
  const tests: TestVerdict[] = [];
  for (const test of collection.tests) {
    tests.push(
      skipsDash && test.name === '-'
        ? skipped('Not tested.')
        : await judgeOne(collection.file, test, session),
    );
  }
  return { status: 'COMPLETED', statusMessage: '', tests };
}

async function judgeOne(file: string | null, test: SuiteTest, session: TestSession): Promise<TestVerdict> {
  const pattern = file ?? test.name;
  const found = await session.student.glob(pattern);
  if (found.length === 0) return verdictOf(test, `The file ${pattern} is missing.`);
  const good = found.find((entry) => test.allowEmpty || !entry.isFile || entry.size > 0);
  if (!good) return verdictOf(test, `The file ${found[0]!.path} is empty.`);
  session.foundFiles.push(good.path);
  return verdictOf(test, undefined);
}

/** Puts files found by earlier exist tests in place of `#file_n#` (path) and `#command_n#` (name without ending). */
export function fillTokens(code: string, foundFiles: readonly string[]): string {
  return code.replace(/#(file|command)_([1-9]\d{0,5})#/g, (token, kind: string, n: string) => {
    const path = foundFiles[Number(n) - 1];
    if (path === undefined) return token;
    return kind === 'file' ? path : path.replace(/^.*\//, '').replace(/(?!^)\.[^.]*$/, '');
  });
}
