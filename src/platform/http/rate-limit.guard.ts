import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { type RateLimiterAbstract, RateLimiterRes } from 'rate-limiter-flexible';
import { ENV, type Env } from '../config/env.js';
import { AppError } from './app-error.js';
import type { ErrorCode } from './error-codes.js';
import { IdempotencyKeys, keyedCall } from './idempotency-keys.js';
import { RateLimits } from './rate-limits.js';
import { currentContext } from './request-context.js';

/** Names the counter; routes with one name share it. */
export type RateLimit = 'uploads' | 'tests';

/** A fixed window per user. */
interface Window {
  calls: number;
  seconds: number;
  code: Extract<ErrorCode, 'RATE_001' | 'RATE_003'>;
}

export const RATE_LIMIT = 'lectern:rate-limit';

/** Counts calls of `@RateLimited` routes; a guard, so that it never waits for a connection inside a transaction. */
@Injectable()
export class RateLimitGuard implements CanActivate {
  private readonly windows: Readonly<Record<RateLimit, Window>>;
  private readonly limiters = new Map<RateLimit, RateLimiterAbstract>();

  constructor(
    private readonly reflector: Reflector,
    private readonly limits: RateLimits,
    private readonly keys: IdempotencyKeys,
    @Inject(ENV) private readonly env: Env,
  ) {
    this.windows = {
      uploads: { calls: env.UPLOADS_PER_MINUTE, seconds: 60, code: 'RATE_001' },
      tests: { calls: env.TESTS_PER_SECOND, seconds: 1, code: 'RATE_003' },
    };
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const limit = this.reflector.get<RateLimit>(RATE_LIMIT, context.getHandler());
    const caller = currentContext()?.actorId;
    if (!this.env.RATE_LIMITS || caller == null) return true;
    if (await this.isRepeated(context.switchToHttp().getRequest<FastifyRequest>())) return true;
    try {
      await this.limiter(limit).consume(caller);
      return true;
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      const { calls, seconds, code } = this.windows[limit];
      const wait = Math.max(1, Math.ceil(refused.msBeforeNext / 1000));
      throw new AppError(code, `At most ${calls} such requests in ${seconds} s.`, {
        headers: { 'retry-after': String(wait) },
      });
    }
  }

  /** Who asks again for an answer that was lost gets it, and starts nothing that would have to be limited. */
  private async isRepeated(request: FastifyRequest): Promise<boolean> {
    const key = request.headers['idempotency-key'];
    return typeof key === 'string' && this.keys.hasAnswer(keyedCall(request, key));
  }

  private limiter(limit: RateLimit): RateLimiterAbstract {
    let limiter = this.limiters.get(limit);
    if (limiter === undefined) {
      const { calls, seconds } = this.windows[limit];
      limiter = this.limits.limiter(limit, calls, seconds);
      this.limiters.set(limit, limiter);
    }
    return limiter;
  }
}
