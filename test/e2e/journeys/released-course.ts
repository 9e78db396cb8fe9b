import { createContent, createCourse, type TestCourse } from '../../factories/course.js';
import { createExampleVersion, type ExampleOptions, type TestExample } from '../../factories/example.js';
import { assignExample, releaseTemplate } from '../../factories/release.js';
import type { Stage } from './stage.js';

/** A course in its second week: a unit with a released exercise that is tested, and one that is only handed in. */
export interface ReleasedCourse {
  course: TestCourse;
  unitId: string;
  testedId: string;
  essayId: string;
  example: TestExample;
}

export async function createReleasedCourse(
  { t }: Stage,
  options: ExampleOptions = {},
): Promise<ReleasedCourse> {
  const course = await createCourse(t);
  const unitId = await createContent(t, course, {
    course_content_type_id: course.unitTypeId,
    path: 'week_1',
    title: 'Week 1',
  });
  const testedId = await createContent(t, course, {
    path: 'week_1.addition',
    title: 'Addition',
    position: 1,
    max_test_runs: 20,
    max_submissions: 3,
  });
  const essayId = await createContent(t, course, { path: 'week_1.essay', title: 'Essay', position: 2 });
  const example = await createExampleVersion(t, {
    ...options,
    files: { 'studentTemplates/add.py': 'total = None\n' },
  });
  await assignExample(t.admin, testedId, example.identifier);
  await releaseTemplate(t, t.admin, course.id);
  return { course, unitId, testedId, essayId, example };
}
