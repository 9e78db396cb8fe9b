import { z } from 'zod';
import { pagingFields, type SortColumns } from '../../../platform/database/listing.js';
import { nestedRow } from '../../../platform/database/nested-row.js';
import { id, name, properties, text } from '../../../platform/http/fields.js';
import { versioned } from '../../../platform/http/row-version.js';
import {
  type AuditRow,
  listAudit,
  type ListAuditRow,
  rowAudit,
  toListAudit,
  toRowAudit,
} from '../../../platform/http/view-fields.js';
import {
  type BareCourseFamilyRow,
  courseFamilyGet,
  toCourseFamilyGet,
} from '../../organization/schemas/course-family.schema.js';
import { toGitInfo } from '../../organization/schemas/git-info.schema.js';
import { path } from '../../organization/schemas/organization.schema.js';
import { courseFilterFields } from './course-filters.js';
import { teamFields, teamFieldsView, type TeamFieldsRow, toTeamFields } from './team-fields.schema.js';

const languageCode = () => z.string().length(2);

const changeable = {
  title: name(255, 0).nullish(),
  description: text().nullish(),
  properties: properties().nullish(),
  ...teamFields,
};

export const courseCreate = z
  .object({
    path: path(),
    course_family_id: id(),
    language_code: languageCode().nullable().default('en'),
    ...changeable,
  })
  .meta({ id: 'CourseCreate' });
export type CourseCreate = z.infer<typeof courseCreate>;

export const courseUpdate = z
  .object({ language_code: languageCode().nullish(), ...changeable })
  .meta({ id: 'CourseUpdate' });
export type CourseUpdate = z.infer<typeof courseUpdate>;

const SORT: SortColumns = {
  id: 'c.id',
  created_at: 'c.created_at',
  updated_at: 'c.updated_at',
  title: 'c.title',
  path: 'c.path',
};

export const courseQuery = z.object({
  ...pagingFields(SORT),
  ...courseFilterFields,
});

/** Views of lecturers are not paged unless they are asked to. */
export const lecturerCourseQuery = courseQuery.extend(pagingFields(SORT, { unlimited: true }));
export type CourseQuery = z.infer<typeof courseQuery>;
export type LecturerCourseQuery = z.infer<typeof lecturerCourseQuery>;

export const courseList = z
  .object({
    id: z.uuid(),
    title: z.string().nullable(),
    course_family_id: z.uuid(),
    organization_id: z.uuid(),
    path: z.string(),
    language_code: z.string().nullable(),
    properties: z.record(z.string(), z.unknown()).nullable(),
    team_mode: teamFieldsView.team_mode,
    team_allow_student_creation: teamFieldsView.team_allow_student_creation,
    ...listAudit,
  })
  .meta({ id: 'CourseList' });

export const courseGet = courseList
  .extend({
    description: z.string().nullable(),
    ...teamFieldsView,
    course_family: courseFamilyGet.nullable(),
    ...rowAudit,
  })
  .meta({ id: 'CourseGet' });

export interface CourseListRow extends ListAuditRow {
  id: string;
  title: string | null;
  course_family_id: string;
  organization_id: string;
  path: string;
  language_code: string | null;
  properties: Record<string, unknown>;
  team_mode: TeamFieldsRow['team_mode'];
  team_allow_student_creation: boolean | null;
  /** `<organization>/<family>/<course>` */
  full_path: string;
}

export interface CourseRow extends CourseListRow, TeamFieldsRow, AuditRow {
  description: string | null;
  course_family: unknown;
  organization: unknown;
}

/** GitInfo of a course with the clone URLs of its two repositories. */
export function toCourseGitInfo(publicUrl: string, fullPath: string) {
  return {
    ...toGitInfo(publicUrl, fullPath),
    assignments_url: `${publicUrl}/git/${fullPath}/assignments.git`,
    student_template_url: `${publicUrl}/git/${fullPath}/student-template.git`,
  };
}

export function toCourseList(row: CourseListRow, publicUrl: string): z.infer<typeof courseList> {
  return {
    id: row.id,
    title: row.title,
    course_family_id: row.course_family_id,
    organization_id: row.organization_id,
    path: row.path,
    language_code: row.language_code,
    properties: { ...row.properties, gitlab: toCourseGitInfo(publicUrl, row.full_path) },
    team_mode: row.team_mode,
    team_allow_student_creation: row.team_allow_student_creation,
    ...toListAudit(row),
  };
}

export function toCourseGet(row: CourseRow, publicUrl: string): z.infer<typeof courseGet> {
  const family = nestedRow<BareCourseFamilyRow>(row.course_family);
  const view = {
    ...toCourseList(row, publicUrl),
    description: row.description,
    ...toTeamFields(row),
    course_family:
      family === null ? null : toCourseFamilyGet({ ...family, organization: row.organization }, publicUrl),
    ...toRowAudit(row),
  };
  return versioned(view, row.version);
}
