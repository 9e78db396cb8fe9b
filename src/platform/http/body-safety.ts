import { AppError } from './app-error.js';

const MAX_DEPTH = 32;

function refuse(message: string): never {
  throw new AppError('VAL_001', message, {
    details: { validation_errors: [{ field: 'body', message, type: 'unsafe_value' }] },
  });
}

function checkText(text: string): void {
  if (text.includes('\0')) refuse('Text must not contain NUL characters.');
  if (!text.isWellFormed()) refuse('Text must be well-formed Unicode (unpaired surrogate found).');
}

/**
 * Refuses (400 VAL_001) values that parse but cannot be stored as they are: NUL, unpaired surrogates, numbers beyond
 * those of JavaScript (1e999 parses to Infinity and would be stored as null), more than 32 levels.
 * Keys named `__proto__` are removed, so that merging never reaches a prototype.
 */
export function assertSafeValue(value: unknown, depth = 0): void {
  if (typeof value === 'string') return checkText(value);
  if (typeof value === 'number' && !Number.isFinite(value)) refuse('Numbers must lie within ±1.8e308.');
  if (typeof value !== 'object' || value === null) return;
  if (depth >= MAX_DEPTH) refuse(`The body is nested deeper than ${MAX_DEPTH} levels.`);
  for (const key of Object.keys(value)) {
    if (key === '__proto__') {
      delete (value as Record<string, unknown>)[key];
      continue;
    }
    checkText(key);
    assertSafeValue((value as Record<string, unknown>)[key], depth + 1);
  }
}
