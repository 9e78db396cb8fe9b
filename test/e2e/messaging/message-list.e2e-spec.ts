import sql from 'sql-template-tag';
import { Transaction } from '../../../src/platform/database/transaction.js';
import { addMember, createContent, type TestMember } from '../../factories/course.js';
import { createAssignment, groupOf, type TestAssignment } from '../../factories/hand-in.js';
import { writeMany } from '../../factories/many-messages.js';
import { listed, post, posted } from '../../factories/message.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';

describe('lists of messages', () => {
  let t: TestApplication;
  let here: TestAssignment;
  let elsewhere: TestAssignment;
  let grouped: TestMember;
  let ids: Record<string, string>;

  beforeAll(async () => {
    t = await startTestApplication();
    here = await createAssignment(t);
    elsewhere = await createAssignment(t);
    const group = await t.admin.post('/course-groups', { course_id: here.course.id, title: 'A' });
    const groupId = group.body.id as string;
    grouped = await addMember(t, here.course.id, '_student', groupId);
    const write = (fields: Record<string, unknown>) => posted(t.admin, fields);
    ids = {
      groupId,
      global: await write({ title: 'All #news' }),
      organization: await write({ organization_id: here.course.organizationId, title: '#news #ai::ask' }),
      family: await write({ course_family_id: here.course.familyId }),
      course: await write({ course_id: here.course.id, title: 'no#tag' }),
      content: await write({ course_content_id: here.contentId, title: '#ai::answer' }),
      courseGroup: await write({ course_group_id: groupId }),
      submissionGroup: await write({ submission_group_id: here.groupId }),
      member: await write({ course_member_id: here.student.memberId }),
      memberOfGroup: await write({ course_member_id: grouped.memberId }),
      user: await write({ user_id: here.student.userId }),
      elsewhere: await write({ course_id: elsewhere.course.id }),
    };
  });
  afterAll(() => t.close());

  const named = async (query: string, client = t.admin) => {
    const names = Object.fromEntries(Object.entries(ids).map(([name, id]) => [id, name]));
    return (await listed(client, query)).map((id) => names[id] ?? id);
  };

  it('walk down from a target', async () => {
    const inCourse = ['memberOfGroup', 'member', 'submissionGroup', 'courseGroup', 'content', 'course'];
    const { course } = here;
    expect(await named(`?organization_id=${course.organizationId}`)).toEqual([
      ...inCourse,
      'family',
      'organization',
    ]);
    expect(await named(`?course_family_id=${course.familyId}`)).toEqual([...inCourse, 'family']);
    expect(await named(`?course_id=${course.id}`)).toEqual(inCourse);
    expect(await named(`?course_id=${course.id}&course_id=${elsewhere.course.id}`)).toEqual([
      'elsewhere',
      ...inCourse,
    ]);
    expect(await named(`?course_content_id=${here.contentId}`)).toEqual(['submissionGroup', 'content']);
    expect(await named(`?course_group_id=${ids['groupId']}`)).toEqual(['memberOfGroup', 'courseGroup']);
    expect(await named(`?submission_group_id=${here.groupId}`)).toEqual(['member', 'submissionGroup']);
    expect(await named(`?course_member_id=${grouped.memberId}`)).toEqual(['memberOfGroup']);
    expect(await named(`?user_id=${here.student.userId}`)).toEqual(['user']);
  });

  it('filter by scope, author, time, tags and what is unread', async () => {
    expect(await named('?scope=global')).toEqual(['global']);
    expect(await named('?scope=global&scope=course')).toEqual(['elsewhere', 'course', 'global']);
    expect(await named(`?author_id=${here.tutor.userId}`)).toEqual([]);
    const { body } = await t.admin.get(`/messages/${ids['content']}`);
    const moment = encodeURIComponent((body as { created_at: string }).created_at);
    expect(await named(`?created_before=${moment}&limit=1`)).toEqual(['course']);
    expect((await named(`?created_after=${moment}`)).at(-1)).toBe('courseGroup');
    expect(await named('?tags=news')).toEqual(['organization', 'global']);
    expect(await named('?tags=news&tags=ai::ask')).toEqual(['organization']);
    expect(await named('?tags=news&tags=ai::ask&tags_match_all=true')).toEqual(['organization']);
    const any = '?tags=%23news&tags=ai::answer&tags_match_all=false';
    expect(await named(any)).toEqual(['content', 'organization', 'global']);
    expect(await named('?tag_scope=ai')).toEqual(['content', 'organization']);
    expect(await named('?tags=tag')).toEqual([]);
    const student = here.student.client;
    const unread = async () => (await named('?unread=true', student)).length;
    const before = await unread();
    await student.post(`/messages/${ids['course']}/reads`);
    expect(await unread()).toBe(before - 1);
    expect(await named('?unread=false', student)).toEqual(['course']);
    expect((await student.get(`/messages/${ids['course']}`)).body).toMatchObject({ is_read: true });
    await student.delete(`/messages/${ids['course']}/reads`);
    expect(await unread()).toBe(before);
  });

  it('page newest first with the number of all, and sort', async () => {
    const all = await listed(here.student.client, '');
    const page = await here.student.client.get('/messages?skip=2&limit=3');
    expect((page.body as { id: string }[]).map(({ id }) => id)).toEqual(all.slice(2, 5));
    expect(page.headers['x-total-count']).toBe(String(all.length));
    for (const query of ['?limit=0', '?skip=1000']) {
      const empty = await here.student.client.get(`/messages${query}`);
      expect([empty.body, empty.headers['x-total-count']]).toEqual([[], String(all.length)]);
    }
    expect(await listed(here.student.client, '?sort=created_at')).toEqual([...all].reverse());
    expect((await named('?sort=title&limit=2')).sort()).toEqual(['content', 'organization']);
  });

  it('show a filter that names something foreign nothing', async () => {
    expect(await named(`?course_id=${here.course.id}`, elsewhere.lecturer.client)).toEqual([]);
    expect(await named(`?submission_group_id=${here.groupId}`, here.other.client)).toEqual([]);
    expect(await named(`?user_id=${here.student.userId}`, here.tutor.client)).toEqual([]);
  });

  it('agree with the number of unread messages that views show', async () => {
    const contentId = await createContent(t, here.course);
    const groupId = await groupOf(t, here.student.memberId, contentId);
    const shown = async () => {
      const mine = await here.student.client.get(`/students/course-contents/${contentId}`);
      const row = mine.body as {
        unread_message_count: number;
        submission_group: { unread_message_count: number };
      };
      const members = await here.tutor.client.get(
        `/tutors/course-members?course_id=${here.course.id}&id=${here.student.memberId}`,
      );
      const theirs = await here.tutor.client.get(
        `/tutors/course-members/${here.student.memberId}/course-contents/${contentId}`,
      );
      return {
        own: row.unread_message_count,
        group: row.submission_group.unread_message_count,
        member: (members.body as { unread_message_count: number }[])[0]?.unread_message_count,
        theirs: (theirs.body as { unread_message_count: number }).unread_message_count,
      };
    };
    const before = await shown();
    expect(before).toMatchObject({ own: 0, group: 0, theirs: 0 });
    const member = (before.member ?? 0) + 1;
    const question = await posted(here.student.client, { submission_group_id: groupId });
    expect(await shown()).toEqual({ own: 0, group: 0, member, theirs: 1 });
    await posted(here.lecturer.client, { course_content_id: contentId });
    expect(await shown()).toEqual({ own: 1, group: 1, member, theirs: 2 });
    await here.tutor.client.post(`/messages/${question}/reads`);
    expect(await shown()).toEqual({ own: 1, group: 1, member: member - 1, theirs: 1 });
    const answer = await posted(here.tutor.client, { parent_id: question });
    expect(await shown()).toMatchObject({ own: 2, group: 2 });
    await here.tutor.client.delete(`/messages/${answer}`);
    expect(await shown()).toMatchObject({ own: 1, group: 1 });
  });

  it('hold one message when the same is sent fifty times at once, and as many as asked for with keys', async () => {
    const body = { content: 'once', submission_group_id: here.groupId };
    const send = (key?: string) =>
      here.student.client.post('/messages', body, key === undefined ? {} : { 'idempotency-key': key });
    const answers = await Promise.all(Array.from({ length: 50 }, () => send()));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map((answer) => answer.body.id as string)).size).toBe(1);
    const count = await t.get(Transaction).row(sql`
      SELECT count(*)::int AS count FROM messaging.messages WHERE content = 'once'`);
    expect(count).toEqual({ count: 1 });
    const keyed = [await send('a'), await send('b'), await send('a')];
    expect(keyed.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(keyed[0]?.body.id).not.toBe(keyed[1]?.body.id);
    expect([keyed[2]?.body.id, keyed[2]?.headers['idempotency-replayed']]).toEqual([
      keyed[0]?.body.id,
      'true',
    ]);
    expect((await post(here.other.client, { course_id: here.course.id })).status).toBe(403);
  });

  it('are read once when marked fifty times at once', async () => {
    const id = await posted(here.lecturer.client, { course_id: here.course.id });
    const mark = () => here.student.client.post(`/messages/${id}/reads`);
    const answers = await Promise.all(Array.from({ length: 50 }, mark));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]));
    const count = await t.get(Transaction).row(sql`
      SELECT count(*)::int AS count FROM messaging.message_reads
      WHERE message_id = ${id} AND user_id = ${here.student.userId}`);
    expect(count).toEqual({ count: 1 });
    expect((await here.student.client.delete(`/messages/${id}/reads`)).status).toBe(204);
    expect((await here.student.client.delete(`/messages/${id}/reads`)).status).toBe(204);
    expect((await elsewhere.student.client.post(`/messages/${id}/reads`)).status).toBe(404);
  });

  it('use indexes among 50,000 messages, for every kind of reader and filter', async () => {
    await writeMany(t, here, 50_000);
    const tx = t.get(Transaction);
    const explained: string[] = [];
    const rows = tx.rows.bind(tx);
    jest.spyOn(tx, 'rows').mockImplementation(async (statement, name) => {
      if (/WITH matching/.test(statement.text)) {
        const plan = await rows<{ 'QUERY PLAN': string }>(sql`EXPLAIN ${statement}`);
        explained.push(plan.map((line) => line['QUERY PLAN']).join('\n'));
      }
      return rows(statement, name);
    });
    const queries = [
      '',
      '?unread=true',
      `?course_id=${here.course.id}`,
      `?submission_group_id=${here.groupId}`,
      `?course_content_id=${here.contentId}`,
      '?scope=global',
      '?scope=user&limit=500',
      `?author_id=${here.tutor.userId}`,
      '?tags=nothing',
    ];
    for (const client of [here.student.client, here.tutor.client]) {
      for (const query of queries) expect((await client.get(`/messages${query}`)).status).toBe(200);
    }
    for (const query of [`?course_id=${here.course.id}`, '?tags=rare&limit=5']) {
      expect((await t.admin.get(`/messages${query}`)).status).toBe(200);
    }
    jest.restoreAllMocks();
    expect(explained).toHaveLength(2 * queries.length + 2);
    for (const plan of explained) expect(plan).not.toMatch(/Seq Scan on (messages|message_reads|results)/);
  });
});
