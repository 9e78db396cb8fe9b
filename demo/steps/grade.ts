import { unzip } from '../archive.js';
import { ApiError } from '../api-error.js';
import { bounded } from '../bounded.js';
import type { GradingRow, StudentContent, TutorGroup } from '../contract-types.js';
import type { DemoCourse, DemoRun, TestedHandIn } from '../demo-run.js';
import { EXERCISES } from '../exercises.js';
import type { HandInKind } from '../hand-in-kind.js';
import { Progress } from '../progress.js';
import { STUDENTS } from '../students.js';
import { expectedScore } from '../verdict.js';

const AT_ONCE = 4;
const MANY = 1000;
const CORRECTED = { number: 1, text: 'corrected' };
const CORRECTION_NECESSARY = { number: 2, text: 'correction_necessary' };
const IMPROVEMENT_POSSIBLE = { number: 3, text: 'improvement_possible' };

/** The grade 0..1 with two decimals that the tutor gives; an attack earns nothing, whatever its score. */
export function gradeOf(kind: HandInKind): number {
  return kind.attack === true ? 0 : Math.round(expectedScore(kind) * 100) / 100;
}

function statusOf(grade: number): { number: number; text: string } {
  if (grade === 1) return CORRECTED;
  return grade < 0.5 ? CORRECTION_NECESSARY : IMPROVEMENT_POSSIBLE;
}

/** Step 6, first half: the tutor downloads and grades what is ungraded, and the students see it. */
export async function gradeAll(
  run: DemoRun,
  course: DemoCourse,
  handIns: readonly TestedHandIn[],
): Promise<void> {
  const ungraded = await ungradedGroups(course);
  if (ungraded.length !== handIns.length) {
    run.differences.push(`the tutor sees ${ungraded.length} ungraded hand-ins instead of ${handIns.length}`);
  }
  const progress = new Progress('grades', handIns.length, run.output);
  const byArtifact = new Map(handIns.map((handIn) => [handIn.artifactId, handIn]));
  await bounded(ungraded, AT_ONCE, async (listed) => {
    const group = await course.tutor.get<TutorGroup>(`/tutors/submission-groups/${listed.id}`);
    const handIn = byArtifact.get(group.latest_submission_id ?? '');
    if (handIn === undefined) {
      run.differences.push(`the newest hand-in of group ${group.id} is not the one that was handed in`);
      return;
    }
    run.differences.push(...(await gradeOne(run, course, handIn)));
    progress.advance();
  });
  const left = await ungradedGroups(course);
  if (left.length > 0)
    run.differences.push(`${left.length} hand-ins are still called ungraded after grading`);
}

function ungradedGroups(course: DemoCourse): Promise<TutorGroup[]> {
  return course.tutor.get<TutorGroup[]>('/tutors/submission-groups', {
    course_id: course.id,
    has_ungraded_submissions: true,
    limit: MANY,
  });
}

async function gradeOne(run: DemoRun, course: DemoCourse, handIn: TestedHandIn): Promise<string[]> {
  const { by, kind, contentId, artifactId } = handIn;
  const name = `${kind.id} of ${by.student.familyName}`;
  const differences: string[] = [];
  const archive = await course.tutor.download(`/submissions/artifacts/${artifactId}/download`);
  if (!sameFiles(await unzip(archive), handIn.files)) {
    differences.push(`${name}: the downloaded files differ from those that were handed in`);
  }
  const grade = gradeOf(kind);
  const status = statusOf(grade);
  await course.tutor.patch(
    `/tutors/course-members/${by.courseMemberId}/course-contents/${contentId}`,
    { artifact_id: artifactId, grade, status: status.number, feedback: kind.feedback },
    { 'idempotency-key': `demo-${run.suffix}-grade-${artifactId}` },
  );
  const seen = await by.client.get<StudentContent>(`/students/course-contents/${contentId}`);
  const newest = seen.submission_group?.gradings?.[0];
  if (newest?.grading !== grade || newest.feedback !== kind.feedback || seen.status !== status.text) {
    differences.push(
      `${name}: the student does not see the grade ${grade} (${status.text}) with its feedback`,
    );
  }
  return differences;
}

/** True when both sets hold the same paths with the same bytes. */
export function sameFiles(some: ReadonlyMap<string, Buffer>, others: ReadonlyMap<string, Buffer>): boolean {
  return (
    some.size === others.size &&
    [...some].every(([path, content]) => others.get(path)?.equals(content) === true)
  );
}

/** A student asks for the result of another one; the only right answer is 404. */
export async function checkPrivacy(run: DemoRun, handIns: readonly TestedHandIn[]): Promise<void> {
  const [own, foreign] = [handIns[0], handIns.find((handIn) => handIn.by !== handIns[0]?.by)];
  if (own === undefined || foreign === undefined) return;
  for (const path of [
    `/results/${foreign.result.id}`,
    `/submissions/artifacts/${foreign.artifactId}/download`,
  ]) {
    const status = await own.by.client.download(path).then(
      () => 200,
      (error: unknown) => (error instanceof ApiError ? error.status : Promise.reject(error)),
    );
    if (status !== 404) run.differences.push(`a student got ${status} for ${path} of another student`);
  }
}

/** Step 6, second half: the lecturer reads the gradebook; its averages are checked. */
export async function readGradebook(
  run: DemoRun,
  course: DemoCourse,
  handIns: readonly TestedHandIn[],
): Promise<GradingRow[]> {
  const rows = await course.lecturer.get<GradingRow[]>('/course-member-gradings', { course_id: course.id });
  if (rows.length !== STUDENTS.length) {
    run.differences.push(`the gradebook has ${rows.length} rows instead of ${STUDENTS.length}`);
  }
  for (const row of rows) {
    const own = handIns.filter((handIn) => handIn.by.courseMemberId === row.course_member_id);
    const sum = own.reduce((total, handIn) => total + gradeOf(handIn.kind), 0);
    const average = sum / EXERCISES.length;
    if (Math.abs((row.overall_average_grading ?? 0) - average) > 0.00006) {
      run.differences.push(
        `the gradebook has the average ${String(row.overall_average_grading)} for ${String(row.family_name)} instead of ${average}`,
      );
    }
    if (row.total_submitted_assignments !== own.length) {
      run.differences.push(
        `the gradebook counts ${row.total_submitted_assignments} hand-ins of ${String(row.family_name)} instead of ${own.length}`,
      );
    }
  }
  return rows;
}
