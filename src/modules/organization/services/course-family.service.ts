import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { SCOPE_OWNER } from '../../../access/roles.js';
import { ENV, type Env } from '../../../platform/config/env.js';
import { changedProperties } from '../../../platform/database/changes.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { assertExpectedVersion } from '../../../platform/http/row-version.js';
import { organizationErrors } from '../organization.errors.js';
import { CourseFamilyRepository } from '../repositories/course-family.repository.js';
import { ScopedMemberRepository } from '../repositories/scoped-member.repository.js';
import {
  type CourseFamilyCreate,
  type CourseFamilyQuery,
  type CourseFamilyUpdate,
  toCourseFamilyGet,
} from '../schemas/course-family.schema.js';
import { withoutGit } from '../schemas/git-info.schema.js';

/** The rules of course families. */
@Injectable()
export class CourseFamilyService {
  constructor(
    private readonly tx: Transaction,
    private readonly families: CourseFamilyRepository,
    private readonly members: ScopedMemberRepository,
    @Inject(ENV) private readonly env: Env,
  ) {}

  list(actor: Actor, query: CourseFamilyQuery) {
    return this.families.listVisible(actor, query);
  }

  /** 404 NF_001 when there is none for the actor. */
  async get(actor: Actor, id: string) {
    const row = await this.families.findVisible(actor, id);
    if (row === null) throw organizationErrors.courseFamilyNotFound();
    return toCourseFamilyGet(row, this.env.PUBLIC_URL);
  }

  /** The creator becomes its owner. */
  async create(actor: Actor, input: CourseFamilyCreate) {
    return this.tx.run(async () => {
      const id = await this.families.insert({ ...input, properties: withoutGit(input.properties) });
      await this.members.insert('course_family', {
        user_id: actor.userId,
        scope_id: id,
        role_id: SCOPE_OWNER,
        properties: {},
      });
      return this.get(actor, id);
    });
  }

  /** A family stays in its organization; naming another one is a 400. */
  async update(actor: Actor, id: string, changes: CourseFamilyUpdate) {
    return this.tx.run(async () => {
      const current = await this.families.lock(id);
      if (current === null) throw organizationErrors.courseFamilyNotFound();
      assertExpectedVersion(current.version);
      if (changes.organization_id !== undefined && changes.organization_id !== current.organization_id)
        throw organizationErrors.familyStaysInItsOrganization();
      const properties = changedProperties(
        current.properties,
        changes.properties && withoutGit(changes.properties),
      );
      await this.families.update(id, { ...changes, properties });
      return this.get(actor, id);
    });
  }
}
