import type { SuiteCollection, SuiteTest } from '../../formats/test-suite.js';
import { occurrences } from '../comparison/text-rules.js';
import {
  type CollectionVerdict,
  failed,
  skipped,
  type TestSession,
  type TestVerdict,
  verdictOf,
} from '../language.js';
import { entryOrFirst } from './script-job.js';
import { allFailed } from './value-tests.js';

/** Judges a structural collection of R or Julia: how often the pattern, else the name as plain text, occurs. */
export async function judgePlainStructure(
  collection: SuiteCollection,
  session: TestSession,
  endings: readonly string[],
  label: string,
): Promise<CollectionVerdict> {
  const main = await entryOrFirst(collection, session.student, endings, label);
  const path = collection.file ?? ('path' in main ? main.path : null);
  if (path === null) return allFailed(collection.tests, 'COMPLETED', 'missing' in main ? main.missing : '');
  const source = await session.student.readText(path);
  if (source === undefined) return allFailed(collection.tests, 'COMPLETED', `The file ${path} is missing.`);
  const tests: TestVerdict[] = [];
  for (const test of collection.tests) tests.push(await judgeOne(test, source, session));
  return { status: 'COMPLETED', statusMessage: '', tests };
}

async function judgeOne(test: SuiteTest, source: string, { patterns }: TestSession): Promise<TestVerdict> {
  const answer =
    test.pattern === null
      ? { count: occurrences(source, test.name) }
      : await patterns.count(test.pattern, source, { ignoreCase: test.ignoreCase, multiline: true });
  if ('problem' in answer) return failed(answer.problem);
  const [min, max] = test.range ?? [0, 0];
  const fits = answer.count >= min && (max === 0 || answer.count <= max);
  return verdictOf(test, fits ? undefined : `${test.name} is used ${answer.count} times`);
}

/** The verdict on a type of test that a language does not have though others do. */
export function skipAll({ tests }: SuiteCollection, message: string): CollectionVerdict {
  return { status: 'SKIPPED', statusMessage: message, tests: tests.map(() => skipped(message)) };
}
