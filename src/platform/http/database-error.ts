import { AppError } from './app-error.js';

interface PostgresError {
  code: string;
  constraint?: string;
}

/* Input that PostgreSQL refuses although it passed the schemas: text, numbers, dates, paths (reliability 29). */
const BAD_INPUT = new Set([
  '22021',
  '22P05',
  '22P02',
  '22003',
  '22007',
  '22008',
  '22001',
  '23502',
  '23514',
  '54001',
  '54000',
]);
const STILL_USED = new Set(['23503', '23001']);
const BUSY = new Set(['40001', '40P01', '55P03', '57014']);
const SQLSTATE = /^[0-9A-Z]{5}$/;
const UNAVAILABLE = /^(08|57P|53)/;
const NETWORK = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND']);

function postgresError(exception: unknown): PostgresError | null {
  if (!(exception instanceof Error)) return null;
  const carrier = exception as { code?: unknown; driverError?: unknown };
  if (carrier.driverError instanceof Error) return postgresError(carrier.driverError);
  return typeof carrier.code === 'string' ? (exception as unknown as PostgresError) : null;
}

/** True when `exception` is the violation of the named constraint or unique index. */
export function violates(exception: unknown, constraint: string): boolean {
  return postgresError(exception)?.constraint === constraint;
}

/** True when `exception` says that other rows still refer to the row, or that a row referred to is missing. */
export function isStillReferredTo(exception: unknown): boolean {
  return STILL_USED.has(postgresError(exception)?.code ?? '');
}

/** Errors of the connection itself, before PostgreSQL could say anything. */
function isUnreachable(exception: unknown, code: string | undefined): boolean {
  const lost =
    exception instanceof Error &&
    /timeout exceeded when trying to connect|Connection terminated/.test(exception.message);
  return (
    lost || (code !== undefined && (NETWORK.has(code) || (SQLSTATE.test(code) && UNAVAILABLE.test(code))))
  );
}

/** The answer to an error of the database that no service translated, or null when it is not one. */
export function fromDatabaseError(exception: unknown): AppError | null {
  const code = postgresError(exception)?.code;
  if (isUnreachable(exception, code)) {
    return new AppError('DB_001', 'The database is not available.', {
      headers: { 'retry-after': '2' },
      cause: exception,
    });
  }
  if (code === undefined || !SQLSTATE.test(code)) return null;
  if (BAD_INPUT.has(code))
    return new AppError('VAL_001', 'A value of the request cannot be stored.', { cause: exception });
  if (code === '23505')
    return new AppError('CONFLICT_001', 'Such a row exists already.', { cause: exception });
  if (STILL_USED.has(code)) {
    return new AppError('CONFLICT_003', 'Something else still refers to this row.', { cause: exception });
  }
  if (BUSY.has(code)) {
    const text = 'The database was too busy; nothing was changed.';
    return new AppError('DB_001', text, { headers: { 'retry-after': '1' }, cause: exception });
  }
  return new AppError('DB_002', 'The database refused the operation.', { cause: exception });
}
