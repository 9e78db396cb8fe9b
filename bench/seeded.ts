import type { DataSource } from 'typeorm';

/** The first course of a seed, with user names of people in it. */
export interface SeededPlace {
  courseId: string;
  students: number;
  contents: number;
  student: string[];
  tutor: string[];
  lecturer: string[];
}

/** The courses that every student of a seed takes, biggest first. */
export async function seededCourses(source: DataSource): Promise<(SeededPlace & Record<string, unknown>)[]> {
  const rows: Record<string, never>[] = await source.query(`
    SELECT c.id AS "courseId",
      (SELECT count(*)::int FROM course.course_members m WHERE m.course_id = c.id AND m.course_role_id = '_student') AS size,
      (SELECT count(*)::int FROM course.deployments d JOIN course.course_contents cc ON cc.id = d.course_content_id
       WHERE cc.course_id = c.id) AS contents,
      people.*
    FROM course.courses c
    JOIN organization.course_families f ON f.id = c.course_family_id
    JOIN organization.organizations o ON o.id = f.organization_id AND o.path LIKE 'seed\\_%'
    CROSS JOIN LATERAL (
      SELECT array_agg(u.username::text ORDER BY u.username) FILTER (WHERE m.course_role_id = '_student') AS student,
        array_agg(u.username::text ORDER BY u.username) FILTER (WHERE m.course_role_id = '_tutor') AS tutor,
        array_agg(u.username::text ORDER BY u.username) FILTER (WHERE m.course_role_id = '_lecturer') AS lecturer
      FROM course.course_members m JOIN auth.users u ON u.id = m.user_id WHERE m.course_id = c.id) people
    WHERE c.path = 'course_1'
    ORDER BY size DESC`);
  return rows.map(({ size, ...row }) => ({ ...row, students: size })) as never;
}
