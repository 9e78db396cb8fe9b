import sql, { raw, type Sql } from 'sql-template-tag';
import { Transaction } from '../../../src/platform/database/transaction.js';
import {
  createGradedCourse,
  graded,
  type GradedCourse,
  submitted,
  tested,
} from '../../factories/graded-course.js';
import { explained, listStatementsOf } from '../../setup/list-statements.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';

/** Tables that grow with every student and hand-in: no list may walk through one of them. */
const LARGE =
  /Seq Scan on (submission_groups|submission_group_members|submission_artifacts|submission_grades|results|result_artifacts|course_members|course_contents)\b/g;

describe('lists that are read all the time', () => {
  let t: TestApplication;
  let world: GradedCourse;
  beforeAll(async () => {
    t = await startTestApplication();
    world = await createGradedCourse(t);
    const artifact = await submitted(t, world.ada, world.contents.loops);
    await tested(t, artifact, { memberId: world.ada.memberId, result: 0.5 });
    await graded(world.tutor, artifact, 1);
  });
  afterAll(() => t.close());
  afterEach(() => jest.restoreAllMocks());

  /** What a repeated call asks the database for its list. */
  async function statementsOf(who: 'ada' | 'tutor', path: string): Promise<Sql[]> {
    const { client } = world[who];
    expect((await client.get(path)).status).toBe(200);
    const execute = jest.spyOn(t.get(Transaction), 'execute');
    const asked = await listStatementsOf(t, async () => {
      expect((await client.get(path)).body.length).toBeGreaterThan(0);
    });
    expect(execute).not.toHaveBeenCalled();
    return asked;
  }

  /** The plan when PostgreSQL walks through a table only where no index can help. */
  async function planOf(statement: Sql): Promise<string> {
    const tx = t.get(Transaction);
    return tx.run(async () => {
      await tx.execute(sql`SET LOCAL enable_seqscan = off`);
      const lines = await tx.rows<{ 'QUERY PLAN': string }>(explained(statement));
      return lines.map((line) => line['QUERY PLAN']).join('\n');
    });
  }

  it.each([
    ['tutor', '/course-member-gradings?course_id={course}'],
    ['tutor', '/tutors/course-members?course_id={course}'],
    ['ada', '/students/course-contents'],
    ['ada', '/students/course-contents?course_id={course}'],
    ['ada', '/submissions/artifacts'],
    ['tutor', '/submissions/artifacts?course_content_id={content}&latest=true'],
    ['ada', '/results'],
    ['tutor', '/results?course_content_id={content}&latest=true'],
    ['ada', '/submissions/grades'],
  ] as const)('are one statement that uses indexes: %s %s', async (who, template) => {
    const path = template.replace('{course}', world.course.id).replace('{content}', world.contents.loops);
    const asked = await statementsOf(who, path);
    expect(asked).toHaveLength(1);
    const plan = await planOf(asked[0] as Sql);
    expect(plan).toMatch(/Index/);
    expect(plan.match(LARGE)).toBeNull();
  });

  it('would be found out if they walked through a table', async () => {
    const plan = await planOf(sql`SELECT count(*) FROM submission.results WHERE ${raw('version')} > 0`);
    expect(plan.match(LARGE)).toEqual(['Seq Scan on results']);
  });
});
