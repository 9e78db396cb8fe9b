import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The order of contents is written out in the statements that need it; no server has called the function since. */
export class DropTreeOrder20261122011900 implements MigrationInterface {
  name = 'DropTreeOrder20261122011900';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION course.tree_order(uuid, ltree)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION course.tree_order(of_course uuid, of_path ltree) RETURNS course.tree_step[]
      LANGUAGE sql STABLE PARALLEL SAFE AS $$
        SELECT array_agg(ROW(above.position, above.path)::course.tree_step ORDER BY nlevel(above.path))
        FROM course.course_contents above
        WHERE above.course_id = of_course
          AND above.path = ANY (ARRAY(SELECT subpath(of_path, 0, depth) FROM generate_series(1, nlevel(of_path)) depth))
      $$`);
  }
}
