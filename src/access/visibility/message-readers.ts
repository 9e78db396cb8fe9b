import sql, { type Sql } from 'sql-template-tag';
import { ADMIN, courseLevel } from '../roles.js';
import { contentIsOpen } from './messages.js';

/**
 * True for accounts (alias `u`) that may read the message (alias `m`): `visibleMessages` asked from the message's side,
 * for many accounts in one statement. A test compares the two for every kind of caller.
 */
export function mayReadMessage(): Sql {
  return sql`(u.archived_at IS NULL AND (
    m.scope = 'global' OR u.id IN (m.author_id, m.user_id, m.peer_id)
    OR EXISTS (SELECT 1 FROM auth.user_roles r WHERE r.user_id = u.id AND r.role_id = ${ADMIN})
    OR EXISTS (
      SELECT 1 FROM course.course_members theirs JOIN course.course_roles role ON role.id = theirs.course_role_id
      WHERE theirs.user_id = u.id AND theirs.course_id = m.in_course_id AND (
        role.hierarchy_level >= ${courseLevel('_tutor')} OR m.scope = 'course'
        OR (m.scope = 'course_content' AND ${contentIsOpen()})
        OR m.course_group_id = theirs.course_group_id OR m.course_member_id = theirs.id
        OR EXISTS (SELECT 1 FROM submission.submission_group_members gm
                   WHERE gm.submission_group_id = m.submission_group_id AND gm.course_member_id = theirs.id)))
    OR (m.scope = 'course_family' AND ${readsFamily()})
    OR (m.scope = 'organization' AND ${readsOrganization()})))`;
}

function holds(resource: string): Sql {
  return sql`EXISTS (SELECT 1 FROM auth.user_roles r JOIN auth.role_claims c ON c.role_id = r.role_id
    WHERE r.user_id = u.id AND c.claim_value IN (${`${resource}:list`}, ${`${resource}:*`}))`;
}

function readsFamily(): Sql {
  return sql`(${holds('course_family')}
    OR EXISTS (SELECT 1 FROM organization.course_family_members theirs
               WHERE theirs.user_id = u.id AND theirs.course_family_id = m.course_family_id)
    OR EXISTS (SELECT 1 FROM organization.course_families f
               JOIN organization.organization_members theirs ON theirs.organization_id = f.organization_id
               WHERE f.id = m.course_family_id AND theirs.user_id = u.id)
    OR EXISTS (SELECT 1 FROM course.courses attended
               JOIN course.course_members theirs ON theirs.course_id = attended.id
               WHERE attended.course_family_id = m.course_family_id AND theirs.user_id = u.id))`;
}

function readsOrganization(): Sql {
  return sql`(${holds('organization')}
    OR EXISTS (SELECT 1 FROM organization.organization_members theirs
               WHERE theirs.user_id = u.id AND theirs.organization_id = m.organization_id)
    OR EXISTS (SELECT 1 FROM organization.course_families f
               JOIN organization.course_family_members theirs ON theirs.course_family_id = f.id
               WHERE f.organization_id = m.organization_id AND theirs.user_id = u.id)
    OR EXISTS (SELECT 1 FROM organization.course_families f
               JOIN course.courses attended ON attended.course_family_id = f.id
               JOIN course.course_members theirs ON theirs.course_id = attended.id
               WHERE f.organization_id = m.organization_id AND theirs.user_id = u.id))`;
}
