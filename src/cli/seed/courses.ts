import { uuidv7 } from 'uuidv7';
import { copyRows } from './copy.js';
import type { SeededExample } from './library.js';
import type { SeededPeople } from './people.js';
import type { SeededAssignment, SeededCourse, Seeding } from './plan.js';

const DAY_MS = 24 * 3600 * 1000;
const PER_UNIT = 10;
const TERM_DAYS = 100;
/** Share of all students in a course beside the first one, which everybody takes. */
const SMALLEST_SHARE = 0.02;
const BIGGEST_SHARE = 0.1;
const TUTORS_PER_COURSE = 5;

/** An organization with one family. */
export async function seedOrganization({ client, mark }: Seeding) {
  const [organizationId, familyId] = [uuidv7(), uuidv7()];
  await copyRows(
    client,
    'organization.organizations',
    ['id', 'path', 'organization_type', 'title'],
    [[organizationId, `seed_${mark}`, 'organization', `Seeded university ${mark}`]],
  );
  await copyRows(
    client,
    'organization.course_families',
    ['id', 'organization_id', 'path', 'title'],
    [[familyId, organizationId, 'programming', 'Programming']],
  );
  return { organizationId, familyId };
}

/** One course with groups, members, a tree of units and assignments, and an example assigned to each assignment. */
export async function seedCourse(
  seeding: Seeding,
  place: { familyId: string; number: number },
  people: SeededPeople,
  library: readonly SeededExample[],
): Promise<SeededCourse> {
  const id = uuidv7();
  const title = place.number === 1 ? 'Introduction to programming' : `Programming, course ${place.number}`;
  await copyRows(
    seeding.client,
    'course.courses',
    ['id', 'course_family_id', 'path', 'title'],
    [[id, place.familyId, `course_${place.number}`, title]],
  );
  const members = await seedMembers(seeding, id, place.number, people);
  const assignments = await seedContents(seeding, id, library);
  return { id, ...members, assignments };
}

async function seedMembers(seeding: Seeding, courseId: string, number: number, people: SeededPeople) {
  const { client, chance } = seeding;
  const groups = ['Monday', 'Tuesday', 'Wednesday', 'Thursday'].map((title) => ({ id: uuidv7(), title }));
  await copyRows(
    client,
    'course.course_groups',
    ['id', 'course_id', 'title'],
    groups.map((group) => [group.id, courseId, group.title]),
  );
  const share = SMALLEST_SHARE + chance.next() * (BIGGEST_SHARE - SMALLEST_SHARE);
  const students =
    number === 1
      ? people.students
      : chance.sample(people.students, Math.ceil(people.students.length * share));
  const tutors = chance.sample(people.tutors, TUTORS_PER_COURSE);
  const lecturer = people.lecturers[(number - 1) % people.lecturers.length] as string;
  const row = (userId: string, role: string, groupId: string | null) =>
    [uuidv7(), userId, courseId, role, groupId] as const;
  const studentRows = students.map((userId) => row(userId, '_student', chance.pick(groups).id));
  const tutorRows = tutors.map((userId) => row(userId, '_tutor', null));
  const rows = await copyRows(
    client,
    'course.course_members',
    ['id', 'user_id', 'course_id', 'course_role_id', 'course_group_id'],
    [...studentRows, ...tutorRows, row(lecturer, '_lecturer', null)],
  );
  seeding.filled('course.course_members', rows);
  return { students: studentRows.map(([id]) => id), tutors: tutorRows.map(([id]) => id) };
}

/** Units of ten assignments each; the assignments open and end one after another over the last term. */
async function seedContents(seeding: Seeding, courseId: string, library: readonly SeededExample[]) {
  const { client } = seeding;
  const [unitType, assignmentType] = [uuidv7(), uuidv7()];
  await copyRows(
    client,
    'course.course_content_types',
    ['id', 'course_id', 'course_content_kind_id', 'slug', 'title', 'color'],
    [
      [unitType, courseId, 'unit', 'week', 'Week', 'blue'],
      [assignmentType, courseId, 'assignment', 'homework', 'Homework', 'green'],
    ],
  );
  const columns = [
    'id',
    'course_id',
    'course_content_type_id',
    'path',
    'title',
    'position',
    'opens_at',
    'due_at',
  ];
  const units = Array.from({ length: Math.ceil(library.length / PER_UNIT) }, (_, index) => index + 1);
  await copyRows(
    client,
    'course.course_contents',
    columns,
    units.map((unit) => [uuidv7(), courseId, unitType, `week_${unit}`, `Week ${unit}`, unit, null, null]),
  );
  const assignments = library.map((example, index): SeededAssignment & { example: SeededExample } => ({
    contentId: uuidv7(),
    exampleVersionId: example.versionId,
    ...datesOf(index / library.length),
    example,
  }));
  await copyRows(
    client,
    'course.course_contents',
    columns,
    assignments.map(({ contentId, opensAt, dueAt }, index) => {
      const path = `week_${Math.floor(index / PER_UNIT) + 1}.exercise_${index + 1}`;
      return [contentId, courseId, assignmentType, path, `Exercise ${index + 1}`, index, opensAt, dueAt];
    }),
  );
  await seedDeployments(seeding, assignments);
  return assignments;
}

async function seedDeployments(
  { client }: Seeding,
  assignments: readonly { contentId: string; opensAt: Date; example: SeededExample }[],
): Promise<void> {
  await copyRows(
    client,
    'course.deployments',
    [
      ...['id', 'course_content_id', 'example_id', 'example_version_id', 'example_identifier', 'version_tag'],
      ...['deployment_status', 'deployed_at', 'deployment_path'],
    ],
    assignments.map(({ contentId, opensAt, example }) => [
      ...[uuidv7(), contentId, example.exampleId, example.versionId, example.identifier, '1.0.0'],
      ...['deployed', opensAt, example.identifier],
    ]),
  );
}

function datesOf(part: number): { opensAt: Date; dueAt: Date } {
  const opensAt = new Date(Date.now() - (1 - part) * TERM_DAYS * DAY_MS - 14 * DAY_MS);
  return { opensAt, dueAt: new Date(opensAt.getTime() + 14 * DAY_MS) };
}
