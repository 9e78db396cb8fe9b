import { z } from 'zod';
import { anyOf } from '../../../platform/http/fields.js';
import { pagingFields } from '../../../platform/database/listing.js';
import { versioned } from '../../../platform/http/row-version.js';
import { type AuditRow, listAudit, rowAudit, toRowAudit } from '../../../platform/http/view-fields.js';

export const courseRoleQuery = z.object({
  ...pagingFields({ id: 'r.id', created_at: 'r.created_at', updated_at: 'r.updated_at', title: 'r.title' }),
  id: anyOf(z.string()),
  title: anyOf(z.string()),
  description: anyOf(z.string()),
});
export type CourseRoleQuery = z.infer<typeof courseRoleQuery>;

export const courseRoleGet = z
  .object({
    id: z.string(),
    title: z.string().nullable(),
    description: z.string().nullable(),
    ...listAudit,
    ...rowAudit,
  })
  .meta({ id: 'CourseRoleGet' });

export interface CourseRoleRow extends AuditRow {
  id: string;
  title: string | null;
  description: string | null;
}

export function toCourseRoleGet(row: CourseRoleRow): z.infer<typeof courseRoleGet> {
  const view = { id: row.id, title: row.title, description: row.description, ...toRowAudit(row) };
  return versioned(view, row.version);
}
