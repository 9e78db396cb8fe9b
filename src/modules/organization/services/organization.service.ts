import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { SCOPE_OWNER } from '../../../access/roles.js';
import { ENV, type Env } from '../../../platform/config/env.js';
import { changedProperties } from '../../../platform/database/changes.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { violates } from '../../../platform/http/database-error.js';
import { invalidRequest } from '../../../platform/http/app-error.js';
import { assertExpectedVersion } from '../../../platform/http/row-version.js';
import { organizationErrors } from '../organization.errors.js';
import { OrganizationRepository } from '../repositories/organization.repository.js';
import { ScopedMemberRepository } from '../repositories/scoped-member.repository.js';
import { withoutGit } from '../schemas/git-info.schema.js';
import {
  fitsItsType,
  type OrganizationCreate,
  type OrganizationQuery,
  type OrganizationUpdate,
  toOrganizationGet,
} from '../schemas/organization.schema.js';

/** The rules of organizations. */
@Injectable()
export class OrganizationService {
  constructor(
    private readonly tx: Transaction,
    private readonly organizations: OrganizationRepository,
    private readonly members: ScopedMemberRepository,
    @Inject(ENV) private readonly env: Env,
  ) {}

  list(actor: Actor, query: OrganizationQuery) {
    return this.organizations.listVisible(actor, query);
  }

  /** 404 NF_001 when there is none for the actor. */
  async get(actor: Actor, id: string) {
    const row = await this.organizations.findVisible(actor, id);
    if (row === null) throw organizationErrors.organizationNotFound();
    return toOrganizationGet(row, this.env.PUBLIC_URL);
  }

  /** The creator becomes its owner. */
  async create(actor: Actor, input: OrganizationCreate) {
    return this.tx.run(async () => {
      const id = await this.organizations
        .insert({ ...input, properties: withoutGit(input.properties) })
        .catch(explainUnknownUser);
      await this.members.insert('organization', {
        user_id: actor.userId,
        scope_id: id,
        role_id: SCOPE_OWNER,
        properties: {},
      });
      return this.get(actor, id);
    });
  }

  async update(actor: Actor, id: string, changes: OrganizationUpdate) {
    return this.tx.run(async () => {
      const current = await this.organizations.lock(id);
      if (current === null) throw organizationErrors.organizationNotFound();
      assertExpectedVersion(current.version);
      if (!fitsItsType({ ...current, ...changes })) {
        throw invalidRequest([
          { field: 'body -> title', message: 'does not fit the organization_type', type: 'custom' },
        ]);
      }
      const properties = changedProperties(
        current.properties,
        changes.properties && withoutGit(changes.properties),
      );
      await this.organizations.update(id, { ...changes, properties }).catch(explainUnknownUser);
      return this.get(actor, id);
    });
  }
}

/** 404 NF_002 where the database says that `user_id` names nobody. */
function explainUnknownUser(error: unknown): never {
  throw violates(error, 'organizations_user_id_fkey') ? organizationErrors.userNotFound() : error;
}
