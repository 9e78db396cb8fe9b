import { ERROR_CODES, type ErrorCode } from './error-codes.js';

export interface AppErrorOptions {
  /** Overrides the status of the code where the contract gives one code two statuses. */
  status?: number;
  details?: Record<string, unknown>;
  headers?: Record<string, string>;
  /** Extra members at the top of the body, e.g. `maintenance: true`. */
  extra?: Record<string, unknown>;
  cause?: unknown;
}

/** The one error that services throw: a stable code, a text for people, and what the client needs to mend it. */
export class AppError extends Error {
  readonly status: number;
  readonly details: Record<string, unknown> | undefined;
  readonly headers: Record<string, string>;
  readonly extra: Record<string, unknown>;

  constructor(
    readonly code: ErrorCode,
    message: string,
    options: AppErrorOptions = {},
  ) {
    super(message, { cause: options.cause });
    this.status = options.status ?? ERROR_CODES[code][0];
    this.details = options.details;
    this.headers = options.headers ?? {};
    this.extra = options.extra ?? {};
  }
}

/** One problem of a request: `field` is the path joined by ` -> `, e.g. `body -> grade`. */
export interface FieldProblem {
  field: string;
  message: string;
  type: string;
}

/* What a caller sent wrong a thousand times is not told him a thousand times: answers stay small. */
const MAX_PROBLEMS = 100;
const MAX_FIELD = 300;
const MAX_TEXT = 2000;

/** 400 with the first hundred problems: VAL_001 unless another code is named. */
export function invalidRequest(
  problems: readonly FieldProblem[],
  code: 'VAL_001' | 'VAL_002' | 'VAL_003' = 'VAL_001',
): AppError {
  const told = problems
    .slice(0, MAX_PROBLEMS)
    .map((problem) => ({ ...problem, field: shortened(problem.field, MAX_FIELD) }));
  const text = told.map((problem) => `${problem.field}: ${problem.message}`).join('; ');
  return new AppError(code, shortened(text, MAX_TEXT) || 'The request is not valid.', {
    details: { validation_errors: told },
  });
}

/** The beginning of a text, never with half a character at its end. */
function shortened(text: string, length: number): string {
  return text.slice(0, length).toWellFormed();
}
