import { z } from 'zod';
import { pagingFields } from '../../../platform/database/listing.js';
import { anyOf, id, name, properties, text } from '../../../platform/http/fields.js';
import { versioned } from '../../../platform/http/row-version.js';
import {
  type AuditRow,
  listAudit,
  rowAudit,
  toListAudit,
  toRowAudit,
} from '../../../platform/http/view-fields.js';

const changeable = {
  title: name(255, 0).nullish(),
  description: text().nullish(),
  properties: properties().nullish(),
};

export const courseGroupCreate = z
  .object({ course_id: id(), ...changeable })
  .meta({ id: 'CourseGroupCreate' });
export type CourseGroupCreate = z.infer<typeof courseGroupCreate>;

export const courseGroupUpdate = z.object(changeable).meta({ id: 'CourseGroupUpdate' });
export type CourseGroupUpdate = z.infer<typeof courseGroupUpdate>;

export const courseGroupQuery = z.object({
  ...pagingFields({
    id: 'cg.id',
    created_at: 'cg.created_at',
    updated_at: 'cg.updated_at',
    title: 'cg.title',
  }),
  id: anyOf(id()),
  title: anyOf(z.string()),
  course_id: anyOf(id()),
});
export type CourseGroupQuery = z.infer<typeof courseGroupQuery>;

export const courseGroupList = z
  .object({ id: z.uuid(), title: z.string().nullable(), course_id: z.uuid(), ...listAudit })
  .meta({ id: 'CourseGroupList' });

export const courseGroupGet = courseGroupList
  .extend({
    description: z.string().nullable(),
    properties: z.record(z.string(), z.unknown()),
    ...rowAudit,
  })
  .meta({ id: 'CourseGroupGet' });

export interface CourseGroupRow extends AuditRow {
  id: string;
  course_id: string;
  title: string | null;
  description: string | null;
  properties: Record<string, unknown>;
}

export function toCourseGroupList(row: CourseGroupRow): z.infer<typeof courseGroupList> {
  return { id: row.id, title: row.title, course_id: row.course_id, ...toListAudit(row) };
}

export function toCourseGroupGet(row: CourseGroupRow): z.infer<typeof courseGroupGet> {
  const view = {
    ...toCourseGroupList(row),
    description: row.description,
    properties: row.properties,
    ...toRowAudit(row),
  };
  return versioned(view, row.version);
}
