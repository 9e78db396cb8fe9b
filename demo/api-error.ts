import { z } from 'zod';

const Body = z.object({
  error_code: z.string().catch('no code'),
  detail: z.string().catch('no detail'),
  request_id: z.string().optional().catch(undefined),
  details: z.unknown().optional(),
});

/** A call that the server refused; the message names method, path, status, error_code and detail. */
export class ApiError extends Error {
  readonly status: number;
  readonly errorCode: string;

  constructor(method: string, path: string, status: number, body: unknown) {
    const { error_code, detail, request_id, details } = Body.catch({
      error_code: 'no code',
      detail: typeof body === 'string' ? body.slice(0, 300) : 'no error object in the answer',
      details: undefined,
    }).parse(body);
    const more = details === undefined ? '' : ` ${JSON.stringify(details).slice(0, 600)}`;
    const request = request_id === undefined ? '' : ` (request ${request_id})`;
    super(`${method} ${path} answered ${status} ${error_code}: ${detail}${more}${request}`);
    this.name = 'ApiError';
    this.status = status;
    this.errorCode = error_code;
  }
}
