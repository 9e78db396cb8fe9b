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

/** A fixed window per user. */
export interface RateLimit {
  /** Names the counter; routes with one name share it. */
  name: string;
  calls: number;
  seconds: number;
  code: Extract<ErrorCode, 'RATE_001' | 'RATE_003'>;
}

export const RATE_LIMIT = 'lectern:rate-limit';

/** Counts calls of `@RateLimited` routes; a guard, so that it never waits for a connection inside a transaction. */
@Injectable()
export class RateLimitGuard implements CanActivate {
  private readonly limiters = new Map<string, RateLimiterAbstract>();

  constructor(
    private readonly reflector: Reflector,
    private readonly limits: RateLimits,
    private readonly keys: IdempotencyKeys,
    @Inject(ENV) private readonly env: Env,
  ) {}

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
      const seconds = Math.max(1, Math.ceil(refused.msBeforeNext / 1000));
      throw new AppError(limit.code, `At most ${limit.calls} such requests in ${limit.seconds} s.`, {
        headers: { 'retry-after': String(seconds) },
      });
    }
  }

  /** Who asks again for an answer that was lost gets it, and starts nothing that would have to be limited. */
  private async isRepeated(request: FastifyRequest): Promise<boolean> {
    const key = request.headers['idempotency-key'];
    return typeof key === 'string' && this.keys.hasAnswer(keyedCall(request, key));
  }

  private limiter(limit: RateLimit): RateLimiterAbstract {
    let limiter = this.limiters.get(limit.name);
    if (limiter === undefined) {
      limiter = this.limits.limiter(limit.name, limit.calls, limit.seconds);
      this.limiters.set(limit.name, limiter);
    }
    return limiter;
  }
}
