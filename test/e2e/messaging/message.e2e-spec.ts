import sql from 'sql-template-tag';
import { USER_MANAGER } from '../../../src/access/roles.js';
import { Transaction } from '../../../src/platform/database/transaction.js';
import { addMember, createContent, type TestMember } from '../../factories/course.js';
import { createAssignment, type TestAssignment } from '../../factories/hand-in.js';
import { listed, post, posted } from '../../factories/message.js';
import { createUser, type TestUser } from '../../factories/user.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';
import type { Answer, TestClient } from '../../setup/test-client.js';

const TARGETS = [
  'user_id',
  'course_member_id',
  'submission_group_id',
  'course_content_id',
  'course_group_id',
  'course_id',
  'course_family_id',
  'organization_id',
] as const;

interface Row {
  target: Record<string, string>;
  writes: string[];
  /** See the target but may not write to it. */
  sees: string[];
  reads: string[];
}

describe('messages', () => {
  let t: TestApplication;
  let here: TestAssignment;
  let courseGroupId: string;
  let inGroup: TestMember;
  let stranger: TestUser;
  let manager: TestUser;
  let userManager: TestUser;

  beforeAll(async () => {
    t = await startTestApplication();
    here = await createAssignment(t);
    const group = await t.admin.post('/course-groups', { course_id: here.course.id, title: 'A' });
    courseGroupId = group.body.id as string;
    inGroup = await addMember(t, here.course.id, '_student', courseGroupId);
    stranger = await createUser(t);
    manager = await createUser(t);
    userManager = await createUser(t);
    await t.admin.post('/organization-members', {
      user_id: manager.id,
      organization_id: here.course.organizationId,
      organization_role_id: '_manager',
    });
    await t.admin.post('/user-roles', { user_id: userManager.id, role_id: USER_MANAGER });
  });
  afterAll(() => t.close());

  const code = ({ status, body }: Answer) => [status, (body as { error_code?: string } | null)?.error_code];
  const people = (): Record<string, TestClient> => ({
    student: here.student.client,
    other: here.other.client,
    inGroup: inGroup.client,
    tutor: here.tutor.client,
    lecturer: here.lecturer.client,
    manager: manager.client,
    userManager: userManager.client,
    stranger: stranger.client,
    admin: t.admin,
  });

  it('are written, read, changed and deleted, with every field of the contract', async () => {
    const created = await here.student.client.post('/messages', {
      content: 'Why is line 3 wrong?\n',
      title: '  Loops #help #ai::ask  ',
      submission_group_id: here.groupId,
    });
    expect(created.status).toBe(201);
    expect(created.headers['location']).toBe(`/messages/${created.body.id}`);
    expect(created.headers['etag']).toBe('"1"');
    const { created_at, ...rest } = created.body as Record<string, unknown>;
    expect(rest).toEqual({
      id: expect.any(String) as string,
      title: 'Loops #help #ai::ask',
      content: 'Why is line 3 wrong?\n',
      level: 0,
      parent_id: null,
      author_id: here.student.userId,
      author: { id: here.student.userId, given_name: 'Ada', family_name: 'Test' },
      author_course_member: {
        id: here.student.memberId,
        course_role_id: '_student',
        course_id: here.course.id,
      },
      is_read: true,
      is_author: true,
      is_deleted: false,
      deleted_by: null,
      scope: 'submission_group',
      ...Object.fromEntries(TARGETS.map((target) => [target, null])),
      submission_group_id: here.groupId,
      updated_at: created_at,
      created_by: here.student.userId,
      updated_by: here.student.userId,
    });
    const id = created.body.id as string;
    const seen = await here.tutor.client.get(`/messages/${id}`);
    expect(seen.body).toMatchObject({ id, is_read: false, is_author: false });
    const list = await here.tutor.client.get(`/messages?id=${id}`);
    expect([list.headers['x-total-count'], list.body]).toEqual(['1', [seen.body]]);

    const late = await here.student.client.patch(`/messages/${id}`, { title: 'x' }, { 'if-match': '"7"' });
    expect(code(late)).toEqual([412, 'CONFLICT_002']);
    const changed = await here.student.client.patch(`/messages/${id}`, { title: null, content: 'Solved.' });
    expect(changed.body).toMatchObject({ title: null, content: 'Solved.' });
    expect(changed.headers['etag']).toBe('"2"');
    const same = await here.student.client.patch(`/messages/${id}`, {});
    expect([same.status, same.headers['etag']]).toEqual([200, '"2"']);
    expect(code(await here.student.client.patch(`/messages/${id}`, { content: null }))).toEqual([
      400,
      'VAL_001',
    ]);

    const reply = await posted(here.tutor.client, { parent_id: id });
    expect((await here.student.client.delete(`/messages/${id}`)).status).toBe(204);
    expect((await here.student.client.delete(`/messages/${id}`)).status).toBe(204);
    const gone = await here.tutor.client.get(`/messages/${id}`);
    expect(gone.body).toMatchObject({
      title: null,
      content: '[deleted]',
      is_deleted: true,
      deleted_by: 'author',
    });
    expect(await listed(here.tutor.client, `?submission_group_id=${here.groupId}`)).toEqual([reply, id]);
    expect(code(await here.student.client.patch(`/messages/${id}`, { content: 'x' }))).toEqual([
      409,
      'CONFLICT_005',
    ]);
  });

  it('keep what was said: every change has an audit row', async () => {
    const id = await posted(here.student.client, {
      content: 'one',
      title: 'first',
      submission_group_id: here.groupId,
    });
    await here.student.client.patch(`/messages/${id}`, { content: 'two' });
    expect((await t.admin.delete(`/messages/${id}`)).status).toBe(204);
    const rows = await t.get(Transaction).rows(sql`
      SELECT user_id, action, old_title, old_content, new_title, new_content
      FROM messaging.message_audit WHERE message_id = ${id} ORDER BY created_at`);
    const nothing = { old_title: null, old_content: null, new_title: null, new_content: null };
    const student = here.student.userId;
    expect(rows).toEqual([
      { ...nothing, user_id: student, action: 'created', new_title: 'first', new_content: 'one' },
      {
        user_id: student,
        action: 'updated',
        old_title: 'first',
        old_content: 'one',
        new_title: 'first',
        new_content: 'two',
      },
      {
        ...nothing,
        user_id: t.admin.userId,
        action: 'deleted',
        old_title: 'first',
        old_content: 'two',
      },
    ]);
    expect((await t.admin.get(`/messages/${id}`)).body).toMatchObject({ deleted_by: 'admin' });
  });

  /** Who writes and who reads, straight from the table of contract 07; the rest is refused (403) or sees nothing (404). */
  const TABLE = (): Row[] => [
    {
      target: {},
      writes: ['userManager', 'admin'],
      sees: Object.keys(people()),
      reads: Object.keys(people()),
    },
    {
      target: { submission_group_id: here.groupId },
      writes: ['student', 'tutor', 'lecturer', 'admin'],
      sees: [],
      reads: ['student', 'tutor', 'lecturer', 'admin'],
    },
    {
      target: { course_member_id: here.student.memberId },
      writes: ['student', 'tutor', 'lecturer', 'admin'],
      sees: [],
      reads: ['student', 'tutor', 'lecturer', 'admin'],
    },
    {
      target: { course_content_id: here.contentId },
      writes: ['lecturer', 'admin'],
      sees: ['student', 'other', 'inGroup', 'tutor'],
      reads: ['student', 'other', 'inGroup', 'tutor', 'lecturer', 'admin'],
    },
    {
      target: { course_id: here.course.id },
      writes: ['lecturer', 'admin'],
      sees: ['student', 'other', 'inGroup', 'tutor', 'manager'],
      reads: ['student', 'other', 'inGroup', 'tutor', 'lecturer', 'admin'],
    },
    {
      target: { course_group_id: courseGroupId },
      writes: ['lecturer', 'admin'],
      sees: ['inGroup', 'tutor'],
      reads: ['inGroup', 'tutor', 'lecturer', 'admin'],
    },
    {
      target: { course_family_id: here.course.familyId },
      writes: ['manager', 'admin'],
      sees: ['student', 'other', 'inGroup', 'tutor', 'lecturer'],
      reads: ['student', 'other', 'inGroup', 'tutor', 'lecturer', 'manager', 'admin'],
    },
    {
      target: { organization_id: here.course.organizationId },
      writes: ['manager', 'admin'],
      sees: ['student', 'other', 'inGroup', 'tutor', 'lecturer'],
      reads: ['student', 'other', 'inGroup', 'tutor', 'lecturer', 'manager', 'admin'],
    },
    {
      target: { user_id: here.student.userId },
      writes: ['tutor', 'lecturer', 'userManager', 'admin'],
      sees: ['student'],
      reads: ['student', 'admin'],
    },
  ];

  it('are written and read by whom the table of the contract names, for every target', async () => {
    for (const { target, writes, sees, reads } of TABLE()) {
      for (const [name, client] of Object.entries(people())) {
        const expected = writes.includes(name) ? 201 : sees.includes(name) ? 403 : 404;
        expect([target, name, (await post(client, target)).status]).toEqual([target, name, expected]);
      }
      const id = await posted(t.admin, target);
      for (const [name, client] of Object.entries(people())) {
        const { status } = await client.get(`/messages/${id}`);
        expect([target, name, status]).toEqual([target, name, reads.includes(name) ? 200 : 404]);
        const inList = (await listed(client, `?id=${id}`)).length === 1;
        expect([target, name, inList]).toEqual([target, name, reads.includes(name)]);
      }
    }
  });

  it('are changed by their author alone and deleted by author and administrator', async () => {
    const id = await posted(here.student.client, { submission_group_id: here.groupId });
    for (const client of [here.tutor.client, t.admin]) {
      expect((await client.patch(`/messages/${id}`, { content: 'mine' })).status).toBe(403);
    }
    expect((await here.tutor.client.delete(`/messages/${id}`)).status).toBe(403);
    expect(code(await here.other.client.patch(`/messages/${id}`, { content: 'mine' }))).toEqual([
      404,
      'NF_001',
    ]);
    expect((await here.other.client.delete(`/messages/${id}`)).status).toBe(404);
    expect((await t.admin.delete(`/messages/${id}`)).status).toBe(204);
  });

  it('go to the most specific target; replies stay where their parent went', async () => {
    const both = await post(here.lecturer.client, {
      course_id: here.course.id,
      course_content_id: here.contentId,
    });
    expect(both.body).toMatchObject({
      scope: 'course_content',
      course_content_id: here.contentId,
      course_id: null,
    });
    const parent = await posted(here.student.client, { submission_group_id: here.groupId });
    const reply = await post(here.tutor.client, { parent_id: parent });
    expect(reply.body).toMatchObject({ parent_id: parent, submission_group_id: here.groupId });
    expect(
      (await post(here.tutor.client, { parent_id: parent, submission_group_id: here.groupId })).status,
    ).toBe(201);
    const elsewhere = await post(here.tutor.client, {
      parent_id: parent,
      course_member_id: here.student.memberId,
    });
    expect(code(elsewhere)).toEqual([400, 'VAL_001']);
    const ofCourse = await posted(here.lecturer.client, { course_id: here.course.id });
    expect(code(await post(here.lecturer.client, { parent_id: ofCourse }))).toEqual([400, 'VAL_001']);
    expect(code(await post(here.other.client, { parent_id: parent }))).toEqual([404, 'NF_001']);
    expect(await listed(here.student.client, `?parent_id=${parent}`)).toHaveLength(2);
  });

  it('make a conversation with a user that both sides, and nobody else, read and go on with', async () => {
    const first = await posted(here.tutor.client, { user_id: here.student.userId });
    const answer = await post(here.student.client, { parent_id: first });
    expect(answer.body).toMatchObject({ scope: 'user', user_id: here.student.userId });
    const id = answer.body.id as string;
    expect(await listed(here.tutor.client, `?id=${id}`)).toEqual([id]);
    expect((await post(here.tutor.client, { parent_id: id })).status).toBe(201);
    expect((await here.lecturer.client.get(`/messages/${id}`)).status).toBe(404);
    expect((await post(here.lecturer.client, { parent_id: id })).status).toBe(404);
  });

  it('for a content are hidden while it is not open', async () => {
    const hidden = await createContent(t, here.course, { opens_at: '2100-01-01T00:00:00Z' });
    const id = await posted(here.lecturer.client, { course_content_id: hidden });
    expect((await here.tutor.client.get(`/messages/${id}`)).status).toBe(200);
    expect((await here.student.client.get(`/messages/${id}`)).status).toBe(404);
    expect(await listed(here.student.client, `?course_content_id=${hidden}`)).toEqual([]);
    await t.admin.patch(`/course-contents/${hidden}`, { opens_at: '2020-01-01T00:00:00Z' });
    expect(await listed(here.student.client, `?course_content_id=${hidden}`)).toEqual([id]);
  });

  it('refuse bad input', async () => {
    for (const body of [
      {},
      { content: '' },
      { content: 'x'.repeat(16_385) },
      { content: 'x', title: 'y'.repeat(256) },
      { content: 'x', level: 1.5 },
      { content: 'x', course_id: 'here' },
      { content: 'nul \u0000' },
    ]) {
      expect(code(await here.lecturer.client.post('/messages', body))).toEqual([
        400,
        expect.stringMatching(/^VAL_00/) as string,
      ]);
    }
    for (const query of ['?id=1', '?scope=planet', '?created_after=soon', '?unread=maybe', '?sort=content']) {
      expect((await here.lecturer.client.get(`/messages${query}`)).status).toBe(400);
    }
    expect(code(await here.lecturer.client.get('/messages/42'))).toEqual([400, 'VAL_003']);
    expect(code(await t.anonymous.get('/messages'))).toEqual([401, 'AUTH_001']);
  });
});
