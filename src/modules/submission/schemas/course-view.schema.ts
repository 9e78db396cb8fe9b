import { z } from 'zod';
import { courseFilterFields } from '../../course/schemas/course-filters.js';
import { pagingFields, type SortColumns } from '../../../platform/database/listing.js';
import { nestedRow } from '../../../platform/database/nested-row.js';
import {
  type AuditRow,
  listAudit,
  rowAudit,
  toListAudit,
  toRowAudit,
} from '../../../platform/http/view-fields.js';
import {
  type CourseContentTypeRow,
  courseContentTypeGet,
  toCourseContentTypeGet,
} from '../../course/schemas/course-content-type.schema.js';
import { versionedByContent } from './view-version.js';

const SORT: SortColumns = {
  id: 'c.id',
  created_at: 'c.created_at',
  updated_at: 'c.updated_at',
  title: 'c.title',
  path: 'c.path',
};

export const courseViewQuery = z.object({
  ...pagingFields(SORT, { unlimited: true }),
  ...courseFilterFields,
});
export type CourseViewQuery = z.infer<typeof courseViewQuery>;

const fields = {
  id: z.uuid(),
  title: z.string().nullable(),
  course_family_id: z.uuid().nullable(),
  organization_id: z.uuid().nullable(),
  path: z.string(),
};
const place = { provider_url: z.string().nullable(), full_path: z.string().nullable() };

export const courseStudentList = z
  .object({ ...fields, repository: z.object(place), ...listAudit })
  .meta({ id: 'CourseStudentList' });

export const courseStudentGet = courseStudentList
  .extend({ course_content_types: z.array(courseContentTypeGet), ...rowAudit })
  .meta({ id: 'CourseStudentGet' });

const tutorFields = {
  ...fields,
  repository: z.object({
    ...place,
    full_path_assignments: z.string().nullable(),
    full_path_student_template: z.string().nullable(),
  }),
  ...rowAudit,
};
export const courseTutorList = z.object(tutorFields).meta({ id: 'CourseTutorList' });
export const courseTutorGet = z.object(tutorFields).meta({ id: 'CourseTutorGet' });

export interface CourseViewRow extends AuditRow {
  id: string;
  title: string | null;
  course_family_id: string;
  organization_id: string;
  path: string;
  /** `<organization>/<family>/<course>` */
  full_path: string;
}

export interface CourseWithTypesRow extends CourseViewRow {
  /** JSON of the types, each with `course_content_kind`. */
  course_content_types: unknown[];
}

function toFields(row: CourseViewRow) {
  return {
    id: row.id,
    title: row.title,
    course_family_id: row.course_family_id,
    organization_id: row.organization_id,
    path: row.path,
  };
}

function toPlace(row: CourseViewRow, publicUrl: string) {
  return { provider_url: `${publicUrl}/git`, full_path: row.full_path };
}

export function toCourseStudentList(
  row: CourseViewRow,
  publicUrl: string,
): z.infer<typeof courseStudentList> {
  return { ...toFields(row), repository: toPlace(row, publicUrl), ...toListAudit(row) };
}

export function toCourseStudentGet(
  row: CourseWithTypesRow,
  publicUrl: string,
): z.infer<typeof courseStudentGet> {
  return versionedByContent({
    ...toCourseStudentList(row, publicUrl),
    course_content_types: row.course_content_types.map((type) =>
      toCourseContentTypeGet(nestedRow<CourseContentTypeRow>(type) as CourseContentTypeRow),
    ),
    ...toRowAudit(row),
  });
}

export function toCourseTutorList(row: CourseViewRow, publicUrl: string): z.infer<typeof courseTutorList> {
  return {
    ...toFields(row),
    repository: {
      ...toPlace(row, publicUrl),
      full_path_assignments: `${row.full_path}/assignments`,
      full_path_student_template: `${row.full_path}/student-template`,
    },
    ...toRowAudit(row),
  };
}

export function toCourseTutorGet(row: CourseViewRow, publicUrl: string): z.infer<typeof courseTutorGet> {
  return versionedByContent(toCourseTutorList(row, publicUrl));
}
