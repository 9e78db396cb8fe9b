import type { Sql } from 'sql-template-tag';
import { z } from 'zod';
import { containsText, equals } from '../../../platform/database/listing.js';
import { anyOf, id } from '../../../platform/http/fields.js';

/** What every list of courses can be filtered by, whoever sees them. */
export const courseFilterFields = {
  id: anyOf(id()),
  title: anyOf(z.string()),
  description: anyOf(z.string()),
  path: anyOf(z.string()),
  course_family_id: anyOf(id()),
  organization_id: anyOf(id()),
  language_code: anyOf(z.string()),
};
type CourseFilters = z.infer<z.ZodObject<typeof courseFilterFields>>;

/** The conditions on courses `c` and their families `f`. */
export function courseConditions(query: CourseFilters): Sql[] {
  return [
    ...equals('c.id', query.id),
    ...equals('c.title', query.title),
    ...containsText('c.description', query.description),
    ...equals('c.path', query.path),
    ...equals('c.course_family_id', query.course_family_id),
    ...equals('f.organization_id', query.organization_id),
    ...equals('c.language_code', query.language_code),
  ];
}
