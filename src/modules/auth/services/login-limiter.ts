import { Inject, Injectable } from '@nestjs/common';
import { RateLimiterAbstract } from 'rate-limiter-flexible';
import { ENV, type Env } from '../../../platform/config/env.js';
import { RateLimits } from '../../../platform/http/rate-limits.js';
import { authErrors } from '../auth.errors.js';

const MINUTE = 60;

/** Failed logins, counted over all servers: per account, address and minute; per address and minute; per account and hour. */
@Injectable()
export class LoginLimiter {
  private readonly limits: readonly {
    limiter: RateLimiterAbstract;
    key: (account: string, ip: string) => string;
  }[];

  constructor(
    limits: RateLimits,
    @Inject(ENV) private readonly env: Env,
  ) {
    this.limits = [
      {
        limiter: limits.limiter('login-account-ip', env.LOGIN_FAILURES_PER_MINUTE, MINUTE),
        key: (account, ip) => `${account} ${ip}`,
      },
      {
        limiter: limits.limiter('login-ip', env.LOGIN_FAILURES_PER_ADDRESS, MINUTE),
        key: (_account, ip) => ip,
      },
      {
        limiter: limits.limiter('login-account', env.LOGIN_FAILURES_PER_HOUR, 60 * MINUTE),
        key: (account) => account,
      },
    ];
  }

  /** Throws 429 RATE_002 when the account or the address has failed too often. */
  async assertFree(account: string, ip: string | null): Promise<void> {
    if (!this.env.RATE_LIMITS) return;
    for (const { limiter, key } of this.limits) {
      const state = await limiter.get(this.key(key(account, ip ?? '')));
      if (state !== null && state.consumedPoints >= limiter.points) throw authErrors.tooManyFailures();
    }
  }

  /** Counts one failure. */
  async countFailure(account: string, ip: string | null): Promise<void> {
    if (!this.env.RATE_LIMITS) return;
    for (const { limiter, key } of this.limits) await limiter.penalty(this.key(key(account, ip ?? '')), 1);
  }

  private key(text: string): string {
    return text.toLowerCase().slice(0, 200);
  }
}
