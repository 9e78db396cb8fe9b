import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../../access/actor.js';
import { ADMIN } from '../../../access/roles.js';
import { containsText, equals, listPage } from '../../../platform/database/listing.js';
import { Transaction } from '../../../platform/database/transaction.js';
import {
  type RoleQuery,
  type RoleRow,
  toRoleList,
  toUserRoleList,
  type UserRoleQuery,
  type UserRoleRow,
} from '../schemas/role.schema.js';

export interface RoleWithClaims {
  id: string;
  claims: string[];
}

/** Roles, their claims and who holds them. */
@Injectable()
export class RoleRepository {
  constructor(private readonly tx: Transaction) {}

  async list(query: RoleQuery) {
    return listPage<RoleRow, ReturnType<typeof toRoleList>>(
      this.tx,
      {
        select: sql`SELECT r.* FROM auth.roles r`,
        where: [
          ...equals('r.id', query.id),
          ...equals('r.title', query.title),
          ...containsText('r.description', query.description),
          ...equals('r.builtin', query.builtin),
        ],
        order: sql`r.created_at`,
        tieBreak: sql`r.id`,
        paging: query,
      },
      toRoleList,
    );
  }

  async find(id: string): Promise<RoleRow | null> {
    return this.tx.row<RoleRow>(sql`SELECT r.* FROM auth.roles r WHERE r.id = ${id}`);
  }

  async findWithClaims(id: string): Promise<RoleWithClaims | null> {
    return this.tx.row<RoleWithClaims>(sql`
      SELECT r.id, ARRAY(SELECT claim_value FROM auth.role_claims c WHERE c.role_id = r.id) AS claims
      FROM auth.roles r WHERE r.id = ${id}`);
  }

  /** The roles a user holds, with their claims. */
  async rolesOf(userId: string): Promise<RoleWithClaims[]> {
    return this.tx.rows<RoleWithClaims>(sql`
      SELECT u.role_id AS id, ARRAY(SELECT claim_value FROM auth.role_claims c WHERE c.role_id = u.role_id) AS claims
      FROM auth.user_roles u WHERE u.user_id = ${userId}`);
  }

  /** Own rows; everybody's for holders of `user_role:list`. */
  async listUserRoles(actor: Actor, query: UserRoleQuery) {
    return listPage<UserRoleRow, ReturnType<typeof toUserRoleList>>(
      this.tx,
      {
        select: sql`SELECT r.* FROM auth.user_roles r`,
        where: [
          actor.holds('user_role:list') ? sql`TRUE` : sql`r.user_id = ${actor.userId}`,
          ...equals('r.user_id', query.user_id),
          ...equals('r.role_id', query.role_id),
        ],
        order: sql`r.created_at`,
        tieBreak: sql`r.user_id, r.role_id`,
        paging: query,
      },
      toUserRoleList,
    );
  }

  async findUserRole(userId: string, roleId: string): Promise<UserRoleRow | null> {
    return this.tx.row<UserRoleRow>(
      sql`SELECT r.* FROM auth.user_roles r WHERE r.user_id = ${userId} AND r.role_id = ${roleId}`,
    );
  }

  /** Row version of what a user holds, locked until the end of the transaction; null when he does not hold it. */
  async lockUserRole(userId: string, roleId: string): Promise<number | null> {
    const row = await this.tx.row<{ version: number }>(
      sql`SELECT version FROM auth.user_roles WHERE user_id = ${userId} AND role_id = ${roleId} FOR UPDATE`,
    );
    return row?.version ?? null;
  }

  /** False when the user held the role already. */
  async give(userId: string, roleId: string): Promise<boolean> {
    const added = await this.tx.execute(
      sql`INSERT INTO auth.user_roles (user_id, role_id) VALUES (${userId}, ${roleId}) ON CONFLICT DO NOTHING`,
    );
    return added > 0;
  }

  async take(userId: string, roleId: string): Promise<void> {
    await this.tx.execute(sql`DELETE FROM auth.user_roles WHERE user_id = ${userId} AND role_id = ${roleId}`);
  }

  /** Ids of the active administrators; call it while holding the lock `administrators`. */
  async administrators(): Promise<string[]> {
    const rows = await this.tx.rows<{ user_id: string }>(sql`
      SELECT r.user_id FROM auth.user_roles r JOIN auth.users u ON u.id = r.user_id AND u.archived_at IS NULL
      WHERE r.role_id = ${ADMIN}`);
    return rows.map((row) => row.user_id);
  }
}
