import { zip } from '../demo/archive.js';
import { bounded } from '../demo/bounded.js';
import type { ApiClient } from '../demo/client.js';
import type {
  ExampleVersion,
  Identified,
  MemberImport,
  StudentContent,
  Upload,
  User,
} from '../demo/contract-types.js';

const PASSWORD = 'b3d5f7h9j2k4m6p8';
const SIGN_IN_AT_ONCE = 2;

/** A student who is signed in, with her group for the one assignment of the course. */
export interface BenchStudent {
  client: ApiClient;
  token: string;
  groupId: string;
}

/** A course with one assignment, a Python exercise with one value to be compared with the reference's. */
export interface BenchCourse {
  id: string;
  students: BenchStudent[];
}

/** What the exercise consists of: the reference computes 5, and so must the hand-ins. */
const EXERCISE = {
  'meta.yaml': [
    ...['version: 1.0.0', 'title: Addition', 'description: Adds two numbers.', 'language: python'],
    ...['properties:', '  executionBackend:', '    slug: lectern.python', ''],
  ].join('\n'),
  'test.yaml': [
    ...['type: python', 'name: Addition', 'version: "1.0"', 'properties:', '  tests:'],
    ...['    - type: variable', '      name: sum', '      entryPoint: add.py', '      tests:'],
    ...['        - name: total', ''],
  ].join('\n'),
  'add.py': 'total = 2 + 3\n',
};

/** Makes organization, course, exercise and so many students over HTTP. */
export async function createBenchCourse(
  admin: ApiClient,
  name: string,
  students: number,
): Promise<BenchCourse> {
  const organization = await admin.post<Identified>('/organizations', {
    ...{ path: `bench_${name}`, organization_type: 'organization', title: 'Bench' },
  });
  const family = await admin.post<Identified>('/course-families', {
    ...{ path: 'programming', organization_id: organization.id, title: 'Programming' },
  });
  const course = await admin.post<Identified>('/courses', {
    ...{ path: name, course_family_id: family.id, title: name, language_code: 'en' },
  });
  const contentId = await createAssignment(admin, course.id, organization.id, name);
  const numbers = Array.from({ length: students }, (_, index) => index);
  return {
    id: course.id,
    students: await bounded(numbers, SIGN_IN_AT_ONCE, (number) =>
      enrol(admin, course.id, contentId, `${name}${number}`),
    ),
  };
}

async function createAssignment(
  admin: ApiClient,
  courseId: string,
  organizationId: string,
  name: string,
): Promise<string> {
  const type = await admin.post<Identified>('/course-content-types', {
    ...{ slug: 'assignment', title: 'Exercise', color: 'green' },
    ...{ course_id: courseId, course_content_kind_id: 'assignment' },
  });
  const content = await admin.post<Identified>('/course-contents', {
    ...{
      path: 'addition',
      course_id: courseId,
      course_content_type_id: type.id,
      title: 'Addition',
      position: 1,
    },
  });
  const repository = await admin.post<Identified>('/example-repositories', {
    ...{ name: `Bench ${name}`, organization_id: organizationId },
    ...{ description: '', source_url: `https://example.org/${name}.git` },
  });
  const version = await admin.post<ExampleVersion>('/examples/upload', {
    ...{ repository_id: repository.id, directory: `bench-${name}`, files: EXERCISE },
  });
  await admin.post(`/lecturers/course-contents/${content.id}/assign-example`, {
    ...{ example_identifier: `bench.${name}`, version_tag: version.version_tag },
  });
  return content.id;
}

async function enrol(
  admin: ApiClient,
  courseId: string,
  contentId: string,
  name: string,
): Promise<BenchStudent> {
  const answer = await admin.post<MemberImport>(`/course-member-import/${courseId}`, {
    ...{ email: `${name}@students.example.org`, given_name: 'Student', family_name: name },
    course_group_title: 'All',
  });
  const user = await admin.get<User>(`/users/${answer.course_member?.user_id}`);
  await admin.post('/user/password', { username: user.username, password: PASSWORD });
  const { client, login } = await admin.with({}).login(user.username ?? '', PASSWORD);
  const contents = await client.get<StudentContent[]>('/students/course-contents', { course_id: courseId });
  const groupId = contents.find(({ id }) => id === contentId)?.submission_group?.id;
  if (groupId == null) throw new Error(`${name} has no group`);
  return { client, token: login.access_token, groupId };
}

/** A solution that is right and that nobody has handed in before. */
export function uniqueSolution(number: number): Record<string, string> {
  return { 'add.py': `# hand-in ${number} of this bench\ntotal = ${number} - ${number - 5}\n` };
}

/** Packs files as a student's editor does. */
export function packed(files: Record<string, string>): Promise<Buffer> {
  return zip(new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)])));
}

/** POST /submissions/artifacts; returns the id of the artifact. */
export async function handIn(student: BenchStudent, archive: Buffer): Promise<string> {
  const form = new FormData();
  form.set('submission_create', JSON.stringify({ submission_group_id: student.groupId, submit: true }));
  const blob = new Blob([archive as Uint8Array<ArrayBuffer>], { type: 'application/zip' });
  form.set('file', blob, 'hand-in.zip');
  const [artifact] = (await student.client.upload<Upload>('/submissions/artifacts', form)).artifacts;
  if (artifact === undefined) throw new Error('the upload made no artifact');
  return artifact;
}

/** POST /tests; returns the id of the result. */
export async function askForTest(student: BenchStudent, artifactId: string): Promise<string> {
  return (await student.client.post<Identified>('/tests', { artifact_id: artifactId })).id;
}
