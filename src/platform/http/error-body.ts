import { ERROR_CODES } from './error-codes.js';
import type { AppError } from './app-error.js';

/** The one shape of every error answer (contract 00, section 6). */
export function toErrorBody(error: AppError, requestId: string): Record<string, unknown> {
  return {
    type: `urn:lectern:error:${error.code}`,
    title: ERROR_CODES[error.code][1],
    status: error.status,
    detail: error.message,
    message: error.message,
    error_code: error.code,
    ...(error.details === undefined ? {} : { details: error.details }),
    request_id: requestId,
    ...error.extra,
  };
}
