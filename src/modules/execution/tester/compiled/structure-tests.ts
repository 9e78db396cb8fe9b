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
import type { ProgramLanguage, StructureRules } from './program-language.js';
import { type SourceText, wordCount } from './source-text.js';

/** Judges a structural collection: what stands in the student's sources, comments removed. */
export async function judgeStructure(
  language: ProgramLanguage,
  collection: SuiteCollection,
  session: TestSession,
): Promise<CollectionVerdict> {
  const found =
    collection.file === null
      ? await sourcesOf(language, collection, session.student)
      : { sources: [collection.file] };
  if ('missing' in found) return missing(collection, found.missing);
  const { structure } = language;
  const texts: SourceText[] = [];
  for (const path of found.sources) {
    const text = await session.student.readText(path);
    if (text === undefined) return missing(collection, `The file ${path} is missing.`);
    texts.push(structure.read(text, path));
  }
  const source = joined(texts, structure.ignoreCase);
  const defined = structure.definitions(source.code);
  const tests: TestVerdict[] = [];
  for (const test of collection.tests) {
    tests.push(await judgeOne(test, source, { rules: structure, defined }, session));
  }
  return { status: 'COMPLETED', statusMessage: '', tests };
}

function joined(texts: readonly SourceText[], ignoreCase: boolean): SourceText {
  const all = (part: keyof SourceText): string => texts.map((text) => text[part]).join('\n');
  const source = { withoutComments: all('withoutComments'), code: all('code') };
  if (!ignoreCase) return source;
  return { withoutComments: source.withoutComments.toLowerCase(), code: source.code.toLowerCase() };
}

function missing(collection: SuiteCollection, message: string): CollectionVerdict {
  return { status: 'COMPLETED', statusMessage: message, tests: collection.tests.map(() => failed(message)) };
}

interface Structure {
  rules: StructureRules;
  defined: ReadonlySet<string>;
}

async function judgeOne(
  test: SuiteTest,
  source: SourceText,
  { rules, defined }: Structure,
  session: TestSession,
): Promise<TestVerdict> {
  const name = rules.ignoreCase ? test.name.toLowerCase() : test.name;
  if (rules.mustBeDefined.includes(name)) {
    return verdictOf(test, defined.has(name) ? undefined : `${name} is not defined.`);
  }
  if (rules.keywords.has(name)) return judgeCount(test, wordCount(source.code, name));
  if (defined.has(name)) return verdictOf(test, undefined);
  if (test.pattern === null) return judgeCount(test, occurrences(source.withoutComments, name));
  const answer = await session.patterns.count(test.pattern, source.withoutComments, {
    ignoreCase: test.ignoreCase || rules.ignoreCase,
  });
  return 'problem' in answer ? failed(answer.problem) : judgeCount(test, answer.count);
}

/** Without a range once is enough; [0, 0] forbids, [n, 0] is n or more. */
function judgeCount(test: SuiteTest, count: number): TestVerdict {
  const [min, max] = test.range ?? [1, 0];
  const fits = count >= min && (count <= max || (max === 0 && min > 0));
  return verdictOf(test, fits ? undefined : `${test.name} is used ${count} times.`);
}
