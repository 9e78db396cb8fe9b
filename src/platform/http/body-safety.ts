import { invalidRequest } from './app-error.js';

const MAX_DEPTH = 32;

/** Where a value of the request stood. */
type Place = 'body' | 'query' | 'path';

function refuse(place: Place, message: string): never {
  throw invalidRequest(
    [{ field: place, message, type: 'unsafe_value' }],
    place === 'body' ? 'VAL_001' : 'VAL_003',
  );
}

function checkText(text: string, place: Place): void {
  if (text.includes('\0')) refuse(place, 'Text must not contain NUL characters.');
  if (!text.isWellFormed()) refuse(place, 'Text must be well-formed Unicode (unpaired surrogate found).');
}

function checkSingle(value: unknown, place: Place): void {
  if (typeof value === 'string') checkText(value, place);
  if (typeof value === 'number' && !Number.isFinite(value)) {
    refuse(place, 'Numbers must lie within ±1.8e308.');
  }
}

/**
 * Refuses (400 VAL_001, outside bodies VAL_003) values that parse but cannot be stored as they are: NUL, unpaired
 * surrogates, numbers beyond those of JavaScript (1e999 parses to Infinity and would be stored as null), more than 32
 * levels. Keys named `__proto__` are removed, so that merging never reaches a prototype.
 */
export function assertSafeValue(value: unknown, place: Place = 'body', depth = 0): void {
  if (typeof value !== 'object' || value === null) return checkSingle(value, place);
  if (depth >= MAX_DEPTH) refuse(place, `There are more than ${MAX_DEPTH} levels in each other.`);
  for (const key of Object.keys(value)) {
    if (key === '__proto__') {
      delete (value as Record<string, unknown>)[key];
      continue;
    }
    checkText(key, place);
    assertSafeValue((value as Record<string, unknown>)[key], place, depth + 1);
  }
}
