import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { AppError, invalidRequest } from '../../../platform/http/app-error.js';
import { assertExpectedVersion } from '../../../platform/http/row-version.js';
import { authErrors } from '../auth.errors.js';
import { ApiTokenRepository } from '../repositories/api-token.repository.js';
import {
  type ApiTokenCreate,
  type ApiTokenQuery,
  toApiTokenCreateResponse,
} from '../schemas/api-token.schema.js';
import { AuditLog } from './audit-log.service.js';
import { hashToken, newApiToken } from './secret-token.js';

const PREFIX_LENGTH = 12;

export interface IssuedToken {
  userId: string;
  name: string;
  scopes?: readonly string[];
}

/** Making, listing and revoking API tokens. */
@Injectable()
export class ApiTokenService {
  constructor(
    private readonly tx: Transaction,
    private readonly tokens: ApiTokenRepository,
    private readonly audit: AuditLog,
  ) {}

  list(actor: Actor, query: ApiTokenQuery) {
    return this.tokens.listVisible(actor, query);
  }

  /** For oneself, or for a service user with the claim `api_token:create`. */
  async create(actor: Actor, input: ApiTokenCreate) {
    if (actor.scopes !== null) throw new AppError('AUTHZ_007', 'A token with scopes cannot make tokens.');
    if (input.expires_at != null && Date.parse(input.expires_at) <= Date.now()) {
      throw invalidRequest([{ field: 'body -> expires_at', message: 'must be in the future', type: 'past' }]);
    }
    const userId = input.user_id ?? actor.userId;
    await this.assertMayIssueFor(actor, userId);
    return this.tx.run(() => this.store({ ...input, user_id: userId }));
  }

  /** A token for the server's own use, e.g. of its worker. */
  async issue(token: IssuedToken): Promise<string> {
    const stored = await this.tx.run(() =>
      this.store({ name: token.name, user_id: token.userId, scopes: [...(token.scopes ?? [])] }),
    );
    return stored.token;
  }

  /** True when the text is a live token of the user. */
  async isLiveTokenOf(userId: string, token: string): Promise<boolean> {
    const found = await this.tokens.findUsable(hashToken(token));
    return found?.user_id === userId;
  }

  async revoke(id: string, reason: string | undefined): Promise<void> {
    await this.tx.run(async () => {
      const version = await this.tokens.lock(id);
      if (version === null) throw authErrors.tokenNotFound();
      assertExpectedVersion(version);
      await this.tokens.revoke(id, reason ?? null);
      await this.audit.record({ action: 'api_token.revoke', targetType: 'api_token', targetId: id });
    });
  }

  private async store(input: ApiTokenCreate & { user_id: string }) {
    const token = newApiToken();
    const row = await this.tokens.insert({
      userId: input.user_id,
      name: input.name,
      description: input.description ?? null,
      hash: hashToken(token),
      prefix: token.slice(0, PREFIX_LENGTH),
      scopes: input.scopes ?? [],
      expiresAt: input.expires_at ?? null,
      properties: input.properties ?? {},
    });
    if (row === null) throw authErrors.userNotFound();
    await this.audit.record({ action: 'api_token.create', targetType: 'api_token', targetId: row.id });
    return toApiTokenCreateResponse(row, token);
  }

  private async assertMayIssueFor(actor: Actor, userId: string): Promise<void> {
    if (userId === actor.userId) return;
    const isService = actor.holds('api_token:create') ? await this.tokens.isServiceUser(userId) : null;
    if (isService === null && actor.holds('api_token:create')) throw authErrors.userNotFound();
    if (!isService) throw new AppError('AUTHZ_001', 'Tokens can be made for oneself or for service users.');
  }
}
