import { bounded } from '../bounded.js';
import type { MemberImport, User } from '../contract-types.js';
import type { DemoCourse, DemoRun, EnrolledStudent } from '../demo-run.js';
import { Progress } from '../progress.js';
import { STUDENTS, type Student } from '../students.js';
import { signIn } from './accounts.js';

const AT_ONCE = 4;

/** Step 3: the lecturer enrols the students one by one, and each of them signs in. */
export async function enrol(run: DemoRun, course: DemoCourse): Promise<EnrolledStudent[]> {
  const progress = new Progress('students', STUDENTS.length, run.output);
  return bounded(STUDENTS, AT_ONCE, async (student) => {
    const enrolled = await enrolOne(run, course, student);
    progress.advance();
    return enrolled;
  });
}

async function enrolOne(run: DemoRun, course: DemoCourse, student: Student): Promise<EnrolledStudent> {
  const answer = await course.lecturer.post<MemberImport>(`/course-member-import/${course.id}`, {
    email: student.email,
    given_name: student.givenName,
    family_name: student.familyName,
    course_group_title: student.group,
  });
  const member = answer.course_member;
  if (!answer.success || member === null) {
    throw new Error(`${student.email} could not be enrolled: ${answer.message ?? 'no reason was given'}`);
  }
  const user = await run.admin.get<User>(`/users/${member.user_id}`);
  if (user.username === null) throw new Error(`${student.email} got no user name`);
  return { student, courseMemberId: member.id, client: await signIn(run, user.username) };
}
