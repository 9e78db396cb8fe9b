import { Injectable } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { AppError } from '../../../platform/http/app-error.js';
import { authErrors } from '../auth.errors.js';

/** Runs the passport strategy `jwt` and speaks the contract's errors. */
@Injectable()
export class JwtPassportGuard extends AuthGuard('jwt') {
  /** Forged and malformed tokens are all one AUTH_002; expired ones and ended sessions are AUTH_003. */
  override handleRequest<TUser>(error: unknown, actor: TUser | false, info: unknown): TUser {
    if (error) throw error;
    if (actor) return actor;
    const forged = info instanceof Error && info.name !== 'TokenExpiredError';
    throw forged ? new AppError('AUTH_002', 'The access token is not valid.') : authErrors.sessionEnded();
  }
}
