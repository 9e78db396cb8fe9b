import { z } from 'zod';
import { pagingFields, type SortColumns } from '../../../platform/database/listing.js';
import {
  anyOf,
  archivedFilter,
  flagFilter,
  id,
  moment,
  name,
  orDefault,
  properties,
  queryInt,
  queryNumber,
  text,
} from '../../../platform/http/fields.js';
import { datesInOrder } from '../services/content-path.js';
import { teamFields } from './team-fields.schema.js';

const MAX_DEPTH = 16;
const INT_MAX = 2_147_483_647;

/** Labels of `[a-z0-9_]` (at most 255 each, at most 16) joined by dots. */
export const contentPath = () =>
  z
    .string()
    .regex(/^[a-z0-9_]{1,255}(\.[a-z0-9_]{1,255})*$/, 'must be labels of a-z, 0-9 and _ joined by dots')
    .refine((value) => value.split('.').length <= MAX_DEPTH, `must have at most ${MAX_DEPTH} labels`);

const limit = (min: number) => z.int().min(min).max(INT_MAX).nullish();

const changeable = {
  title: name(255, 0).nullish(),
  description: text().nullish(),
  properties: properties().nullish(),
  max_group_size: limit(1),
  max_test_runs: limit(0),
  max_submissions: limit(0),
  opens_at: moment().nullish(),
  due_at: moment().nullish(),
  closes_at: moment().nullish(),
  late_policy: properties().nullish(),
  team_formation_deadline: moment().nullish(),
  ...teamFields,
};

export const courseContentCreate = z
  .object({
    path: contentPath(),
    course_id: id(),
    course_content_type_id: id(),
    position: orDefault(z.number(), 0),
    ...changeable,
  })
  .refine(datesInOrder, { path: ['due_at'], message: 'opens_at <= due_at <= closes_at must hold' })
  .meta({ id: 'CourseContentCreate' });
export type CourseContentCreate = z.infer<typeof courseContentCreate>;

export const courseContentUpdate = z
  .object({
    path: contentPath().optional(),
    course_content_type_id: id().optional(),
    position: z.number().optional(),
    ...changeable,
  })
  .meta({ id: 'CourseContentUpdate' });
export type CourseContentUpdate = z.infer<typeof courseContentUpdate>;

export const courseContentMove = z
  .object({ path: contentPath(), position: z.number() })
  .meta({ id: 'CourseContentMove' });
export type CourseContentMove = z.infer<typeof courseContentMove>;

const SORT: SortColumns = {
  id: 'cc.id',
  created_at: 'cc.created_at',
  updated_at: 'cc.updated_at',
  title: 'cc.title',
  path: 'cc.path',
  position: 'cc.position',
};

export const courseContentQuery = z.object({
  ...pagingFields(SORT),
  id: anyOf(id()),
  title: anyOf(z.string()),
  description: anyOf(z.string()),
  path: anyOf(z.string()),
  course_id: anyOf(id()),
  course_content_type_id: anyOf(id()),
  position: anyOf(queryNumber()),
  max_group_size: anyOf(queryInt()),
  max_test_runs: anyOf(queryInt()),
  max_submissions: anyOf(queryInt()),
  testing_service_id: anyOf(id()),
  has_deployment: flagFilter(),
  archived: archivedFilter(),
});
export type CourseContentQuery = z.infer<typeof courseContentQuery>;

/** Views of lecturers are not paged unless they are asked to. */
export const lecturerContentQuery = courseContentQuery.extend({
  ...pagingFields(SORT, { unlimited: true }),
  nlevel: anyOf(queryInt()),
  descendants: anyOf(contentPath()).meta({ description: 'Contents below this path, without itself' }),
  ascendants: anyOf(contentPath()).meta({ description: 'Contents above this path, without itself' }),
  directory: anyOf(z.string()),
  project: anyOf(z.string()),
  provider_url: anyOf(z.string()),
});
export type LecturerContentQuery = z.infer<typeof lecturerContentQuery>;
