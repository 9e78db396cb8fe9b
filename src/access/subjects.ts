import sql, { raw, type Sql } from 'sql-template-tag';
import type { Actor } from './actor.js';
import type { ErrorCode } from '../platform/http/error-codes.js';
import { visibleCourseContents, visibleCourseContentTypes } from './visibility/course-contents.js';
import { visibleCourseFamilies } from './visibility/course-families.js';
import {
  visibleCourseGroups,
  visibleCourseMemberComments,
  visibleCourseMembers,
} from './visibility/course-members.js';
import { visibleCourses } from './visibility/courses.js';
import {
  teachingInLibrary,
  teachingInOrganization,
  visibleExampleRepositories,
} from './visibility/example-repositories.js';
import { visibleMessages } from './visibility/messages.js';
import { visibleInvites } from './visibility/invites.js';
import { visibleOrganizations } from './visibility/organizations.js';
import { visibleArtifacts, visibleResults, visibleSubmissionGroups } from './visibility/submission-groups.js';
import { visibleCourseFamilyMembers, visibleOrganizationMembers } from './visibility/scoped-members.js';
import { visibleServices } from './visibility/services.js';
import { teachesUser, visibleUsers } from './visibility/users.js';
import { visibleTasks } from './visibility/tasks.js';
import { visibleTutorTests } from './visibility/tutor-tests.js';

/** How to find one row of a kind: to whom and where it belongs, and whether the caller may see it. */
interface Subject {
  /** Selects course_id, course_family_id, organization_id, submission_group_id, owner_id, job, visible, teaches_here for the row `id`. */
  locate: (id: string, actor: Actor) => Sql;
  /** Code of the answer when there is no such row for the caller. */
  missing: ErrorCode;
  noun: string;
}

interface Columns {
  course?: string;
  family?: string;
  organization?: string;
  group?: string;
  owner?: string;
  /** JSON that the payload of a run contains when its worker may handle the row. */
  job?: string;
}

const NOTHING = 'NULL::uuid';

/** A download of an example is one of its newest version. */
const NEWEST_VERSION = `(SELECT jsonb_build_object('example_version_id', newest.id) FROM example.example_versions newest
  WHERE newest.example_id = e.id ORDER BY newest.version_number DESC LIMIT 1)`;

/** Builds `locate` from a FROM clause, the column of the id, and the columns that say where the row belongs. */
function located(
  from: string,
  id: string,
  columns: Columns,
  visible: (actor: Actor) => Sql,
  teaches: (actor: Actor) => Sql = () => sql`FALSE`,
): Subject['locate'] {
  return (value, actor) => sql`
    SELECT ${raw(columns.course ?? NOTHING)} AS course_id, ${raw(columns.family ?? NOTHING)} AS course_family_id,
           ${raw(columns.organization ?? NOTHING)} AS organization_id,
           ${raw(columns.group ?? NOTHING)} AS submission_group_id, ${raw(columns.owner ?? NOTHING)} AS owner_id,
           ${raw(columns.job ?? 'NULL::jsonb')} AS job,
           (${visible(actor)}) AS visible, (${teaches(actor)}) AS teaches_here
    FROM ${raw(from)} WHERE ${raw(id)} = ${value}`;
}

const ownRow = (column: string) => (actor: Actor) =>
  actor.isAdmin ? sql`TRUE` : sql`${raw(column)} = ${actor.userId}`;

/** Every kind of row that rights can be asked for. */
export const SUBJECTS = {
  user: {
    locate: located('auth.users u', 'u.id', { owner: 'u.id' }, visibleUsers),
    missing: 'NF_002',
    noun: 'user',
  },
  'message-recipient': {
    locate: located('auth.users u', 'u.id', { owner: 'u.id' }, visibleUsers, teachesUser),
    missing: 'NF_002',
    noun: 'user',
  },
  message: {
    locate: located('messaging.messages m', 'm.id', { owner: 'm.author_id' }, visibleMessages),
    missing: 'NF_001',
    noun: 'message',
  },
  organization: {
    locate: located(
      'organization.organizations o',
      'o.id',
      { organization: 'o.id' },
      visibleOrganizations,
      teachingInOrganization('o.id'),
    ),
    missing: 'NF_001',
    noun: 'organization',
  },
  'submission-group': {
    locate: located(
      'submission.submission_groups g',
      'g.id',
      { course: 'g.course_id', group: 'g.id' },
      visibleSubmissionGroups,
    ),
    missing: 'SUBMIT_002',
    noun: 'submission group',
  },
  'submission-artifact': {
    locate: located(
      'submission.submission_artifacts a',
      'a.id',
      {
        course: 'a.course_id',
        group: 'a.submission_group_id',
        job: "jsonb_build_object('artifact_id', a.id)",
      },
      visibleArtifacts,
    ),
    missing: 'SUBMIT_001',
    noun: 'submission',
  },
  result: {
    locate: located(
      'submission.results r',
      'r.id',
      { course: 'r.course_id', group: 'r.submission_group_id', job: "jsonb_build_object('result_id', r.id)" },
      visibleResults,
    ),
    missing: 'NF_001',
    noun: 'result',
  },
  'course-family': {
    locate: located(
      'organization.course_families f',
      'f.id',
      { family: 'f.id', organization: 'f.organization_id' },
      visibleCourseFamilies,
    ),
    missing: 'NF_001',
    noun: 'course family',
  },
  'organization-member': {
    locate: located(
      'organization.organization_members m',
      'm.id',
      { organization: 'm.organization_id', owner: 'm.user_id' },
      visibleOrganizationMembers,
    ),
    missing: 'NF_001',
    noun: 'organization member',
  },
  'course-family-member': {
    locate: located(
      'organization.course_family_members m JOIN organization.course_families f ON f.id = m.course_family_id',
      'm.id',
      { family: 'm.course_family_id', organization: 'f.organization_id', owner: 'm.user_id' },
      visibleCourseFamilyMembers,
    ),
    missing: 'NF_001',
    noun: 'course family member',
  },
  course: {
    locate: located(
      'course.courses c JOIN organization.course_families f ON f.id = c.course_family_id',
      'c.id',
      { course: 'c.id', family: 'f.id', organization: 'f.organization_id' },
      visibleCourses,
    ),
    missing: 'NF_003',
    noun: 'course',
  },
  'course-content-type': {
    locate: located(
      'course.course_content_types ct',
      'ct.id',
      { course: 'ct.course_id' },
      visibleCourseContentTypes,
    ),
    missing: 'NF_001',
    noun: 'course content type',
  },
  'course-content': {
    locate: located('course.course_contents cc', 'cc.id', { course: 'cc.course_id' }, visibleCourseContents),
    missing: 'CONTENT_001',
    noun: 'course content',
  },
  'course-group': {
    locate: located('course.course_groups cg', 'cg.id', { course: 'cg.course_id' }, visibleCourseGroups),
    missing: 'NF_001',
    noun: 'course group',
  },
  'course-member': {
    locate: located(
      'course.course_members cm',
      'cm.id',
      { course: 'cm.course_id', owner: 'cm.user_id' },
      visibleCourseMembers,
    ),
    missing: 'NF_001',
    noun: 'course member',
  },
  'course-member-comment': {
    locate: located(
      `course.course_member_comments mc JOIN course.course_members cm ON cm.id = mc.course_member_id
       LEFT JOIN course.course_members author ON author.id = mc.transmitter_id`,
      'mc.id',
      { course: 'cm.course_id', owner: 'author.user_id' },
      visibleCourseMemberComments,
    ),
    missing: 'NF_001',
    noun: 'comment',
  },
  'service-account': {
    locate: located('execution.services s', 's.id', { owner: 's.user_id' }, visibleServices),
    missing: 'NF_010',
    noun: 'service',
  },
  'example-repository': {
    locate: located(
      'example.example_repositories er',
      'er.id',
      {},
      visibleExampleRepositories,
      teachingInLibrary,
    ),
    missing: 'NF_001',
    noun: 'example repository',
  },
  'own-example-repository': {
    locate: located(
      'example.example_repositories er',
      'er.id',
      {},
      visibleExampleRepositories,
      teachingInOrganization('er.organization_id'),
    ),
    missing: 'NF_001',
    noun: 'example repository',
  },
  example: {
    locate: located(
      'example.examples e JOIN example.example_repositories er ON er.id = e.example_repository_id',
      'e.id',
      { job: NEWEST_VERSION },
      visibleExampleRepositories,
      teachingInLibrary,
    ),
    missing: 'CONTENT_004',
    noun: 'example',
  },
  'example-version': {
    locate: located(
      `example.example_versions v JOIN example.examples e ON e.id = v.example_id
       JOIN example.example_repositories er ON er.id = e.example_repository_id`,
      'v.id',
      { job: "jsonb_build_object('example_version_id', v.id)" },
      visibleExampleRepositories,
      teachingInLibrary,
    ),
    missing: 'CONTENT_005',
    noun: 'example version',
  },
  invite: {
    locate: located('auth.invite_links i', 'i.id', { owner: 'i.created_by' }, visibleInvites),
    missing: 'NF_001',
    noun: 'invite',
  },
  'tutor-test': {
    locate: located(
      'submission.tutor_tests tt',
      'tt.id',
      { owner: 'tt.author_id', job: "jsonb_build_object('tutor_test_id', tt.id)" },
      visibleTutorTests,
    ),
    missing: 'NF_001',
    noun: 'tutor test',
  },
  task: {
    locate: located(
      'execution.tasks t',
      't.id',
      { course: 't.course_id', owner: 't.created_by' },
      visibleTasks,
    ),
    missing: 'TASK_001',
    noun: 'task',
  },
  'api-token': {
    locate: located('auth.api_tokens t', 't.id', { owner: 't.user_id' }, ownRow('t.user_id')),
    missing: 'NF_001',
    noun: 'API token',
  },
} as const satisfies Record<string, Subject>;

export type SubjectKind = keyof typeof SUBJECTS;
