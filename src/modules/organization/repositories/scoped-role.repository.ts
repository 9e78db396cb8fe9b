import { Injectable } from '@nestjs/common';
import sql, { raw } from 'sql-template-tag';
import { containsText, equals, listPage } from '../../../platform/database/listing.js';
import { Transaction } from '../../../platform/database/transaction.js';
import type { MemberScope } from '../schemas/scoped-member.schema.js';
import { type ScopedRoleQuery, type ScopedRoleRow, toScopedRole } from '../schemas/scoped-role.schema.js';

/** The roles people can have in organizations and families; lowest first. */
@Injectable()
export class ScopedRoleRepository {
  constructor(private readonly tx: Transaction) {}

  async list(scope: MemberScope, query: ScopedRoleQuery) {
    return listPage<ScopedRoleRow, ReturnType<typeof toScopedRole>>(
      this.tx,
      {
        select: sql`SELECT r.* FROM ${raw(`organization.${scope}_roles`)} r`,
        where: [
          ...equals('r.id', query.id),
          ...equals('r.title', query.title),
          ...containsText('r.description', query.description),
          ...equals('r.builtin', query.builtin),
        ],
        order: sql`r.hierarchy_level`,
        tieBreak: sql`r.id`,
        paging: query,
      },
      toScopedRole,
    );
  }

  async find(scope: MemberScope, id: string): Promise<ScopedRoleRow | null> {
    return this.tx.row<ScopedRoleRow>(
      sql`SELECT r.* FROM ${raw(`organization.${scope}_roles`)} r WHERE r.id = ${id}`,
    );
  }
}
