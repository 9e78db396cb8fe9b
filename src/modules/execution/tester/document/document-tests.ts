import type { SuiteCollection, SuiteTest } from '../../formats/test-suite.js';
import { occurrences, verdictOnSearch } from '../comparison/text-rules.js';
import {
  type CollectionVerdict,
  failed,
  skipped,
  type TestSession,
  type TestVerdict,
  verdictOf,
} from '../language.js';
import { type CountedType, COUNTERS, headingsOf } from './markdown-counts.js';

/** Judges a collection about the text of one file: counts, sections, keywords, patterns. */
export async function judgeDocument(
  collection: SuiteCollection,
  session: TestSession,
): Promise<CollectionVerdict> {
  const path = collection.file ?? collection.entryPoint;
  const source = path === null ? undefined : await session.student.readText(path);
  if (source === undefined) {
    const message = path === null ? 'The tests name no file.' : `The file ${path} is missing.`;
    return {
      status: 'FAILED',
      statusMessage: message,
      tests: collection.tests.map(() => failed(message, 'FAILED')),
    };
  }
  const text = source.replace(/\r\n?/g, '\n');
  const tests: TestVerdict[] = [];
  for (const test of collection.tests) tests.push(await judgeOne(collection, test, text, session));
  return { status: 'COMPLETED', statusMessage: '', tests };
}

async function judgeOne(
  { type }: SuiteCollection,
  test: SuiteTest,
  text: string,
  session: TestSession,
): Promise<TestVerdict> {
  if (isCounted(type)) return judgeCount(test, COUNTERS[type](text, test.name), type);
  switch (type) {
    case 'section':
      return judgeSection(test, text);
    case 'keyword':
      return judgeKeyword(test, text);
    case 'pattern':
    case 'structural':
      return judgePattern(test, text, type, session);
    default:
      return skipped(`Tests of type ${type} do not exist for documents.`);
  }
}

function isCounted(type: SuiteCollection['type']): type is CountedType {
  return Object.hasOwn(COUNTERS, type);
}

function asksForNumber(test: SuiteTest): boolean {
  return test.range !== null || test.value !== null || test.countRequirement !== null;
}

/** A range comes before a value, a value before a countRequirement; where nothing is asked for, the test passes. */
function judgeCount(test: SuiteTest, found: number, what: string): TestVerdict {
  const complaint = `${test.name}: ${what} is ${found}`;
  if (test.range !== null) {
    const [min, max] = test.range;
    return verdictOf(test, found >= min && (max === 0 || found <= max) ? undefined : complaint);
  }
  if (test.value === null) {
    const wanted = test.countRequirement;
    return verdictOf(test, wanted === null || wanted === found ? undefined : complaint);
  }
  return judgeNumber(test, found, Number(test.valueText ?? NaN), complaint);
}

function judgeNumber(test: SuiteTest, found: number, wanted: number, complaint: string): TestVerdict {
  if (Number.isNaN(wanted)) return skipped(`${test.name} needs a number as value`);
  if (test.qualification === 'contains') return verdictOf(test, found >= wanted ? undefined : complaint);
  if (test.qualification !== 'verifyEqual') return skipped(`${test.qualification} is not used for counts`);
  const bound = Math.max(test.relativeTolerance * Math.abs(wanted), test.absoluteTolerance);
  return verdictOf(test, Math.abs(found - wanted) <= bound ? undefined : complaint);
}

function judgeSection(test: SuiteTest, text: string): TestVerdict {
  const name = test.name.toLowerCase();
  const named = headingsOf(text).filter(({ title }) => title.toLowerCase().includes(name));
  if (named.length === 0) return verdictOf(test, `There is no section ${test.name}.`);
  const level = test.valueText === null ? null : Number(test.valueText);
  const fits = level === null || named.some((heading) => heading.level === level);
  return verdictOf(test, fits ? undefined : `The section ${test.name} has another level.`);
}

function judgeKeyword(test: SuiteTest, text: string): TestVerdict {
  const folded = (part: string) => (test.ignoreCase ? part.toLowerCase() : part);
  const found = occurrences(folded(text), folded(test.name));
  if (asksForNumber(test)) return judgeCount(test, found, 'number of occurrences');
  return verdictOf(test, found > 0 ? undefined : `${test.name} is not mentioned.`);
}

async function judgePattern(
  test: SuiteTest,
  text: string,
  type: 'pattern' | 'structural',
  { patterns }: TestSession,
): Promise<TestVerdict> {
  const flags = { ignoreCase: test.ignoreCase, multiline: true };
  const pattern = test.pattern ?? test.name;
  if (type === 'pattern' && !asksForNumber(test)) {
    return verdictOnSearch(test, await patterns.search(pattern, text, flags));
  }
  const answer = await patterns.count(pattern, text, flags);
  if ('problem' in answer) return failed(answer.problem);
  return judgeCount(test, answer.count, 'number of occurrences');
}
