import { readFiles, zip } from '../archive.js';
import type { ApiClient } from '../client.js';
import type { ExampleVersion, Identified } from '../contract-types.js';
import type { DemoCourse, DemoRun } from '../demo-run.js';
import { EXERCISES, type Exercise, type ExerciseId } from '../exercises.js';
import { exerciseFolder } from '../paths.js';
import { teacher } from './accounts.js';

const UNIT = 'week_1';

interface Scope {
  readonly organizationId: string;
  readonly courseId: string;
}

/** Steps 1 and 2 of the journey: organization, family, course, teachers, contents, exercises. */
export async function prepareCourse(run: DemoRun): Promise<DemoCourse> {
  const scope = await createScope(run);
  const lecturer = await teacher(run, {
    username: 'demo.lecturer',
    given_name: 'Lise',
    family_name: 'Lehner',
    email: 'lise.lehner@teachers.example.org',
  });
  const tutor = await teacher(run, {
    username: 'demo.tutor',
    given_name: 'Tom',
    family_name: 'Tanner',
    email: 'tom.tanner@teachers.example.org',
  });
  await join(run.admin, scope, lecturer.userId, '_lecturer');
  await join(lecturer.client, scope, tutor.userId, '_tutor');
  run.output.log('  a lecturer and a tutor have joined the course');
  const contents = await createContents(run, lecturer.client, scope);
  return { id: scope.courseId, lecturer: lecturer.client, tutor: tutor.client, contents };
}

async function createScope(run: DemoRun): Promise<Scope> {
  const { admin, suffix } = run;
  const organization = await admin.post<Identified>('/organizations', {
    path: `demo_${suffix}`,
    organization_type: 'organization',
    title: 'Demo University',
  });
  const family = await admin.post<Identified>('/course-families', {
    path: 'programming',
    organization_id: organization.id,
    title: 'Programming',
  });
  const course = await admin.post<Identified>('/courses', {
    path: `term_${suffix}`,
    course_family_id: family.id,
    title: 'Introduction to Programming',
    language_code: 'en',
  });
  run.output.log(`  organization demo_${suffix}, course family programming, course term_${suffix}`);
  return { organizationId: organization.id, courseId: course.id };
}

async function join(by: ApiClient, scope: Scope, userId: string, role: string): Promise<void> {
  await by.post('/course-members', {
    user_id: userId,
    course_id: scope.courseId,
    course_role_id: role,
  });
}

async function createContents(
  run: DemoRun,
  lecturer: ApiClient,
  scope: Scope,
): Promise<ReadonlyMap<ExerciseId, string>> {
  const unitType = await createType(lecturer, scope, 'unit', 'Week', 'blue');
  const assignmentType = await createType(lecturer, scope, 'assignment', 'Exercise', 'green');
  const content = (path: string, type: string, title: string, position: number) =>
    lecturer.post<Identified>('/course-contents', {
      path,
      course_id: scope.courseId,
      course_content_type_id: type,
      title,
      position,
    });
  await content(UNIT, unitType, 'Week 1: reading data', 1);
  const repository = await lecturer.post<Identified>('/example-repositories', {
    name: `Demo exercises ${run.suffix}`,
    description: 'The exercises of the demo journey.',
    source_url: 'https://example.org/demo-exercises.git',
    organization_id: scope.organizationId,
  });
  const contents = new Map<ExerciseId, string>();
  for (const [index, exercise] of EXERCISES.entries()) {
    const path = `${UNIT}.${exercise.pathLabel}`;
    const assignment = await content(path, assignmentType, exercise.title, index + 1);
    const version = await uploadExercise(lecturer, repository.id, exercise);
    await lecturer.post(`/lecturers/course-contents/${assignment.id}/assign-example`, {
      example_identifier: `lectern.demo.${exercise.directory}`,
      version_tag: version.version_tag,
    });
    contents.set(exercise.directory, assignment.id);
    run.output.log(`  ${path}: ${exercise.title} (${exercise.language}), version ${version.version_tag}`);
  }
  return contents;
}

async function createType(
  lecturer: ApiClient,
  scope: Scope,
  kind: string,
  title: string,
  color: string,
): Promise<string> {
  const type = await lecturer.post<Identified>('/course-content-types', {
    slug: kind,
    title,
    color,
    course_id: scope.courseId,
    course_content_kind_id: kind,
  });
  return type.id;
}

async function uploadExercise(
  lecturer: ApiClient,
  repositoryId: string,
  exercise: Exercise,
): Promise<ExampleVersion> {
  const archive = await zip(await readFiles(exerciseFolder(exercise.directory)));
  return lecturer.post<ExampleVersion>('/examples/upload', {
    repository_id: repositoryId,
    directory: exercise.directory,
    files: { [`${exercise.directory}.zip`]: archive.toString('base64') },
  });
}
