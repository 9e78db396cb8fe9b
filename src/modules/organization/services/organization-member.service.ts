import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { ScopedMemberRepository } from '../repositories/scoped-member.repository.js';
import {
  fromOrganizationMemberCreate,
  fromOrganizationMemberQuery,
  fromOrganizationMemberUpdate,
  type OrganizationMemberCreate,
  type OrganizationMemberQuery,
  type OrganizationMemberUpdate,
  toOrganizationMemberGet,
  toOrganizationMemberList,
} from '../schemas/organization-member.schema.js';
import { ScopedMemberService } from './scoped-member.service.js';

/** Members of organizations; the rules are those of every scope ({@link ScopedMemberService}). */
@Injectable()
export class OrganizationMemberService {
  constructor(
    private readonly members: ScopedMemberRepository,
    private readonly rules: ScopedMemberService,
  ) {}

  list(actor: Actor, query: OrganizationMemberQuery) {
    return this.members.listVisible(
      'organization',
      actor,
      fromOrganizationMemberQuery(query),
      toOrganizationMemberList,
    );
  }

  async get(actor: Actor, id: string) {
    return toOrganizationMemberGet(await this.rules.get('organization', actor, id));
  }

  async create(actor: Actor, input: OrganizationMemberCreate) {
    return toOrganizationMemberGet(
      await this.rules.create('organization', actor, fromOrganizationMemberCreate(input)),
    );
  }

  async update(actor: Actor, id: string, changes: OrganizationMemberUpdate) {
    return toOrganizationMemberGet(
      await this.rules.update('organization', actor, id, fromOrganizationMemberUpdate(changes)),
    );
  }

  async remove(actor: Actor, id: string) {
    await this.rules.remove('organization', actor, id);
  }
}
