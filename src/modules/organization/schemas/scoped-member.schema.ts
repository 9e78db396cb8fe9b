import type { ScopedRole } from '../../../access/roles.js';
import type { Paging } from '../../../platform/database/listing.js';
import type { AuditRow } from '../../../platform/http/view-fields.js';

/** What people are members of here; also the beginning of the names of its tables and columns. */
export type MemberScope = 'organization' | 'course_family';

/** A member of either scope, without the scope's name in its keys. */
export interface ScopedMemberCreate {
  user_id: string;
  scope_id: string;
  role_id: ScopedRole;
  properties: Record<string, unknown>;
}

export interface ScopedMemberUpdate {
  role_id?: ScopedRole | undefined;
  properties?: Record<string, unknown> | null | undefined;
}

export interface ScopedMemberQuery extends Paging {
  id?: string[] | undefined;
  user_id?: string[] | undefined;
  scope_id?: string[] | undefined;
  role_id?: string[] | undefined;
}

export interface ScopedMemberRow extends AuditRow {
  id: string;
  user_id: string;
  scope_id: string;
  role_id: ScopedRole;
  properties: Record<string, unknown>;
  /** JSON of the account, only where the statement joins it. */
  user?: unknown;
}
