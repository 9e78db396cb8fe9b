import { applyDecorators, SetMetadata, UseGuards } from '@nestjs/common';
import { RATE_LIMIT, type RateLimit, RateLimitGuard } from './rate-limit.guard.js';

/** At most so many calls of the route per user and window, over all servers; more are answered 429. */
export function RateLimited(limit: RateLimit): MethodDecorator {
  return applyDecorators(SetMetadata(RATE_LIMIT, limit), UseGuards(RateLimitGuard));
}
