import { addMember, createContent, createCourse } from '../../factories/course.js';
import { teamOf } from '../../factories/graded-course.js';
import { countRows, handedIn } from '../../factories/hand-in.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';
import type { Answer, TestClient } from '../../setup/test-client.js';
import { leaveAsAdministrator } from './people.js';

const refusal = ({ status, body }: Answer) => [status, body.error_code as string];

/** Rules of contract 09 that a request of valid form is needed for: the walk sends invalid ones on purpose. */
describe('who may grade', () => {
  let t: TestApplication;
  beforeAll(async () => {
    t = await startTestApplication();
  });
  afterAll(() => t.close());

  it('is a tutor who is a member of the course, but not of the group', async () => {
    const course = await createCourse(t);
    const contentId = await createContent(t, course, { max_group_size: 2 });
    await addMember(t, course.id, '_owner');
    await leaveAsAdministrator(t, course.id);
    const student = await addMember(t, course.id, '_student');
    const mate = await addMember(t, course.id, '_tutor');
    const tutor = await addMember(t, course.id, '_tutor');
    const artifactId = await handedIn(student.client, await teamOf(t, course, contentId, [student, mate]));
    const inView = `/tutors/course-members/${student.memberId}/course-contents/${contentId}`;
    const tries = async (client: TestClient) => [
      refusal(await client.post(`/submissions/artifacts/${artifactId}/grades`, { grade: 1 })),
      refusal(await client.patch(inView, { grade: 1 })),
    ];
    expect(await tries(student.client)).toEqual([
      [403, 'AUTHZ_004'],
      [403, 'AUTHZ_003'],
    ]);
    expect(await tries(mate.client)).toEqual([
      [403, 'AUTHZ_001'],
      [403, 'AUTHZ_001'],
    ]);
    expect(await tries(t.admin)).toEqual([
      [403, 'AUTHZ_003'],
      [403, 'AUTHZ_003'],
    ]);
    expect(await countRows(t, 'submission_grades')).toBe(0);
    expect(await tries(tutor.client)).toEqual([
      [201, undefined],
      [200, undefined],
    ]);
    expect(await countRows(t, 'submission_grades')).toBe(2);
  });
});
