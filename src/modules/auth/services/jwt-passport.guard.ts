import { Injectable } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { AppError } from '../../../platform/http/app-error.js';
import { authErrors } from '../auth.errors.js';
import { JwtStrategy } from './jwt.strategy.js';

/**
 * Runs the strategy of its own application and speaks the contract's errors. By its name passport would find the one
 * that was made last in the process, with the signing key of another server.
 */
@Injectable()
export class JwtPassportGuard extends AuthGuard() {
  constructor(strategy: JwtStrategy) {
    super({
      // Passport writes the callbacks of a request on the object that it is given, so every request gets its own.
      get defaultStrategy() {
        return Object.create(strategy) as string;
      },
    });
  }

  /** Forged and malformed tokens are all one AUTH_002; expired ones and ended sessions are AUTH_003. */
  override handleRequest<TUser>(error: unknown, actor: TUser | false, info: unknown): TUser {
    if (error) throw error;
    if (actor) return actor;
    const forged = info instanceof Error && info.name !== 'TokenExpiredError';
    throw forged ? new AppError('AUTH_002', 'The access token is not valid.') : authErrors.sessionEnded();
  }
}
