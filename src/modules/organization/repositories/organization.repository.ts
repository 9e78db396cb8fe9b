import { Injectable } from '@nestjs/common';
import sql, { raw } from 'sql-template-tag';
import { uuidv7 } from 'uuidv7';
import type { Actor } from '../../../access/actor.js';
import { visibleOrganizations } from '../../../access/visibility/organizations.js';
import { assignments } from '../../../platform/database/changes.js';
import { archivedIs, containsText, equals, listPage } from '../../../platform/database/listing.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { Organization } from '../entities/organization.entity.js';
import {
  type OrganizationCreate,
  type OrganizationListRow,
  type OrganizationQuery,
  type OrganizationRow,
  toOrganizationList,
} from '../schemas/organization.schema.js';

const CHANGEABLE = [
  'path',
  'organization_type',
  'title',
  'user_id',
  'description',
  'properties',
  'number',
  'email',
  'telephone',
  'fax_number',
  'url',
  'postal_code',
  'street_address',
  'locality',
  'region',
  'country',
] as const;

const EXACT = CHANGEABLE.filter(
  (column) => column !== 'description' && column !== 'properties' && column !== 'email',
);

/** Organizations: found through what the actor may see. */
@Injectable()
export class OrganizationRepository {
  constructor(private readonly tx: Transaction) {}

  async listVisible(actor: Actor, query: OrganizationQuery) {
    return listPage<OrganizationListRow, ReturnType<typeof toOrganizationList>>(
      this.tx,
      {
        select: sql`SELECT o.id, o.path, o.title, o.organization_type, o.user_id, o.email, o.archived_at,
                           o.created_at, o.updated_at FROM organization.organizations o`,
        where: [
          visibleOrganizations(actor),
          ...equals('o.id', query.id),
          ...EXACT.flatMap((column) => equals(`o.${column}`, query[column])),
          ...equals(
            'lower(o.email)',
            query.email?.map((email) => email.toLowerCase()),
          ),
          ...containsText('o.description', query.description),
          ...archivedIs('o.archived_at', query.archived),
        ],
        order: sql`o.created_at`,
        tieBreak: sql`o.id`,
        paging: query,
      },
      toOrganizationList,
    );
  }

  /** The row, archived or not, or null when there is none for the actor. */
  async findVisible(actor: Actor, id: string): Promise<OrganizationRow | null> {
    return this.tx.row<OrganizationRow>(
      sql`SELECT o.* FROM organization.organizations o WHERE o.id = ${id} AND ${visibleOrganizations(actor)}`,
    );
  }

  /** The row, locked until the end of the transaction. */
  async lock(id: string): Promise<OrganizationRow | null> {
    return this.tx.row<OrganizationRow>(
      sql`SELECT * FROM organization.organizations WHERE id = ${id} FOR UPDATE`,
    );
  }

  async insert(input: OrganizationCreate): Promise<string> {
    const id = uuidv7();
    const { organization_type, user_id, fax_number, postal_code, street_address, properties, ...same } =
      input;
    await this.tx.manager.insert(Organization, {
      ...same,
      id,
      organizationType: organization_type,
      userId: user_id ?? null,
      faxNumber: fax_number ?? null,
      postalCode: postal_code ?? null,
      streetAddress: street_address ?? null,
      properties: (properties ?? {}) as object,
    });
    return id;
  }

  async update(id: string, changes: Readonly<Record<string, unknown>>): Promise<void> {
    const set = assignments(CHANGEABLE, changes);
    if (set !== null)
      await this.tx.execute(sql`UPDATE ${raw('organization.organizations')} SET ${set} WHERE id = ${id}`);
  }
}
