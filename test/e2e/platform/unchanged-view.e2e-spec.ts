import { addMember, createContent, createCourse, unique } from '../../factories/course.js';
import { createExampleVersion } from '../../factories/example.js';
import { createAssignment, handedIn, makeTestable, type TestAssignment } from '../../factories/hand-in.js';
import { createService } from '../../factories/service.js';
import { createUser } from '../../factories/user.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';
import type { Answer, TestClient } from '../../setup/test-client.js';

/** Who polls which path, and what changes in the view without changing its row. */
interface Case {
  reader: TestClient;
  path: string;
  change: () => Promise<Answer>;
}

const VERSION_DIGITS = /^"(\d+)\d{12}"$/;

describe('If-None-Match on a view that shows more than its row', () => {
  let t: TestApplication;
  beforeAll(async () => {
    t = await startTestApplication();
  });
  afterAll(() => t.close());

  const official = async (): Promise<TestAssignment & { artifact: string }> => {
    const assignment = await createAssignment(t);
    const { student, groupId } = assignment;
    return {
      ...assignment,
      artifact: await handedIn(student.client, groupId, { submit: true, version: 'v1' }),
    };
  };
  const grade = async () => {
    const all = await official();
    const change = () =>
      all.tutor.client.post(`/submissions/artifacts/${all.artifact}/grades`, { grade: 0.5, status: 1 });
    return { ...all, change };
  };

  const cases: Record<string, () => Promise<Case>> = {
    'a group that is graded': async () => {
      const { student, groupId, change } = await grade();
      return { reader: student.client, path: `/submission-groups/${groupId}`, change };
    },
    'a group that is graded, as tutors see it': async () => {
      const { tutor, groupId, change } = await grade();
      return { reader: tutor.client, path: `/tutors/submission-groups/${groupId}`, change };
    },
    'a hand-in that is graded': async () => {
      const { student, artifact, change } = await grade();
      return { reader: student.client, path: `/submissions/artifacts/${artifact}`, change };
    },
    'a hand-in that is tested': async () => {
      const { student, artifact, contentId } = await official();
      await makeTestable(t, contentId, (await createService(t)).id);
      const change = () => student.client.post('/tests', { artifact_id: artifact });
      return { reader: student.client, path: `/submissions/artifacts/${artifact}`, change };
    },
    'a member who changes his name': async () => {
      const { tutor, student } = await createAssignment(t);
      const change = () => t.admin.patch(`/users/${student.userId}`, { family_name: 'Changed' });
      return { reader: tutor.client, path: `/course-members/${student.memberId}`, change };
    },
    'a course whose family is called otherwise': async () => {
      const { student, course } = await createAssignment(t);
      const change = () => t.admin.patch(`/course-families/${course.familyId}`, { title: 'Changed' });
      return { reader: student.client, path: `/courses/${course.id}`, change };
    },
    'a family whose organization moves': async () => {
      const { organizationId, familyId } = await createCourse(t);
      const change = () => t.admin.patch(`/organizations/${organizationId}`, { path: unique('moved') });
      return { reader: t.admin, path: `/course-families/${familyId}`, change };
    },
    'a content whose type gets another colour': async () => {
      const { student, lecturer, course, contentId } = await createAssignment(t);
      const type = `/course-content-types/${course.assignmentTypeId}`;
      const change = () => lecturer.client.patch(type, { color: 'red' });
      return { reader: student.client, path: `/course-contents/${contentId}`, change };
    },
    'a content whose type gets another colour, as lecturers see it': async () => {
      const { lecturer, course, contentId } = await createAssignment(t);
      const type = `/course-content-types/${course.assignmentTypeId}`;
      const change = () => lecturer.client.patch(type, { color: 'red' });
      return { reader: lecturer.client, path: `/lecturers/course-contents/${contentId}`, change };
    },
    'a deployment whose example has a newer version': async () => {
      const course = await createCourse(t);
      const lecturer = await addMember(t, course.id, '_lecturer');
      const content = await createContent(t, course);
      const { exampleId, repositoryId, directory } = await createExampleVersion(t);
      const path = `/lecturers/course-contents/${content}`;
      await t.admin.post(`${path}/assign-example`, { example_id: exampleId, version_tag: 'latest' });
      const change = async () => {
        await createExampleVersion(t, { repositoryId, directory, version: '2.0.0' });
        return t.admin.get(`/examples/${exampleId}`);
      };
      return { reader: lecturer.client, path: `${path}/deployment`, change };
    },
    'a message that is read': async () => {
      const { student, tutor, groupId } = await createAssignment(t);
      const { body } = await tutor.client.post('/messages', { content: 'Hi', submission_group_id: groupId });
      const change = () => student.client.post(`/messages/${body.id}/reads`);
      return { reader: student.client, path: `/messages/${body.id}`, change };
    },
    'a user who gets a role': async () => {
      const user = await createUser(t);
      const change = () => t.admin.post('/user-roles', { user_id: user.id, role_id: '_user_manager' });
      return { reader: t.admin, path: `/users/${user.id}`, change };
    },
  };

  it.each(Object.keys(cases))('knows %s from the one before', async (name) => {
    const { reader, path, change } = await (cases[name] as () => Promise<Case>)();
    const first = await reader.get(path);
    const tag = first.headers['etag'] ?? '';
    expect([first.status, tag]).toEqual([200, expect.stringMatching(VERSION_DIGITS)]);
    const same = await reader.get(path, { 'if-none-match': tag });
    expect([same.status, same.raw.length, same.headers['etag']]).toEqual([304, 0, tag]);
    expect((await change()).status).toBeLessThan(300);
    const next = await reader.get(path, { 'if-none-match': tag });
    expect([next.status, next.headers['etag']]).toEqual([200, expect.stringMatching(VERSION_DIGITS)]);
    expect(next.body).not.toEqual(first.body);
    expect((await reader.get(path, { 'if-none-match': next.headers['etag'] ?? '' })).status).toBe(304);
  });

  it('while If-Match asks for the row alone', async () => {
    const { course, lecturer } = await createAssignment(t);
    const path = `/courses/${course.id}`;
    const { headers } = await lecturer.client.get(path);
    await t.admin.patch(`/course-families/${course.familyId}`, { title: 'Changed' });
    const rename = (tag: string) => lecturer.client.patch(path, { title: tag }, { 'if-match': tag });
    const before = headers['etag'] ?? '';
    expect((await rename(before)).status).toBe(200);
    const late = await rename(before);
    expect([late.status, late.body.error_code]).toEqual([412, 'CONFLICT_002']);
    const version = VERSION_DIGITS.exec((await lecturer.client.get(path)).headers['etag'] ?? '')?.[1] ?? '';
    expect((await rename(`"${version}"`)).status).toBe(200);
  });
});
