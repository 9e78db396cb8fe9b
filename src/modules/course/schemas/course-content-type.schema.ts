import { z } from 'zod';
import { pagingFields, type SortColumns } from '../../../platform/database/listing.js';
import { nestedRow } from '../../../platform/database/nested-row.js';
import { anyOf, id, name, orDefault, properties, text } from '../../../platform/http/fields.js';
import { versioned } from '../../../platform/http/row-version.js';
import {
  type AuditRow,
  listAudit,
  rowAudit,
  toListAudit,
  toRowAudit,
} from '../../../platform/http/view-fields.js';
import {
  courseContentKindGet,
  type CourseContentKindRow,
  toCourseContentKindGet,
} from './course-content-kind.schema.js';

const slug = () =>
  z
    .string()
    .max(255)
    .regex(/^[A-Za-z0-9_.-]+$/, 'must be letters, digits, _ . -');

const changeable = {
  title: name(255, 0).nullish(),
  description: text().nullish(),
  properties: properties().nullish(),
};

export const courseContentTypeCreate = z
  .object({
    slug: slug(),
    course_id: id(),
    course_content_kind_id: z.string().max(255),
    color: orDefault(name(255, 0), 'green'),
    ...changeable,
  })
  .meta({ id: 'CourseContentTypeCreate' });
export type CourseContentTypeCreate = z.infer<typeof courseContentTypeCreate>;

export const courseContentTypeUpdate = z
  .object({ slug: slug().optional(), color: name(255, 0).optional(), ...changeable })
  .meta({ id: 'CourseContentTypeUpdate' });
export type CourseContentTypeUpdate = z.infer<typeof courseContentTypeUpdate>;

const SORT: SortColumns = {
  id: 'ct.id',
  created_at: 'ct.created_at',
  updated_at: 'ct.updated_at',
  title: 'ct.title',
  slug: 'ct.slug',
};

export const courseContentTypeQuery = z.object({
  ...pagingFields(SORT),
  id: anyOf(id()),
  slug: anyOf(z.string()),
  title: anyOf(z.string()),
  color: anyOf(z.string()),
  description: anyOf(z.string()),
  course_id: anyOf(id()),
  course_content_kind_id: anyOf(z.string()),
});
export type CourseContentTypeQuery = z.infer<typeof courseContentTypeQuery>;

export const courseContentTypeList = z
  .object({
    id: z.uuid(),
    slug: z.string(),
    title: z.string().nullable(),
    color: z.string(),
    course_id: z.uuid(),
    course_content_kind_id: z.string(),
    course_content_kind: courseContentKindGet.nullable(),
    ...listAudit,
  })
  .meta({ id: 'CourseContentTypeList' });

export const courseContentTypeGet = courseContentTypeList
  .extend({
    description: z.string().nullable(),
    properties: z.record(z.string(), z.unknown()),
    ...rowAudit,
  })
  .meta({ id: 'CourseContentTypeGet' });

/** A type as the table has it. */
export interface BareCourseContentTypeRow extends AuditRow {
  id: string;
  slug: string;
  title: string | null;
  description: string | null;
  color: string;
  course_id: string;
  course_content_kind_id: string;
  properties: Record<string, unknown>;
}

export interface CourseContentTypeRow extends BareCourseContentTypeRow {
  /** JSON of the kind. */
  course_content_kind: unknown;
}

export function toCourseContentTypeList(row: CourseContentTypeRow): z.infer<typeof courseContentTypeList> {
  const kind = nestedRow<CourseContentKindRow>(row.course_content_kind);
  return {
    id: row.id,
    slug: row.slug,
    title: row.title,
    color: row.color,
    course_id: row.course_id,
    course_content_kind_id: row.course_content_kind_id,
    course_content_kind: kind === null ? null : toCourseContentKindGet(kind),
    ...toListAudit(row),
  };
}

export function toCourseContentTypeGet(row: CourseContentTypeRow): z.infer<typeof courseContentTypeGet> {
  const view = {
    ...toCourseContentTypeList(row),
    description: row.description,
    properties: row.properties,
    ...toRowAudit(row),
  };
  return versioned(view, row.version);
}
