import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { AccessRepository } from '../../../access/access.repository.js';
import { authErrors } from '../auth.errors.js';
import { ApiTokenRepository, type UsableToken } from '../repositories/api-token.repository.js';
import { hashToken, looksLikeApiToken } from './secret-token.js';

const FLUSH_MS = 2000;

/** Callers by API token. Uses are counted in memory and written every two seconds, not in every request. */
@Injectable()
export class ApiTokenAuthenticator implements OnApplicationShutdown {
  private readonly logger = new Logger('ApiTokens');
  private uses = new Map<string, number>();
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly tokens: ApiTokenRepository,
    private readonly access: AccessRepository,
  ) {}

  /** The owner with the scopes of the token; 401 AUTH_005 when unknown, expired, revoked or the owner is archived. */
  async authenticate(token: string): Promise<Actor> {
    if (!looksLikeApiToken(token)) throw authErrors.apiTokenInvalid();
    const actor = await this.ownerOf(await this.tokens.findUsable(hashToken(token)));
    if (actor?.tokenId == null) throw authErrors.apiTokenInvalid();
    this.count(actor.tokenId);
    return actor;
  }

  /** As `authenticate` for a token that was presented before; null instead of an error. */
  async again(tokenId: string): Promise<Actor | null> {
    return this.ownerOf(await this.tokens.findUsableById(tokenId));
  }

  private async ownerOf(token: UsableToken | null): Promise<Actor | null> {
    if (token === null) return null;
    const scopes = token.scopes.length > 0 ? token.scopes : null;
    const facts = { credential: 'api-token', sessionId: null, tokenId: token.id, scopes } as const;
    return this.access.findActor(token.user_id, facts);
  }

  private count(id: string): void {
    this.uses.set(id, (this.uses.get(id) ?? 0) + 1);
    this.timer ??= setTimeout(() => void this.flush(), FLUSH_MS).unref();
  }

  /** Writes the counted uses; a failure loses counts, never a request. */
  async flush(): Promise<void> {
    this.timer = null;
    const uses = [...this.uses].map(([id, count]) => ({ id, count }));
    this.uses = new Map();
    if (uses.length === 0) return;
    await this.tokens
      .recordUse(uses)
      .catch((error: unknown) =>
        this.logger.debug(`uses of ${uses.length} tokens were not recorded: ${String(error)}`),
      );
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.timer !== null) clearTimeout(this.timer);
    await this.flush();
  }
}
