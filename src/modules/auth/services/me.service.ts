import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { viewsInCourse, viewsOf } from '../../../access/views.js';
import { authErrors } from '../auth.errors.js';
import { MeRepository } from '../repositories/me.repository.js';
import { UserRepository } from '../repositories/user.repository.js';
import type { UserScopesView } from '../schemas/me.schema.js';
import { toUserGet } from '../schemas/user.schema.js';

/** What the caller is told about himself. */
@Injectable()
export class MeService {
  constructor(
    private readonly me: MeRepository,
    private readonly users: UserRepository,
  ) {}

  async get(actor: Actor) {
    const row = await this.users.findById(actor.userId);
    if (row === null) throw authErrors.userNotFound();
    return toUserGet(row);
  }

  /** Roles by scope; empty for administrators, who may everything. */
  async scopes(actor: Actor): Promise<UserScopesView> {
    const scopes: UserScopesView = {
      is_admin: actor.isAdmin,
      organization: {},
      course_family: {},
      course: {},
    };
    if (actor.isAdmin) return scopes;
    for (const held of await this.me.heldRoles(actor.userId))
      (scopes[held.scope][held.id] ??= []).push(held.role);
    return scopes;
  }

  views(actor: Actor): string[] {
    return viewsOf(actor);
  }

  async courseViews(actor: Actor, courseId: string): Promise<string[]> {
    return viewsInCourse(actor, await this.me.courseRole(actor.userId, courseId));
  }
}
