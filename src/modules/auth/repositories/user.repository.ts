import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import { uuidv7 } from 'uuidv7';
import type { Actor } from '../../../access/actor.js';
import { visibleUsers, visibleUsersByExactName } from '../../../access/visibility/users.js';
import { assignments } from '../../../platform/database/changes.js';
import { archivedIs, equals, listPage } from '../../../platform/database/listing.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { toUserList, type UserListRow, type UserQuery, type UserRow } from '../schemas/user.schema.js';

export interface LoginRow {
  id: string;
  password_hash: string | null;
  archived: boolean;
}

export interface PasswordRow {
  id: string;
  username: string;
  email: string | null;
  password_hash: string | null;
}

export interface LockedUser {
  id: string;
  version: number;
  username: string;
  is_service: boolean;
  archived_at: string | null;
  properties: Record<string, unknown>;
}

export interface NewUser {
  username: string;
  email: string | null;
  givenName: string | null;
  familyName: string | null;
  isService: boolean;
  properties: Record<string, unknown>;
}

const CHANGEABLE = ['username', 'email', 'given_name', 'family_name', 'properties'] as const;

const AUDIT_JSON = (alias: string) => `
  'created_at', platform.iso(${alias}.created_at), 'updated_at', platform.iso(${alias}.updated_at),
  'created_by', ${alias}.created_by, 'updated_by', ${alias}.updated_by`;

/* One statement for the account with everything its view shows. */
const SELECT_USER = `
  SELECT u.id, u.given_name, u.family_name, u.email::text, u.username::text, u.archived_at, u.is_service, u.properties,
    u.created_at, u.updated_at, u.created_by, u.updated_by, u.version,
    (SELECT json_build_object('id', p.id, 'user_id', p.user_id, 'avatar_color', p.avatar_color,
       'avatar_image', p.avatar_image, 'nickname', p.nickname, 'bio', p.bio, 'url', p.url,
       'language_code', p.language_code, 'properties', p.properties, ${AUDIT_JSON('p')})
     FROM auth.profiles p WHERE p.user_id = u.id) AS profile,
    (SELECT coalesce(json_agg(json_build_object('id', s.id, 'student_id', s.student_id,
       'student_email', s.student_email, 'user_id', s.user_id, 'organization_id', s.organization_id,
       'organization', NULL, ${AUDIT_JSON('s')}) ORDER BY s.created_at, s.id), '[]')
     FROM auth.student_profiles s WHERE s.user_id = u.id) AS student_profiles,
    (SELECT coalesce(json_agg(json_build_object('user_id', r.user_id, 'role_id', r.role_id, ${AUDIT_JSON('r')})
       ORDER BY r.role_id), '[]')
     FROM auth.user_roles r WHERE r.user_id = u.id) AS user_roles
  FROM auth.users u`;

/** Accounts: how they are found and changed. */
@Injectable()
export class UserRepository {
  constructor(private readonly tx: Transaction) {}

  async listVisible(actor: Actor, query: UserQuery) {
    const exact = query.email !== undefined || query.username !== undefined;
    return listPage<UserListRow, ReturnType<typeof toUserList>>(
      this.tx,
      {
        select: sql`SELECT u.id, u.given_name, u.family_name, u.email::text, u.username::text, u.archived_at,
                           u.is_service, u.created_at, u.updated_at FROM auth.users u`,
        where: [
          exact ? visibleUsersByExactName(actor) : visibleUsers(actor),
          ...equals('u.id', query.id),
          ...equals('u.given_name', query.given_name),
          ...equals('u.family_name', query.family_name),
          ...equals('u.email', query.email),
          ...equals('u.username', query.username),
          ...equals('u.is_service', query.is_service),
          ...archivedIs('u.archived_at', query.archived),
        ],
        order: sql`u.created_at`,
        tieBreak: sql`u.id`,
        paging: query,
      },
      toUserList,
    );
  }

  async findVisible(actor: Actor, id: string): Promise<UserRow | null> {
    return this.find(sql`u.id = ${id} AND ${visibleUsers(actor)}`);
  }

  /** The account with everything its view shows, whoever asks. */
  async findById(id: string): Promise<UserRow | null> {
    return this.find(sql`u.id = ${id}`);
  }

  async lock(id: string): Promise<LockedUser | null> {
    return this.tx.row<LockedUser>(sql`
      SELECT id, version, username::text, is_service, archived_at, properties
      FROM auth.users WHERE id = ${id} FOR UPDATE`);
  }

  async findForPassword(username: string): Promise<PasswordRow | null> {
    return this.tx.row<PasswordRow>(sql`
      SELECT id, username::text, email::text, password_hash FROM auth.users WHERE username = ${username}`);
  }

  /** The account of a user name or e-mail address, or null. */
  async findForLogin(login: string): Promise<LoginRow | null> {
    return this.tx.row<LoginRow>(sql`
      SELECT id, password_hash, archived_at IS NOT NULL AS archived
      FROM auth.users WHERE username = ${login} OR email = ${login}
      ORDER BY (username = ${login}) DESC LIMIT 1`);
  }

  /** Id of the active or archived account of an e-mail address, else of a student e-mail address, or null. */
  async findIdByEmail(email: string): Promise<string | null> {
    const found = await this.tx.row<{ id: string }>(sql`
      SELECT id FROM (
        SELECT id, 1 AS place FROM auth.users WHERE email = ${email}
        UNION ALL SELECT user_id, 2 FROM auth.student_profiles WHERE student_email = ${email}) found
      ORDER BY place LIMIT 1`);
    return found?.id ?? null;
  }

  /** True when another account uses the address, as its own or as a student's. */
  async isEmailTaken(email: string, exceptUserId: string | null): Promise<boolean> {
    const found = await this.tx.row(sql`
      SELECT 1 FROM auth.users WHERE email = ${email} AND id IS DISTINCT FROM ${exceptUserId}
      UNION ALL
      SELECT 1 FROM auth.student_profiles WHERE student_email = ${email} AND user_id IS DISTINCT FROM ${exceptUserId} LIMIT 1`);
    return found !== null;
  }

  /** User names that begin with `stem`, in lower case. */
  async usernamesLike(stem: string): Promise<string[]> {
    const rows = await this.tx.rows<{ username: string }>(
      sql`SELECT lower(username::text) AS username FROM auth.users WHERE starts_with(lower(username::text), ${stem})`,
    );
    return rows.map((row) => row.username);
  }

  /** The new account with its empty profile. */
  async insert(user: NewUser): Promise<string> {
    const id = uuidv7();
    await this.tx.execute(sql`
      INSERT INTO auth.users (id, username, email, given_name, family_name, is_service, properties)
      VALUES (${id}, ${user.username}, ${user.email}, ${user.givenName}, ${user.familyName}, ${user.isService},
              ${JSON.stringify(user.properties)})`);
    await this.tx.execute(sql`INSERT INTO auth.profiles (id, user_id) VALUES (${uuidv7()}, ${id})`);
    return id;
  }

  async update(id: string, changes: Readonly<Record<string, unknown>>): Promise<void> {
    const set = assignments(CHANGEABLE, changes);
    if (set !== null) await this.tx.execute(sql`UPDATE auth.users SET ${set} WHERE id = ${id}`);
  }

  async setArchived(id: string, archived: boolean): Promise<void> {
    await this.tx.execute(
      archived
        ? sql`UPDATE auth.users SET archived_at = now() WHERE id = ${id} AND archived_at IS NULL`
        : sql`UPDATE auth.users SET archived_at = NULL WHERE id = ${id} AND archived_at IS NOT NULL`,
    );
  }

  async setPassword(userId: string, passwordHash: string, resetRequired: boolean): Promise<void> {
    await this.tx.execute(sql`
      UPDATE auth.users SET password_hash = ${passwordHash}, password_reset_required = ${resetRequired}
      WHERE id = ${userId}`);
  }

  async insertSetUpToken(userId: string, hash: Buffer, hours: number): Promise<void> {
    await this.tx.execute(sql`
      INSERT INTO auth.set_up_tokens (id, user_id, token_hash, expires_at)
      VALUES (${uuidv7()}, ${userId}, ${hash}, now() + make_interval(hours => ${hours}))`);
  }

  /** The account of a set-up token that is neither used nor expired, or null. */
  async findIdBySetUpToken(hash: Buffer): Promise<string | null> {
    const found = await this.tx.row<{ id: string }>(sql`
      SELECT u.id FROM auth.set_up_tokens t JOIN auth.users u ON u.id = t.user_id AND u.archived_at IS NULL
      WHERE t.token_hash = ${hash} AND t.used_at IS NULL AND t.expires_at > now()`);
    return found?.id ?? null;
  }

  private async find(condition: Sql): Promise<UserRow | null> {
    return this.tx.row<UserRow>(sql([`${SELECT_USER} WHERE `, ''], condition));
  }
}
