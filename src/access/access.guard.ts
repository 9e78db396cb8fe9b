import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AppError, invalidRequest } from '../platform/http/app-error.js';
import type { Actor, RequestWithActor } from './actor.js';
import { AccessRepository } from './access.repository.js';
import { ALLOW } from './allow.decorator.js';
import { decide } from './decide.js';
import { type Action, permissionOf, tokenScopeOf } from './permissions.js';
import type { Permission, Standing, SubjectReference } from './rule.js';
import { SUBJECTS } from './subjects.js';
import { scopesCover } from './token-scope.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Refuses whatever the permission table does not allow; a route that names no row is refused too. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly access: AccessRepository,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const action = this.reflector.get<Action | 'public' | undefined>(ALLOW, context.getHandler());
    if (action === 'public') return true;
    if (action === undefined) throw new AppError('AUTHZ_001', 'This route is not in the permission table.');
    const request = context.switchToHttp().getRequest<RequestWithActor>();
    const actor = request.actor;
    if (actor == null) throw new AppError('AUTH_001', 'Please sign in.');
    const permission = permissionOf(action);
    refuseRestrictedCredential(actor, action, permission, request);
    const standing = await this.standing(permission.subject, request, actor);
    const refusal = decide(permission, actor, standing);
    if (refusal !== null) throw refusal;
    return true;
  }

  private async standing(
    reference: SubjectReference | null,
    request: RequestWithActor,
    actor: Actor,
  ): Promise<Standing | null> {
    if (reference === null) return null;
    const id = readSubjectId(reference, request);
    if (id === null) return null;
    const standing = await this.access.findStanding(reference.kind, id, actor);
    if (standing === null) {
      const { missing, noun } = SUBJECTS[reference.kind];
      throw new AppError(missing, `There is no such ${noun}.`);
    }
    return standing;
  }
}

function refuseRestrictedCredential(
  actor: Actor,
  action: Action,
  permission: Permission,
  request: RequestWithActor,
): void {
  if (actor.passwordResetRequired && !permission.duringPasswordReset) {
    throw new AppError('AUTHZ_006', 'The password of this account must be changed first.');
  }
  if (actor.scopes === null) return;
  const ids = Object.values((request.params ?? {}) as Record<string, string>);
  if (!scopesCover(actor.scopes, tokenScopeOf(action), ids)) {
    throw new AppError('AUTHZ_007', `The token lacks the scope ${tokenScopeOf(action)}.`);
  }
}

/** The id that the request names; null where it may be left out and was. */
function readSubjectId(reference: SubjectReference, request: RequestWithActor): string | null {
  const source = (request[reference.in] ?? {}) as Record<string, unknown>;
  const value = source[reference.key];
  const place = reference.in === 'params' ? 'path' : reference.in;
  const field = `${place} -> ${reference.key}`;
  if (value === undefined || value === null) {
    if (reference.optional) return null;
    if (reference.in === 'query') throw new AppError('VAL_002', `Missing: ${field}`);
    throw invalidRequest([{ field, message: 'This field is required.', type: 'missing' }]);
  }
  if (typeof value !== 'string' || !UUID.test(value)) {
    if (reference.in === 'body')
      throw invalidRequest([{ field, message: 'must be a UUID', type: 'invalid_format' }]);
    throw new AppError('VAL_003', `${field}: must be a UUID`);
  }
  return value.toLowerCase();
}
