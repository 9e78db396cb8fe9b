import type { SuiteCollection, SuiteTest } from '../../formats/test-suite.js';
import { occurrences } from '../comparison/text-rules.js';
import {
  type CollectionVerdict,
  failed,
  type TestSession,
  type TestVerdict,
  verdictOf,
} from '../language.js';
import { sourcesOf } from './compile.js';
import { definedFunctions, readSource, type SourceText, wordCount } from './source-text.js';

const KEYWORDS = new Set(
  'if else for while do switch case return break continue goto struct class typedef enum union malloc free new delete'.split(
    ' ',
  ),
);

/** Judges a structural collection of C: what stands in the student's sources, comments removed. */
export async function judgeStructure(
  collection: SuiteCollection,
  session: TestSession,
): Promise<CollectionVerdict> {
  const found =
    collection.file === null ? await sourcesOf(collection, session.student) : { sources: [collection.file] };
  if ('missing' in found) return missing(collection, found.missing);
  const texts: string[] = [];
  for (const path of found.sources) {
    const text = await session.student.readText(path);
    if (text === undefined) return missing(collection, `The file ${path} is missing.`);
    texts.push(text);
  }
  const source = readSource(texts.join('\n'));
  const functions = definedFunctions(source.code);
  const tests: TestVerdict[] = [];
  for (const test of collection.tests) tests.push(await judgeOne(test, source, functions, session));
  return { status: 'COMPLETED', statusMessage: '', tests };
}

function missing(collection: SuiteCollection, message: string): CollectionVerdict {
  return { status: 'COMPLETED', statusMessage: message, tests: collection.tests.map(() => failed(message)) };
}

async function judgeOne(
  test: SuiteTest,
  source: SourceText,
  functions: ReadonlySet<string>,
  session: TestSession,
): Promise<TestVerdict> {
  const { name } = test;
  if (name === 'main') return verdictOf(test, functions.has(name) ? undefined : 'main is not defined.');
  if (KEYWORDS.has(name)) return judgeCount(test, wordCount(source.code, name));
  if (functions.has(name)) return verdictOf(test, undefined);
  if (test.pattern === null) return judgeCount(test, occurrences(source.withoutComments, name));
  const answer = await session.patterns.count(test.pattern, source.withoutComments, {
    ignoreCase: test.ignoreCase,
  });
  return 'problem' in answer ? failed(answer.problem) : judgeCount(test, answer.count);
}

/** Without a range once is enough; [0, 0] forbids, [n, 0] is n or more. */
function judgeCount(test: SuiteTest, count: number): TestVerdict {
  const [min, max] = test.range ?? [1, 0];
  const fits = count >= min && (count <= max || (max === 0 && min > 0));
  return verdictOf(test, fits ? undefined : `${test.name} is used ${count} times.`);
}
