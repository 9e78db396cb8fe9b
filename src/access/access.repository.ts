import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { Transaction } from '../platform/database/transaction.js';
import { Actor, type Credential } from './actor.js';
import { ADMIN, scopedLevel } from './roles.js';
import type { Standing } from './rule.js';
import { defaultScopes } from './service-scopes.js';
import { SUBJECTS, type SubjectKind } from './subjects.js';

interface ActorRow {
  id: string;
  username: string;
  is_service: boolean;
  service_id: string | null;
  service_category: string | null;
  password_reset_required: boolean;
  roles: string[];
  claims: string[];
  highest_course_level: number;
  highest_scoped_level: number;
}

interface StandingRow {
  visible: boolean;
  course_level: number;
  family_level: number;
  organization_level: number;
  in_group: boolean;
  is_self: boolean;
  has_job: boolean;
  teaches_here: boolean;
}

export interface CredentialFacts {
  credential: Credential;
  sessionId: string | null;
  tokenId: string | null;
  scopes: readonly string[] | null;
}

/** Reads who is calling and what he is to a row; one statement each. */
@Injectable()
export class AccessRepository {
  constructor(private readonly tx: Transaction) {}

  /**
   * The caller with roles, claims and highest levels, or null when the account is archived or gone or its session
   * is over.
   */
  async findActor(userId: string, facts: CredentialFacts): Promise<Actor | null> {
    const found = await this.tx.row<ActorRow>(
      sql`
      SELECT u.id, u.username::text, u.is_service, u.password_reset_required,
        s.id AS service_id, t.category AS service_category,
        ARRAY(SELECT role_id FROM auth.user_roles r WHERE r.user_id = u.id) AS roles,
        ARRAY(SELECT DISTINCT c.claim_value FROM auth.user_roles r
              JOIN auth.role_claims c ON c.role_id = r.role_id WHERE r.user_id = u.id) AS claims,
        coalesce((SELECT max(r.hierarchy_level) FROM course.course_members m
              JOIN course.course_roles r ON r.id = m.course_role_id WHERE m.user_id = u.id), 0) AS highest_course_level,
        greatest(
          (SELECT max(r.hierarchy_level) FROM organization.organization_members m
             JOIN organization.organization_roles r ON r.id = m.organization_role_id WHERE m.user_id = u.id),
          (SELECT max(r.hierarchy_level) FROM organization.course_family_members m
             JOIN organization.course_family_roles r ON r.id = m.course_family_role_id WHERE m.user_id = u.id), 0)
          AS highest_scoped_level
      FROM auth.users u
      LEFT JOIN execution.services s ON s.user_id = u.id AND s.archived_at IS NULL
      LEFT JOIN execution.service_types t ON t.id = s.service_type_id
      WHERE u.id = ${userId} AND u.archived_at IS NULL
        AND (${facts.sessionId}::uuid IS NULL OR EXISTS (
          SELECT 1 FROM auth.user_sessions s WHERE s.id = ${facts.sessionId} AND s.user_id = u.id
            AND s.revoked_at IS NULL AND s.ended_at IS NULL AND s.expires_at > now()))`,
      'at once',
    );
    return found === null ? null : toActor(found, facts);
  }

  /** What the caller is to the row `id` of a kind, or null when there is no such row for him. */
  async findStanding(kind: SubjectKind, id: string, actor: Actor): Promise<Standing | null> {
    const manager = scopedLevel('_manager');
    const found = await this.tx.row<StandingRow>(sql`
      WITH subject AS (${SUBJECTS[kind].locate(id, actor)})
      SELECT s.visible, s.teaches_here,
        coalesce((SELECT r.hierarchy_level FROM course.course_members m
          JOIN course.course_roles r ON r.id = m.course_role_id
          WHERE m.course_id = s.course_id AND m.user_id = ${actor.userId}), 0) AS course_level,
        greatest(
          (SELECT r.hierarchy_level FROM organization.course_family_members m
            JOIN organization.course_family_roles r ON r.id = m.course_family_role_id
            WHERE m.course_family_id = s.course_family_id AND m.user_id = ${actor.userId}),
          (SELECT r.hierarchy_level FROM organization.organization_members m
            JOIN organization.organization_roles r ON r.id = m.organization_role_id AND r.hierarchy_level >= ${manager}
            WHERE m.organization_id = s.organization_id AND m.user_id = ${actor.userId}
              AND s.course_family_id IS NOT NULL), 0) AS family_level,
        coalesce((SELECT r.hierarchy_level FROM organization.organization_members m
          JOIN organization.organization_roles r ON r.id = m.organization_role_id
          WHERE m.organization_id = s.organization_id AND m.user_id = ${actor.userId}), 0) AS organization_level,
        EXISTS (SELECT 1 FROM submission.submission_group_members g
          JOIN course.course_members m ON m.id = g.course_member_id
          WHERE g.submission_group_id = s.submission_group_id AND m.user_id = ${actor.userId}) AS in_group,
        coalesce(s.owner_id = ${actor.userId}, false) AS is_self,
        EXISTS (SELECT 1 FROM execution.runs r WHERE r.worker_user_id = ${actor.userId} AND r.state = 'started'
          AND r.lease_expires_at > now() AND r.payload @> s.job) AS has_job
      FROM subject s`);
    if (found === null || !(found.visible || found.has_job)) return null;
    return {
      courseLevel: found.course_level,
      familyLevel: found.family_level,
      organizationLevel: found.organization_level,
      inGroup: found.in_group,
      isSelf: found.is_self,
      hasJob: found.has_job,
      teachesHere: found.teaches_here,
    };
  }
}

function toActor(found: ActorRow, facts: CredentialFacts): Actor {
  const byToken = facts.credential === 'api-token' && found.service_category !== null;
  return new Actor({
    ...facts,
    scopes: facts.scopes ?? (byToken ? defaultScopes(found.service_category) : null),
    userId: found.id,
    username: found.username,
    isAdmin: found.roles.includes(ADMIN),
    isService: found.is_service,
    serviceId: found.service_id,
    roles: new Set(found.roles),
    claims: new Set(found.claims),
    passwordResetRequired: found.password_reset_required,
    highestCourseLevel: found.highest_course_level,
    highestScopedLevel: found.highest_scoped_level,
  });
}
