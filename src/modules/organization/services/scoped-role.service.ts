import { Injectable } from '@nestjs/common';
import { organizationErrors } from '../organization.errors.js';
import { ScopedRoleRepository } from '../repositories/scoped-role.repository.js';
import type { MemberScope } from '../schemas/scoped-member.schema.js';
import { type ScopedRoleQuery, toScopedRole } from '../schemas/scoped-role.schema.js';

/** Reads the roles of organizations and families. */
@Injectable()
export class ScopedRoleService {
  constructor(private readonly roles: ScopedRoleRepository) {}

  list(scope: MemberScope, query: ScopedRoleQuery) {
    return this.roles.list(scope, query);
  }

  async get(scope: MemberScope, id: string) {
    const row = await this.roles.find(scope, id);
    if (row === null) throw organizationErrors.roleNotFound();
    return toScopedRole(row);
  }
}
