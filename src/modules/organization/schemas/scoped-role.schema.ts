import { z } from 'zod';
import { pagingFields } from '../../../platform/database/listing.js';
import { anyOf, flagFilter } from '../../../platform/http/fields.js';
import { versioned } from '../../../platform/http/row-version.js';
import { type AuditRow, listAudit, rowAudit, toRowAudit } from '../../../platform/http/view-fields.js';

/** Key of a look-up row. */
export const roleId = () => z.string().max(255);

export const scopedRoleQuery = z.object({
  ...pagingFields({ id: 'r.id', created_at: 'r.created_at', updated_at: 'r.updated_at', title: 'r.title' }),
  id: anyOf(z.string()),
  title: anyOf(z.string()),
  description: anyOf(z.string()),
  builtin: flagFilter(),
});
export type ScopedRoleQuery = z.infer<typeof scopedRoleQuery>;

const role = z.object({
  id: z.string(),
  title: z.string().nullable(),
  description: z.string().nullable(),
  builtin: z.boolean(),
  ...listAudit,
  ...rowAudit,
});
export const organizationRole = role.meta({ id: 'OrganizationRoleGet' });
export const courseFamilyRole = role.meta({ id: 'CourseFamilyRoleGet' });

export interface ScopedRoleRow extends AuditRow {
  id: string;
  title: string | null;
  description: string | null;
  builtin: boolean;
}

export function toScopedRole(row: ScopedRoleRow): z.infer<typeof role> {
  const view = {
    id: row.id,
    title: row.title,
    description: row.description,
    builtin: row.builtin,
    ...toRowAudit(row),
  };
  return versioned(view, row.version);
}
