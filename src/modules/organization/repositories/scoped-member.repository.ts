import { Injectable } from '@nestjs/common';
import sql, { raw, type Sql } from 'sql-template-tag';
import { uuidv7 } from 'uuidv7';
import type { Actor } from '../../../access/actor.js';
import { SCOPE_OWNER } from '../../../access/roles.js';
import {
  visibleCourseFamilyMembers,
  visibleOrganizationMembers,
} from '../../../access/visibility/scoped-members.js';
import { assignments } from '../../../platform/database/changes.js';
import { equals, listPage } from '../../../platform/database/listing.js';
import { Transaction } from '../../../platform/database/transaction.js';
import type {
  MemberScope,
  ScopedMemberCreate,
  ScopedMemberQuery,
  ScopedMemberRow,
  ScopedMemberUpdate,
} from '../schemas/scoped-member.schema.js';

const SCOPE_TABLES: Record<MemberScope, string> = {
  organization: 'organization.organizations',
  course_family: 'organization.course_families',
};

/** Who holds which role in an organization or family. */
@Injectable()
export class ScopedMemberRepository {
  constructor(private readonly tx: Transaction) {}

  async listVisible<View>(
    scope: MemberScope,
    actor: Actor,
    query: ScopedMemberQuery,
    toView: (row: ScopedMemberRow) => View,
  ) {
    return listPage<ScopedMemberRow, View>(
      this.tx,
      {
        select: sql`${this.columns(scope)} FROM ${this.table(scope)} m`,
        where: [
          this.visible(scope, actor),
          ...equals('m.id', query.id),
          ...equals('m.user_id', query.user_id),
          ...equals(`m.${scope}_id`, query.scope_id),
          ...equals(`m.${scope}_role_id`, query.role_id),
        ],
        order: sql`m.created_at`,
        tieBreak: sql`m.id`,
        paging: query,
      },
      toView,
    );
  }

  /** The row with the account, or null when there is none for the actor. */
  async findVisible(scope: MemberScope, actor: Actor, id: string): Promise<ScopedMemberRow | null> {
    return this.tx.row<ScopedMemberRow>(sql`
      ${this.columns(scope)}, to_jsonb(u) - 'password_hash' AS "user"
      FROM ${this.table(scope)} m JOIN auth.users u ON u.id = m.user_id
      WHERE m.id = ${id} AND ${this.visible(scope, actor)}`);
  }

  /** The row, with its whole scope locked until the end of the transaction: owners are counted before they go. */
  async lock(scope: MemberScope, id: string): Promise<ScopedMemberRow | null> {
    await this.tx.execute(sql`
      SELECT s.id FROM ${raw(SCOPE_TABLES[scope])} s
      WHERE s.id = (SELECT m.${raw(`${scope}_id`)} FROM ${this.table(scope)} m WHERE m.id = ${id})
      FOR NO KEY UPDATE`);
    return this.tx.row<ScopedMemberRow>(
      sql`${this.columns(scope)} FROM ${this.table(scope)} m WHERE m.id = ${id} FOR UPDATE`,
    );
  }

  async countOwners(scope: MemberScope, scopeId: string): Promise<number> {
    const found = await this.tx.row<{ owners: number }>(sql`
      SELECT count(*)::int AS owners FROM ${this.table(scope)} m
      WHERE m.${raw(`${scope}_id`)} = ${scopeId} AND m.${raw(`${scope}_role_id`)} = ${SCOPE_OWNER}`);
    return found?.owners ?? 0;
  }

  async insert(scope: MemberScope, input: ScopedMemberCreate): Promise<string> {
    const id = uuidv7();
    await this.tx.execute(sql`
      INSERT INTO ${this.table(scope)} (id, user_id, ${raw(`${scope}_id, ${scope}_role_id`)}, properties)
      VALUES (${id}, ${input.user_id}, ${input.scope_id}, ${input.role_id}, ${JSON.stringify(input.properties)})`);
    return id;
  }

  async update(scope: MemberScope, id: string, changes: ScopedMemberUpdate): Promise<void> {
    const set = assignments([`${scope}_role_id`, 'properties'], {
      [`${scope}_role_id`]: changes.role_id,
      properties: changes.properties ?? undefined,
    });
    if (set !== null) await this.tx.execute(sql`UPDATE ${this.table(scope)} SET ${set} WHERE id = ${id}`);
  }

  async delete(scope: MemberScope, id: string): Promise<void> {
    await this.tx.execute(sql`DELETE FROM ${this.table(scope)} WHERE id = ${id}`);
  }

  private table(scope: MemberScope): Sql {
    return raw(`organization.${scope}_members`);
  }

  private columns(scope: MemberScope): Sql {
    return sql`SELECT m.id, m.user_id, m.properties, m.version, m.created_at, m.updated_at, m.created_by, m.updated_by,
                      ${raw(`m.${scope}_id AS scope_id, m.${scope}_role_id AS role_id`)}`;
  }

  private visible(scope: MemberScope, actor: Actor): Sql {
    return scope === 'organization' ? visibleOrganizationMembers(actor) : visibleCourseFamilyMembers(actor);
  }
}
