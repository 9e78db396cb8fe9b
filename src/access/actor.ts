import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

export type Credential = 'session' | 'api-token' | 'basic';

/** Who is calling and what he holds apart from rights on single rows, read anew for every request. */
export interface ActorFacts {
  userId: string;
  username: string;
  isAdmin: boolean;
  /** Service of a service account, else null. */
  serviceId: string | null;
  isService: boolean;
  roles: ReadonlySet<string>;
  claims: ReadonlySet<string>;
  /** Scopes that narrow the rights; null: all rights of the owner. */
  scopes: readonly string[] | null;
  credential: Credential;
  sessionId: string | null;
  /** Id of the API token used, else null. */
  tokenId: string | null;
  passwordResetRequired: boolean;
  /** Highest course role level in any course, 0..5. */
  highestCourseLevel: number;
  /** Highest scoped role level in any organization or family, 0..3. */
  highestScopedLevel: number;
}

/** The caller of a request. */
export class Actor implements ActorFacts {
  readonly userId!: string;
  readonly username!: string;
  readonly isAdmin!: boolean;
  readonly serviceId!: string | null;
  readonly isService!: boolean;
  readonly roles!: ReadonlySet<string>;
  readonly claims!: ReadonlySet<string>;
  readonly scopes!: readonly string[] | null;
  readonly credential!: Credential;
  readonly sessionId!: string | null;
  readonly tokenId!: string | null;
  readonly passwordResetRequired!: boolean;
  readonly highestCourseLevel!: number;
  readonly highestScopedLevel!: number;

  constructor(facts: ActorFacts) {
    Object.assign(this, facts);
  }

  /** True for an administrator and for holders of the general claim `resource:action` (or `resource:*`). */
  holds(claim: string): boolean {
    return this.isAdmin || this.claims.has(claim) || this.claims.has(`${claim.split(':', 1)[0]}:*`);
  }

  /** True when every claim of a role is among his own, the condition for granting it. */
  holdsAll(claims: readonly string[]): boolean {
    return claims.every((claim) => this.holds(claim));
  }
}

export type RequestWithActor = FastifyRequest & { actor?: Actor | null };

/** The caller, as a parameter of a controller method. */
export const Caller = createParamDecorator((_data: unknown, context: ExecutionContext): Actor | null => {
  return context.switchToHttp().getRequest<RequestWithActor>().actor ?? null;
});
