import { z } from 'zod';
import { versioned } from '../../../platform/http/row-version.js';
import { rowAudit, toRowAudit } from '../../../platform/http/view-fields.js';
import {
  courseContentList,
  type CourseContentRow,
  toCourseContentList,
} from './course-content-view.schema.js';

export const courseContentLecturerList = courseContentList
  .extend({
    archived_at: z.iso.datetime().nullable(),
    repository: z.object({ url: z.string().nullable(), full_path: z.string().nullable() }),
  })
  .meta({ id: 'CourseContentLecturerList' });

export const courseContentLecturerGet = courseContentLecturerList
  .extend({ description: z.string().nullable(), ...rowAudit })
  .meta({ id: 'CourseContentLecturerGet' });

/** `gitUrl` is where the repositories of all courses lie. */
export function toCourseContentLecturerList(
  row: CourseContentRow,
  gitUrl: string,
): z.infer<typeof courseContentLecturerList> {
  return {
    ...toCourseContentList(row),
    archived_at: row.archived_since,
    repository: { url: gitUrl, full_path: row.full_path },
  };
}

export function toCourseContentLecturerGet(
  row: CourseContentRow,
  gitUrl: string,
): z.infer<typeof courseContentLecturerGet> {
  const view = {
    ...toCourseContentLecturerList(row, gitUrl),
    description: row.description,
    ...toRowAudit(row),
  };
  return versioned(view, row.version);
}
