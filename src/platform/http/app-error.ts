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

/** 400 VAL_001 with the list of problems. */
export function invalidRequest(problems: readonly FieldProblem[]): AppError {
  const text = problems.map((problem) => `${problem.field}: ${problem.message}`).join('; ');
  return new AppError('VAL_001', text.slice(0, 2000) || 'The request is not valid.', {
    details: { validation_errors: problems },
  });
}
