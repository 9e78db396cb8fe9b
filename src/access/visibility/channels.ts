import sql, { join, raw, type Sql } from 'sql-template-tag';
import type { Actor } from '../actor.js';
import { visibleCourseContents } from './course-contents.js';
import { visibleCourseFamilies } from './course-families.js';
import { visibleCourseGroups } from './course-members.js';
import { attends } from './course-views.js';
import { lectures } from './courses.js';
import { visibleOrganizations } from './organizations.js';
import { visibleSubmissionGroups } from './submission-groups.js';

/** Kinds of channels that belong to a row: where the row is, and who may listen (contract 05 section 6). */
const CHANNELS = {
  course: {
    from: 'course.courses c',
    id: 'c.id',
    course: 'c.id',
    may: (actor: Actor) => attends(actor, 'c.id'),
  },
  course_content: {
    from: 'course.course_contents cc',
    id: 'cc.id',
    course: 'cc.course_id',
    may: visibleCourseContents,
  },
  course_group: {
    from: 'course.course_groups cg',
    id: 'cg.id',
    course: 'cg.course_id',
    may: visibleCourseGroups,
  },
  submission_group: {
    from: 'submission.submission_groups g',
    id: 'g.id',
    course: 'g.course_id',
    may: visibleSubmissionGroups,
  },
  course_family: {
    from: 'organization.course_families f',
    id: 'f.id',
    course: null,
    may: visibleCourseFamilies,
  },
  organization: {
    from: 'organization.organizations o',
    id: 'o.id',
    course: null,
    may: visibleOrganizations,
  },
} as const;

export type ChannelKind = keyof typeof CHANNELS;

/** True for the kinds of channels that belong to a row. */
export function isChannelKind(kind: string): kind is ChannelKind {
  return Object.hasOwn(CHANNELS, kind);
}

/**
 * One statement that selects `channel` (`kind:id`) and `teaches` (the actor is lecturer or more of its course) for those
 * of `wanted` that the actor may listen to.
 */
export function selectChannels(actor: Actor, wanted: ReadonlyMap<ChannelKind, readonly string[]>): Sql {
  const parts = [...wanted].map(([kind, ids]) => {
    const { from, id, course, may } = CHANNELS[kind];
    const teaches = course === null ? sql`FALSE` : lectures(actor, course);
    return sql`SELECT ${`${kind}:`} || ${raw(id)} AS channel, ${teaches} AS teaches
      FROM ${raw(from)} WHERE ${raw(id)} = ANY(${[...ids]}::uuid[]) AND ${may(actor)}`;
  });
  return join(parts, ' UNION ALL ');
}
