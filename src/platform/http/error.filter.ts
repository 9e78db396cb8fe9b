import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from './app-error.js';
import { fromDatabaseError } from './database-error.js';
import { toErrorBody } from './error-body.js';
import type { ErrorCode } from './error-codes.js';
import { fromStorageError } from './storage-error.js';
import { allowedMethods } from './route-list.js';

/** Makes every failure the one error shape; whatever is not foreseen is a 500 that tells nothing but its request id. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    sendError(request, reply, this.understand(exception, request));
  }

  /** The failure as the one kind of error; what is wrong on our side is logged. */
  protected understand(exception: unknown, request: FastifyRequest): AppError {
    const error = this.translate(exception, request);
    if (error.status >= 500 && error.code !== 'MAINT_001') {
      this.logger.error(
        `${request.method} ${request.routeOptions?.url ?? ''} ${request.id}: ${describe(exception)}`,
      );
    }
    return error;
  }

  private translate(exception: unknown, request: FastifyRequest): AppError {
    if (exception instanceof AppError) return exception;
    const database = fromDatabaseError(exception);
    if (database !== null) return database;
    const storage = fromStorageError(exception);
    if (storage !== null) return storage;
    if (isRefusedByFastify(exception)) return fromFastify(exception);
    if (exception instanceof HttpException) return fromNest(exception, request);
    return new AppError('INT_001', 'Something went wrong on our side; nothing was changed.', {
      cause: exception,
    });
  }
}

/** Writes an error answer; used by the filter and by the hooks that run before any route. */
export function sendError(request: FastifyRequest, reply: FastifyReply, error: AppError): void {
  const accept = request.headers.accept ?? '';
  const type = accept === 'application/problem+json' ? accept : 'application/json';
  if (error.status === 401 && reply.getHeader('www-authenticate') === undefined) {
    void reply.header('www-authenticate', 'Bearer');
  }
  void reply
    .status(error.status)
    .headers(error.headers)
    .header('content-type', `${type}; charset=utf-8`)
    .send(JSON.stringify(toErrorBody(error, request.id)));
}

interface FastifyRefusal extends Error {
  code: string;
  statusCode?: number;
}

function isRefusedByFastify(exception: unknown): exception is FastifyRefusal {
  return (
    exception instanceof Error && /^FST_|^CTP_/.test(String((exception as { code?: unknown }).code ?? ''))
  );
}

function fromFastify(error: FastifyRefusal): AppError {
  if (error.statusCode === 413)
    return new AppError('VAL_005', 'The request is larger than this endpoint accepts.');
  if (error.statusCode === 415 || error.statusCode === 406) {
    return new AppError('VAL_006', 'This endpoint does not accept that media type.');
  }
  return new AppError('VAL_001', 'The request could not be read.', {
    details: { validation_errors: [{ field: 'body', message: error.message, type: 'unreadable' }] },
  });
}

const BY_STATUS: Record<number, ErrorCode> = {
  400: 'VAL_001',
  401: 'AUTH_001',
  403: 'AUTHZ_001',
  413: 'VAL_005',
  415: 'VAL_006',
};

function fromNest(exception: HttpException, request: FastifyRequest): AppError {
  const status = exception.getStatus();
  if (status === 404) {
    const methods = allowedMethods(request.url);
    if (methods.length > 0) {
      return new AppError('NF_005', `${request.method} is not possible here.`, {
        headers: { allow: methods.join(', ') },
      });
    }
    return new AppError('NF_004', 'There is no such endpoint.');
  }
  return new AppError(BY_STATUS[status] ?? 'INT_001', exception.message);
}

function describe(exception: unknown): string {
  if (!(exception instanceof Error)) return String(exception);
  const cause = exception.cause instanceof Error ? `; cause: ${exception.cause.stack}` : '';
  return `${exception.stack ?? exception.message}${cause}`;
}
