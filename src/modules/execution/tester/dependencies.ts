import type { SuiteCollection } from '../formats/test-suite.js';
import type { ReportResult } from './report.js';

const UNGATED: readonly SuiteCollection['type'][] = ['exist', 'structural', 'linting'];

/** Whether a collection may be judged; `failed` names a dependency nobody knows, `skipped` one not fully passed. */
export type Gate = { open: true } | { open: false; result: 'FAILED' | 'SKIPPED'; message: string };

/** What the gate needs to know about the language. */
export interface GateRules {
  firstIndex: 0 | 1;
  gatesEveryType: boolean;
}

/** Applies `successDependency`; `results` are those of the collections judged so far, in order. */
export function gateOf(
  collection: SuiteCollection,
  collections: readonly SuiteCollection[],
  results: readonly ReportResult[],
  rules: GateRules,
): Gate {
  if (!rules.gatesEveryType && UNGATED.includes(collection.type)) return { open: true };
  for (const dependency of collection.successDependency) {
    const index = findCollection(dependency, collections, rules.firstIndex);
    if (index === undefined) {
      return { open: false, result: 'FAILED', message: `The dependency "${dependency}" does not exist.` };
    }
    if (results[index] !== 'PASSED') {
      return {
        open: false,
        result: 'SKIPPED',
        message: `Skipped: "${collections[index]!.name}" did not pass.`,
      };
    }
  }
  return { open: true };
}

/** The place of a collection given by id, name or index; numbers are indexes first, texts names first. */
export function findCollection(
  dependency: string | number,
  collections: readonly SuiteCollection[],
  firstIndex: 0 | 1,
): number | undefined {
  const text = String(dependency);
  const byName = collections.findIndex(({ id, name }) => id === text || name === text);
  const index = /^\d{1,6}$/.test(text) ? Number(text) - firstIndex : -1;
  const byIndex = index in collections ? index : -1;
  const [first, second] = typeof dependency === 'number' ? [byIndex, byName] : [byName, byIndex];
  const found = first >= 0 ? first : second;
  return found >= 0 ? found : undefined;
}
