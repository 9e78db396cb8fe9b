import { z } from 'zod';
import { pagingFields } from '../../../platform/database/listing.js';
import { anyOf, flagFilter } from '../../../platform/http/fields.js';
import { versioned } from '../../../platform/http/row-version.js';
import {
  type AuditRow,
  listAudit,
  rowAudit,
  toListAudit,
  toRowAudit,
} from '../../../platform/http/view-fields.js';

export const courseContentKindQuery = z.object({
  ...pagingFields({ id: 'k.id', created_at: 'k.created_at', updated_at: 'k.updated_at', title: 'k.title' }),
  id: anyOf(z.string()),
  title: anyOf(z.string()),
  description: anyOf(z.string()),
  has_ascendants: flagFilter(),
  has_descendants: flagFilter(),
  submittable: flagFilter(),
});
export type CourseContentKindQuery = z.infer<typeof courseContentKindQuery>;

export const courseContentKindList = z
  .object({
    id: z.string(),
    title: z.string().nullable(),
    has_ascendants: z.boolean(),
    has_descendants: z.boolean(),
    submittable: z.boolean(),
    ...listAudit,
  })
  .meta({ id: 'CourseContentKindList' });

export const courseContentKindGet = courseContentKindList
  .extend({ description: z.string().nullable(), ...rowAudit })
  .meta({ id: 'CourseContentKindGet' });

export interface CourseContentKindRow extends AuditRow {
  id: string;
  title: string | null;
  description: string | null;
  has_ascendants: boolean;
  has_descendants: boolean;
  submittable: boolean;
}

export function toCourseContentKindList(row: CourseContentKindRow): z.infer<typeof courseContentKindList> {
  return {
    id: row.id,
    title: row.title,
    has_ascendants: row.has_ascendants,
    has_descendants: row.has_descendants,
    submittable: row.submittable,
    ...toListAudit(row),
  };
}

export function toCourseContentKindGet(row: CourseContentKindRow): z.infer<typeof courseContentKindGet> {
  const view = { ...toCourseContentKindList(row), description: row.description, ...toRowAudit(row) };
  return versioned(view, row.version);
}
