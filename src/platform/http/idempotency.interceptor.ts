import { createHash } from 'node:crypto';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { AppError } from './app-error.js';
import { formOf } from './form.decorator.js';
import { IdempotencyKeys, keyedCall } from './idempotency-keys.js';

const KEY = /^[\x21-\x7e]{1,255}$/;

/** Runs a route once per `Idempotency-Key`; without the header it does nothing. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(private readonly keys: IdempotencyKeys) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const key = request.headers['idempotency-key'];
    if (key === undefined) return next.handle();
    if (typeof key !== 'string' || !KEY.test(key)) {
      throw new AppError('VAL_003', 'Idempotency-Key: must be 1 to 255 visible ASCII characters');
    }
    return from(this.answer(key, request, http.getResponse<FastifyReply>(), next));
  }

  private async answer(key: string, request: FastifyRequest, reply: FastifyReply, next: CallHandler) {
    const call = { ...keyedCall(request, key), fingerprint: await fingerprintOf(request) };
    const answer = await this.keys.once(call, async () => ({
      body: (await lastValueFrom(next.handle(), { defaultValue: undefined })) as unknown,
      status: reply.statusCode,
    }));
    if (answer.replayed) void reply.status(answer.status).header('idempotency-replayed', 'true');
    return answer.body;
  }
}

/** sha256 over query and body; of a form, over its fields and the bytes of its file, whatever its boundary was. */
async function fingerprintOf(request: FastifyRequest): Promise<Buffer> {
  const hash = createHash('sha256').update(canonical(request.query));
  if (!request.isMultipart()) return hash.update(canonical(request.body)).digest();
  const { fields, file } = await formOf(request);
  hash.update(canonical(Object.fromEntries(fields)));
  if (file !== null)
    hash.update(canonical([file.field, file.name, file.content.length])).update(file.content);
  return hash.digest();
}

/** JSON with sorted keys, so that the order in which a client writes them does not matter. */
function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_key, item: unknown) =>
      typeof item === 'object' && item !== null && !Array.isArray(item)
        ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
        : item,
    ) ?? ''
  );
}
