import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import type { Actor } from '../../../access/actor.js';
import { Transaction } from '../../../platform/database/transaction.js';

/** A course as the actor is to it. */
export interface AddressedCourse {
  id: string;
  title: string | null;
  path: string;
  /** Level of his course role, 0 without one. */
  level: number;
}

/** Finds whom an address of a repository means, by present names, else by former ones. */
@Injectable()
export class RepositoryOwnerRepository {
  constructor(private readonly tx: Transaction) {}

  /** The course among those the actor is a member of (an administrator: all), or null. */
  async findCourse(
    actor: Actor,
    { organization, family, course }: { organization: string; family: string; course: string },
  ): Promise<AddressedCourse | null> {
    return this.tx.row<AddressedCourse & Record<string, unknown>>(sql`
      SELECT c.id, c.title, c.path, coalesce(r.hierarchy_level, 0) AS level
      FROM organization.organizations o
      JOIN organization.course_families f ON f.organization_id = o.id
      JOIN course.courses c ON c.course_family_id = f.id
      LEFT JOIN course.course_members m ON m.course_id = c.id AND m.user_id = ${actor.userId}
      LEFT JOIN course.course_roles r ON r.id = m.course_role_id
      WHERE (o.path = ${organization} OR o.id IN ${formerly(sql`p.organization_id`, organization)})
        AND (f.path = ${family} OR f.id IN ${formerly(sql`p.course_family_id`, family)})
        AND (c.path = ${course} OR c.id IN ${formerly(sql`p.course_id`, course)})
        AND (${actor.isAdmin} OR m.id IS NOT NULL)
      ORDER BY (o.path = ${organization})::int + (f.path = ${family})::int + (c.path = ${course})::int DESC,
        m.id IS NULL, c.created_at
      LIMIT 1`);
  }

  /** Title and path of a course, whoever asks. */
  async findCourseById(id: string): Promise<{ id: string; title: string | null; path: string } | null> {
    return this.tx.row(sql`SELECT id, title, path FROM course.courses WHERE id = ${id}`);
  }

  /** Id of the account of a member of the course by his user name, or null. */
  async findStudent(courseId: string, username: string): Promise<string | null> {
    const found = await this.tx.row<{ id: string }>(sql`
      SELECT u.id FROM course.course_members m JOIN auth.users u ON u.id = m.user_id
      WHERE m.course_id = ${courseId}
        AND (u.username = ${username}
          OR u.id IN (SELECT p.user_id FROM git.former_paths p WHERE lower(p.path) = lower(${username})))
      ORDER BY (u.username = ${username}) DESC, m.created_at LIMIT 1`);
    return found?.id ?? null;
  }

  /** Whether the actor is in a team of the course; null when there is no such team. */
  async isInTeam(actor: Actor, courseId: string, groupId: string): Promise<boolean | null> {
    const found = await this.tx.row<{ in_group: boolean }>(sql`
      SELECT EXISTS (
        SELECT 1 FROM submission.submission_group_members gm
        JOIN course.course_members m ON m.id = gm.course_member_id
        WHERE gm.submission_group_id = g.id AND m.user_id = ${actor.userId}) AS in_group
      FROM submission.submission_groups g
      WHERE g.id = ${groupId} AND g.course_id = ${courseId} AND g.personal_course_member_id IS NULL`);
    return found?.in_group ?? null;
  }

  /** Those of the keys of repositories whose course, account or team is not there, with the course where that is missing. */
  async findForgotten(keys: readonly string[]): Promise<{ key: string; gone_course_id: string | null }[]> {
    return this.tx.rows(sql`
      SELECT k.key, CASE WHEN c.id IS NULL THEN k.course_id END AS gone_course_id
      FROM (
        SELECT key, split_part(key, '/', 1)::uuid AS course_id, split_part(key, '/', 2) AS kind,
          nullif(split_part(key, '/', 3), '')::uuid AS owner_id
        FROM unnest(${keys}::text[]) AS key) k
      LEFT JOIN course.courses c ON c.id = k.course_id
      WHERE c.id IS NULL
        OR (k.kind = 'students' AND NOT EXISTS (SELECT 1 FROM auth.users u WHERE u.id = k.owner_id))
        OR (k.kind = 'teams' AND NOT EXISTS (
          SELECT 1 FROM submission.submission_groups g WHERE g.id = k.owner_id AND g.course_id = k.course_id))`);
  }
}

/** Ids of those that had this path once. */
function formerly(owner: Sql, path: string): Sql {
  return sql`(SELECT ${owner} FROM git.former_paths p WHERE lower(p.path) = lower(${path}) AND p.path = ${path})`;
}
