import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Actor, RequestWithActor } from '../../../access/actor.js';
import { AccessRepository } from '../../../access/access.repository.js';
import { ALLOW } from '../../../access/allow.decorator.js';
import { ENV, type Env } from '../../../platform/config/env.js';
import { AppError } from '../../../platform/http/app-error.js';
import { currentContext } from '../../../platform/http/request-context.js';
import { authErrors } from '../auth.errors.js';
import { ApiTokenAuthenticator } from './api-token-authenticator.js';
import { type PresentedCredential, presentedCredential } from './credential.js';
import { JwtPassportGuard } from './jwt-passport.guard.js';
import type { RequestWithAccessToken } from './jwt.strategy.js';
import { LoginService } from './login.service.js';
import { isForeignOrigin } from './origin.js';

type AuthenticatedRequest = RequestWithActor & RequestWithAccessToken & { user?: Actor };

/** Finds out who is calling. Public routes are served without a caller when the credential is bad. */
@Injectable()
export class AuthenticationGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly jwtGuard: JwtPassportGuard,
    private readonly apiTokens: ApiTokenAuthenticator,
    private readonly login: LoginService,
    private readonly access: AccessRepository,
    @Inject(ENV) private readonly env: Env,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const isPublic = this.reflector.get(ALLOW, context.getHandler()) === 'public';
    try {
      request.actor = await this.identify(presentedCredential(request), request, context);
    } catch (error) {
      if (!isPublic || !(error instanceof AppError)) throw error;
      request.actor = null;
    }
    const current = currentContext();
    if (current !== null) current.actorId = request.actor?.userId ?? null;
    return true;
  }

  private async identify(
    credential: PresentedCredential,
    request: AuthenticatedRequest,
    context: ExecutionContext,
  ): Promise<Actor | null> {
    switch (credential.kind) {
      case 'none':
        return null;
      case 'api-token':
        return this.apiTokens.authenticate(credential.token);
      case 'basic':
        return this.basic(credential.username, credential.password);
      case 'access-token':
        request.accessToken = credential.token;
        await this.jwtGuard.canActivate(context);
        if (credential.cookie && isForeignOrigin(request, this.env)) throw authErrors.originRefused();
        return request.user ?? null;
      default:
        throw authErrors.headerUnreadable();
    }
  }

  private async basic(username: string, password: string): Promise<Actor> {
    const userId = await this.login.verify(username, password);
    const facts = { credential: 'basic', sessionId: null, tokenId: null, scopes: null } as const;
    const actor = await this.access.findActor(userId, facts);
    if (actor === null) throw authErrors.wrongCredentials();
    return actor;
  }
}
