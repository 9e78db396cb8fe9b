import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { uuidv7 } from 'uuidv7';
import { ADMIN, type SYSTEM_ROLES } from '../../../access/roles.js';
import { Transaction } from '../../../platform/database/transaction.js';

/** What a server makes sure of when it starts. */
@Injectable()
export class FirstStartRepository {
  constructor(private readonly tx: Transaction) {}

  /** Makes the builtin roles and exactly their claims; surplus claims are removed. */
  async syncRoles(roles: typeof SYSTEM_ROLES): Promise<void> {
    const pairs = roles.flatMap((role) => role.claims.map((claim) => ({ role: role.id, claim })));
    await this.tx.execute(sql`
      INSERT INTO auth.roles (id, title, description, builtin)
      SELECT id, title, description, true
      FROM unnest(${roles.map((r) => r.id)}::text[], ${roles.map((r) => r.title)}::text[],
                  ${roles.map((r) => r.description)}::text[]) AS given (id, title, description)
      ON CONFLICT (id) DO UPDATE SET title = excluded.title, description = excluded.description, builtin = true
      WHERE (roles.title, roles.description, roles.builtin)
        IS DISTINCT FROM (excluded.title, excluded.description, true)`);
    await this.tx.execute(sql`
      WITH given AS (
        SELECT * FROM unnest(${pairs.map((p) => p.role)}::text[], ${pairs.map((p) => p.claim)}::text[]) AS g (role_id, claim_value)
      ), added AS (
        INSERT INTO auth.role_claims (role_id, claim_value) SELECT role_id, claim_value FROM given ON CONFLICT DO NOTHING
      )
      DELETE FROM auth.role_claims c USING auth.roles r
      WHERE r.id = c.role_id AND r.builtin AND (c.role_id, c.claim_value) NOT IN (SELECT role_id, claim_value FROM given)`);
  }

  async hasAdministrator(): Promise<boolean> {
    const found = await this.tx.row(sql`SELECT 1 FROM auth.user_roles WHERE role_id = ${ADMIN} LIMIT 1`);
    return found !== null;
  }

  /** The account becomes an administrator; an existing account of that name keeps its password. */
  async createAdministrator(username: string, passwordHash: string): Promise<void> {
    const user = await this.tx.row<{ id: string }>(sql`
      INSERT INTO auth.users (id, username, given_name, family_name, password_hash)
      VALUES (${uuidv7()}, ${username}, 'System', 'Administrator', ${passwordHash})
      ON CONFLICT (username) DO UPDATE SET password_hash = coalesce(auth.users.password_hash, excluded.password_hash)
      RETURNING id`);
    await this.tx.execute(
      sql`INSERT INTO auth.profiles (id, user_id) VALUES (${uuidv7()}, ${user?.id}) ON CONFLICT DO NOTHING`,
    );
    await this.tx.execute(sql`INSERT INTO auth.user_roles (user_id, role_id) VALUES (${user?.id}, ${ADMIN})`);
  }
}
