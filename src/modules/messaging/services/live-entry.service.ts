import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { tokenScopeOf } from '../../../access/permissions.js';
import { scopesCover } from '../../../access/token-scope.js';
import { ENV, type Env } from '../../../platform/config/env.js';
import { AppError } from '../../../platform/http/app-error.js';
import { runInContext } from '../../../platform/http/request-context.js';
import { ConnectionAuthenticator } from '../../auth/services/connection-authenticator.js';

const ROW = 'ws.get';

/** Decides who may open a WebSocket; the same rules as for requests. */
@Injectable()
export class LiveEntryService {
  constructor(
    private readonly authenticator: ConnectionAuthenticator,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /** @throws AppError 401, 403 or 429 */
  async admit(request: IncomingMessage, token: string | null): Promise<Actor> {
    const context = {
      requestId: randomUUID(),
      ip: this.addressOf(request),
      userAgent: request.headers['user-agent'] ?? null,
      expectedVersion: null,
      actorId: null,
    };
    const source = { headers: request.headers, cookies: parseCookies(request.headers.cookie) };
    const actor = await runInContext(context, () => this.authenticator.authenticate(source, token));
    if (actor.passwordResetRequired) {
      throw new AppError('AUTHZ_006', 'The password of this account must be changed first.');
    }
    const scope = tokenScopeOf(ROW);
    if (actor.scopes !== null && !scopesCover(actor.scopes, scope, [])) {
      throw new AppError('AUTHZ_007', `The token lacks the scope ${scope}.`);
    }
    return actor;
  }

  private addressOf(request: IncomingMessage): string | null {
    const forwarded = this.env.TRUST_PROXY ? String(request.headers['x-forwarded-for'] ?? '') : '';
    const [first = ''] = forwarded.split(',');
    return first.trim() || (request.socket.remoteAddress ?? null);
  }
}

function parseCookies(header = ''): Record<string, string> {
  const pairs = header.split(';').map((pair) => pair.trim().split('='));
  return Object.fromEntries(pairs.map(([name = '', ...value]) => [name, value.join('=')]));
}
