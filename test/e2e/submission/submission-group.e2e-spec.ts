import sql from 'sql-template-tag';
import { SubmissionGroupService } from '../../../src/modules/submission/services/submission-group.service.js';
import { addMember, createContent, createCourse } from '../../factories/course.js';
import { createUser } from '../../factories/user.js';
import { countRows, createAssignment, groupOf, handedIn } from '../../factories/hand-in.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';

describe('submission groups', () => {
  let t: TestApplication;
  beforeAll(async () => {
    t = await startTestApplication();
  });
  afterAll(() => t.close());

  const ids = (answer: { body: { id: string }[] }) => answer.body.map((row) => row.id).sort();

  it('come into being once per member and content, however many first reads there are at once', async () => {
    const course = await createCourse(t);
    const contents = [await createContent(t, course), await createContent(t, course)];
    const student = await addMember(t, course.id, '_student');
    const reads = await Promise.all(
      Array.from({ length: 25 }, () => student.client.get(`/submission-groups?course_id=${course.id}`)),
    );
    const made = await Promise.all(
      Array.from({ length: 25 }, (_, n) =>
        t.get(SubmissionGroupService).ensureForMember(student.memberId, contents[n % 2] as string),
      ),
    );
    expect(new Set(reads.map((read) => read.headers['x-total-count']))).toEqual(new Set(['2']));
    expect(new Set(made).size).toBe(2);
    expect(await countRows(t, 'submission_groups', sql`course_id = ${course.id}`)).toBe(2);
    expect(await countRows(t, 'submission_group_members', sql`course_id = ${course.id}`)).toBe(2);
  });

  it('are made for all members of a course at once without an empty one left', async () => {
    const course = await createCourse(t);
    for (let n = 0; n < 3; n += 1) await createContent(t, course);
    const members = await Promise.all(Array.from({ length: 6 }, () => addMember(t, course.id, '_student')));
    const service = t.get(SubmissionGroupService);
    await Promise.all([
      service.ensureForCourse(null, course.id),
      ...members.map((member) => service.ensureForCourse(member.memberId, course.id)),
      service.ensureForCourse(null, course.id),
    ]);
    const everybody = members.length + 1;
    expect(await countRows(t, 'submission_groups', sql`course_id = ${course.id}`)).toBe(3 * everybody);
    const empty = sql`course_id = ${course.id} AND id NOT IN (
      SELECT submission_group_id FROM submission.submission_group_members)`;
    expect(await countRows(t, 'submission_groups', empty)).toBe(0);
  });

  it('have the fields of the contract', async () => {
    const { course, contentId, student, groupId } = await createAssignment(t, { max_submissions: 3 });
    const answer = await student.client.get(`/submission-groups/${groupId}`);
    expect(answer.status).toBe(200);
    expect(answer.headers['etag']).toBe('"1"');
    expect(answer.body).toEqual({
      id: groupId,
      course_id: course.id,
      course_content_id: contentId,
      display_name: null,
      max_group_size: 1,
      max_submissions: null,
      max_test_runs: null,
      properties: {
        gitlab: expect.objectContaining({ full_path: `${course.fullPath}/students/${student.username}` }),
      },
      status: null,
      last_submitted_result_id: null,
      created_at: expect.any(String),
      updated_at: expect.any(String),
      created_by: null,
      updated_by: null,
    });
  });

  it('are seen by their members and by tutors, by nobody else', async () => {
    const { course, student, other, tutor, groupId } = await createAssignment(t);
    const stranger = await createUser(t);
    expect((await tutor.client.get(`/submission-groups/${groupId}`)).status).toBe(200);
    for (const client of [other.client, stranger.client]) {
      const answer = await client.get(`/submission-groups/${groupId}`);
      expect([answer.status, answer.body.error_code]).toEqual([404, 'SUBMIT_002']);
    }
    expect(ids(await student.client.get(`/submission-groups?course_id=${course.id}`))).toEqual([groupId]);
    const ofTutor = await tutor.client.get(`/submission-groups?course_id=${course.id}`);
    expect(ids(ofTutor)).toContain(groupId);
    expect(ofTutor.body).toHaveLength(5);
    expect((await stranger.client.get(`/submission-groups?course_id=${course.id}`)).body).toEqual([]);
  });

  it('of archived contents are left out, of unopened ones for students', async () => {
    const { course, student, tutor, lecturer, contentId, groupId } = await createAssignment(t);
    const later = await createContent(t, course, { opens_at: '2099-01-01T00:00:00Z' });
    await groupOf(t, student.memberId, later);
    expect((await student.client.get(`/submission-groups?course_content_id=${later}`)).body).toEqual([]);
    expect((await tutor.client.get(`/submission-groups?course_content_id=${later}`)).body).toHaveLength(5);
    await lecturer.client.patch(`/course-contents/${contentId}/archive`);
    expect((await tutor.client.get(`/submission-groups/${groupId}`)).status).toBe(404);
    expect((await student.client.get('/submission-groups')).body).toEqual([]);
  });

  it('can be sorted by the status of their current grade, those without one last', async () => {
    const { course, student, other, tutor, contentId, groupId } = await createAssignment(t);
    const otherGroup = await groupOf(t, other.memberId, contentId);
    const mine = await handedIn(student.client, groupId, { submit: true });
    const theirs = await handedIn(other.client, otherGroup, { submit: true });
    await tutor.client.post(`/submissions/artifacts/${mine}/grades`, { grade: 1, status: 1 });
    await tutor.client.post(`/submissions/artifacts/${theirs}/grades`, { grade: 1, status: 3 });
    const firstTwo = async (sort: string) => {
      const url = `/submission-groups?course_id=${course.id}&sort=${sort}&limit=2`;
      return (await tutor.client.get(url)).body.map((group: { id: string }) => group.id) as string[];
    };
    expect(await firstTwo('status')).toEqual([groupId, otherGroup]);
    expect(await firstTwo('-status')).toEqual([otherGroup, groupId]);
  });

  it('that nobody handed in to let a content become a unit, which has none', async () => {
    const { course, student, tutor, lecturer, contentId, groupId } = await createAssignment(t);
    const become = async (typeId: string) => {
      const change = { course_content_type_id: typeId };
      const { status, body } = await lecturer.client.patch(`/course-contents/${contentId}`, change);
      return [status, body.error_code];
    };
    expect(await become(course.unitTypeId)).toEqual([200, undefined]);
    for (const url of ['/submission-groups', '/tutors/submission-groups'])
      expect((await tutor.client.get(`${url}?course_id=${course.id}`)).body).toEqual([]);
    expect((await student.client.get(`/submission-groups/${groupId}`)).status).toBe(404);
    expect(await become(course.assignmentTypeId)).toEqual([200, undefined]);
    expect((await student.client.get(`/submission-groups/${groupId}`)).status).toBe(200);
    await handedIn(student.client, groupId);
    expect(await become(course.unitTypeId)).toEqual([409, 'CONTENT_006']);
  });

  it('of several people are not made for single members', async () => {
    const course = await createCourse(t);
    const contentId = await createContent(t, course, { max_group_size: 2 });
    const student = await addMember(t, course.id, '_student');
    expect(await t.get(SubmissionGroupService).ensureForMember(student.memberId, contentId)).toBeNull();
    expect((await student.client.get('/submission-groups')).body).toEqual([]);
  });

  it('are refused with bad filters and without credentials', async () => {
    const bad = await t.admin.get('/submission-groups?course_id=1');
    expect([bad.status, bad.body.error_code]).toEqual([400, 'VAL_003']);
    expect((await t.anonymous.get('/submission-groups')).status).toBe(401);
  });

  it('keep a content and a member from being deleted once there is a hand-in', async () => {
    const { course, contentId, student, other, lecturer, groupId } = await createAssignment(t);
    await handedIn(student.client, groupId);
    const content = await lecturer.client.delete(`/course-contents/${contentId}`);
    expect([content.status, content.body.error_code]).toEqual([409, 'CONTENT_006']);
    expect((await lecturer.client.delete(`/course-members/${student.memberId}`)).status).toBe(409);
    await groupOf(t, other.memberId, contentId);
    expect((await lecturer.client.delete(`/course-members/${other.memberId}`)).status).toBe(204);
    expect(await countRows(t, 'submission_groups', sql`course_id = ${course.id}`)).toBe(1);
  });

  describe('for tutors', () => {
    it('show every member of the course, filtered by what was handed in and graded', async () => {
      const { course, student, other, tutor, contentId, groupId } = await createAssignment(t, {
        max_submissions: 2,
      });
      const url = `/tutors/submission-groups?course_id=${course.id}`;
      const otherGroup = await groupOf(t, other.memberId, contentId);
      const artifactId = await handedIn(student.client, groupId, { submit: true });
      await handedIn(other.client, otherGroup, { submit: false });
      expect((await tutor.client.get(url)).headers['x-total-count']).toBe('5');
      expect(ids(await tutor.client.get(`${url}&has_submissions=true`))).toEqual([groupId]);
      expect(ids(await tutor.client.get(`${url}&has_ungraded_submissions=true`))).toEqual([groupId]);
      expect((await tutor.client.get(`${url}&offset=3&limit=1`)).body).toHaveLength(1);
      await tutor.client.post(`/submissions/artifacts/${artifactId}/grades`, { grade: 0.5 });
      expect(ids(await tutor.client.get(`${url}&has_ungraded_submissions=true`))).toEqual([]);
      const one = await tutor.client.get(`/tutors/submission-groups/${groupId}`);
      expect(one.body).toMatchObject({
        display_name: expect.stringContaining('Ada'),
        max_submissions: 2,
        member_count: 1,
        submission_count: 1,
        graded_submission_count: 1,
        latest_submission_id: artifactId,
        latest_grade: 0.5,
        average_grade: 0.5,
        has_ungraded_submissions: false,
        test_run_count: 0,
        properties: { gitlab: { full_path: `${course.fullPath}/students/${student.username}` } },
        members: [{ course_member_id: student.memberId, user_id: student.userId, given_name: 'Ada' }],
      });
    });

    it('can be narrowed to a course group', async () => {
      const { course, lecturer, tutor } = await createAssignment(t);
      const group = await lecturer.client.post('/course-groups', { course_id: course.id, title: 'A' });
      const member = await addMember(t, course.id, '_student', group.body.id as string);
      const answer = await tutor.client.get(
        `/tutors/submission-groups?course_id=${course.id}&course_group_id=${group.body.id}`,
      );
      expect(answer.body).toHaveLength(1);
      const one = await tutor.client.get(`/tutors/submission-groups/${answer.body[0].id}`);
      expect(one.body.members[0].course_member_id).toBe(member.memberId);
    });

    it('are refused to students, hidden from strangers, and need a course', async () => {
      const { course, student, groupId, tutor } = await createAssignment(t);
      const stranger = await createUser(t);
      const url = `/tutors/submission-groups?course_id=${course.id}`;
      expect((await student.client.get(url)).body.error_code).toBe('AUTHZ_004');
      expect((await student.client.get(`/tutors/submission-groups/${groupId}`)).status).toBe(403);
      expect((await stranger.client.get(url)).status).toBe(404);
      expect((await stranger.client.get(`/tutors/submission-groups/${groupId}`)).body.error_code).toBe(
        'SUBMIT_002',
      );
      const missing = await tutor.client.get('/tutors/submission-groups');
      expect([missing.status, missing.body.error_code]).toEqual([400, 'VAL_002']);
    });
  });
});
