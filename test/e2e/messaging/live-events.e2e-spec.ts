import sql from 'sql-template-tag';
import type { ActorName } from '../access/actors.js';
import { createWorld } from '../access/world.js';
import { MessageRepository } from '../../../src/modules/messaging/repositories/message.repository.js';
import { CourseNewsService } from '../../../src/modules/course/services/course-news.service.js';
import { Transaction } from '../../../src/platform/database/transaction.js';
import { Events } from '../../../src/platform/events/events.js';
import { addMember, createContent, createCourse } from '../../factories/course.js';
import { createExampleVersion } from '../../factories/example.js';
import { graded, tested } from '../../factories/graded-course.js';
import { createAssignment, handedIn, type TestAssignment } from '../../factories/hand-in.js';
import { post, posted } from '../../factories/message.js';
import { createUser } from '../../factories/user.js';
import { LiveClient, listenForSockets, type ReceivedFrame } from '../../setup/live-client.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';

describe('events on the WebSocket', () => {
  let t: TestApplication;
  let url: string;
  let here: TestAssignment;
  beforeAll(async () => {
    t = await startTestApplication();
    url = await listenForSockets(t);
    here = await createAssignment(t);
  });
  afterAll(() => t.close());

  const connect = async (...members: { client: TestAssignment['student']['client'] }[]) =>
    Promise.all(members.map(({ client }) => LiveClient.as(url, client)));
  const ended = (...clients: LiveClient[]) => Promise.all(clients.map((client) => client.close()));

  it('are subscribed by whom the contract names, for every kind of channel', async () => {
    const group = await t.admin.post('/course-groups', { course_id: here.course.id, title: 'Mine' });
    const grouped = await addMember(t, here.course.id, '_student', group.body.id as string);
    const hidden = await createContent(t, here.course, { opens_at: '2100-01-01T00:00:00Z' });
    const stranger = await createUser(t);
    const people = {
      student: here.student.client,
      grouped: grouped.client,
      tutor: here.tutor.client,
      lecturer: here.lecturer.client,
      stranger: stranger.client,
      admin: t.admin,
    };
    const members = ['student', 'grouped', 'tutor', 'lecturer', 'admin'];
    const channels: Record<string, string[]> = {
      global: Object.keys(people),
      [`user:${here.student.userId}`]: ['student', 'admin'],
      [`course:${here.course.id}`]: members,
      [`course_content:${here.contentId}`]: members,
      [`course_content:${hidden}`]: ['tutor', 'lecturer', 'admin'],
      [`course_group:${group.body.id as string}`]: ['grouped', 'tutor', 'lecturer', 'admin'],
      [`submission_group:${here.groupId}`]: ['student', 'tutor', 'lecturer', 'admin'],
      [`course_family:${here.course.familyId}`]: members,
      [`organization:${here.course.organizationId}`]: members,
      [`course_member:${here.student.memberId}`]: [],
      'course:00000000-0000-7000-8000-000000000000': [],
      "course:'; DROP TABLE x": [],
      nonsense: [],
    };
    for (const [name, client] of Object.entries(people)) {
      const live = await LiveClient.as(url, client);
      live.send({ type: 'channel:subscribe', channels: Object.keys(channels) });
      const may = Object.entries(channels).flatMap(([channel, who]) => (who.includes(name) ? [channel] : []));
      expect([name, await live.next('channel:subscribed')]).toEqual([
        name,
        { type: 'channel:subscribed', channels: may },
      ]);
      const refused = Object.keys(channels).filter((channel) => !may.includes(channel));
      const rest = await live.rest();
      expect(rest.map((frame) => frame.type)).toEqual(refused.flatMap(() => ['channel:error', 'error']));
      expect(rest.filter((frame) => frame.type === 'channel:error').map((frame) => frame['channel'])).toEqual(
        refused,
      );
      live.send({ type: 'channel:unsubscribe', channels: [`course:${here.course.id}`, 'global'] });
      expect(await live.next('channel:unsubscribed')).toEqual({
        type: 'channel:unsubscribed',
        channels: [`course:${here.course.id}`],
      });
      await live.close();
    }
  });

  it('tell of messages on the channel, and every reader once', async () => {
    const [student, tutor, other] = await connect(here.student, here.tutor, here.other);
    if (!student || !tutor || !other) throw new Error('not connected');
    const channel = `submission_group:${here.groupId}`;
    await student.subscribe(channel);
    const written = await post(here.tutor.client, { submission_group_id: here.groupId, title: 'Hello' });
    const id = written.body.id as string;
    const { is_read: _read, is_author: _own, ...news } = written.body as Record<string, unknown>;
    const heard = await student.next('message:new');
    expect(heard).toEqual({
      type: 'message:new',
      channel,
      event_id: expect.stringMatching(/^\d+$/) as string,
      message_id: id,
      data: { ...news, channel },
    });
    const own = `user:${here.tutor.userId}`;
    expect(await tutor.next('message:new')).toMatchObject({
      channel: own,
      message_id: id,
      data: { channel: own },
    });
    await here.tutor.client.patch(`/messages/${id}`, { content: 'changed' });
    const update = await student.next('message:update');
    expect(update).toMatchObject({ channel, message_id: id, data: { content: 'changed' } });
    expect(BigInt(update['event_id'] as string)).toBeGreaterThan(BigInt(heard['event_id'] as string));
    await here.tutor.client.delete(`/messages/${id}`);
    expect(await student.next('message:delete')).toEqual({
      type: 'message:delete',
      channel,
      event_id: expect.any(String) as string,
      message_id: id,
      data: { channel, message_id: id },
    });
    expect(await student.rest()).toEqual([]);
    expect(await other.rest()).toEqual([]);
    const global = await posted(t.admin);
    expect(await other.next('message:new')).toMatchObject({ channel: 'global', message_id: global });
    await ended(student, tutor, other);
  });

  it('tell nothing of what was rolled back', async () => {
    const [client] = await connect(here.student);
    if (!client) throw new Error('not connected');
    const channel = `user:${here.student.userId}`;
    const publish = (data: Record<string, unknown>) =>
      t.get(Events).publish({ type: 'task:updated', channel, data });
    const failed = t.get(Transaction).run(async () => {
      await publish({ task_id: 'rolled back' });
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    await publish({ task_id: 'kept', error: 'é'.repeat(20_000) });
    expect(await client.next('task:updated')).toMatchObject({
      channel,
      data: { channel, task_id: 'kept', error: 'é'.repeat(20_000) },
    });
    expect(await client.rest()).toEqual([]);
    await client.close();
  });

  it('tell who has read a message, marked by frame or by request', async () => {
    const [student, tutor] = await connect(here.student, here.tutor);
    if (!student || !tutor) throw new Error('not connected');
    const channel = `submission_group:${here.groupId}`;
    await student.subscribe(channel);
    await tutor.subscribe(channel);
    const id = await posted(here.student.client, { submission_group_id: here.groupId });
    tutor.send({ type: 'read:mark', channel, message_id: id });
    const read = { type: 'read:update', channel, message_id: id, user_id: here.tutor.userId, read: true };
    expect(await student.next('read:update')).toEqual(read);
    expect(await tutor.next('read:update')).toEqual(read);
    expect((await here.tutor.client.get(`/messages/${id}`)).body).toMatchObject({ is_read: true });
    await here.tutor.client.delete(`/messages/${id}/reads`);
    expect(await student.next('read:update')).toEqual({ ...read, read: false });
    await here.tutor.client.delete(`/messages/${id}/reads`);
    const toAll = await posted(here.lecturer.client, { course_id: here.course.id });
    await student.subscribe(`course:${here.course.id}`);
    await here.tutor.client.post(`/messages/${toAll}/reads`);
    expect(await tutor.next('read:update', (frame) => frame['message_id'] === toAll)).toMatchObject({
      channel: `user:${here.tutor.userId}`,
    });
    expect((await student.rest()).filter((frame) => frame.type === 'read:update')).toEqual([]);
    await ended(student, tutor);
  });

  it('tell who types, to the others, until he stops or leaves', async () => {
    const [student, tutor] = await connect(here.student, here.tutor);
    if (!student || !tutor) throw new Error('not connected');
    const channel = `submission_group:${here.groupId}`;
    await student.subscribe(channel);
    await tutor.subscribe(channel);
    const typing = {
      type: 'typing:update',
      channel,
      user_id: here.tutor.userId,
      user_name: 'Ada Test',
      is_typing: true,
    };
    tutor.send({ type: 'typing:start', channel });
    expect(await student.next('typing:update')).toEqual(typing);
    tutor.send({ type: 'typing:stop', channel });
    expect(await student.next('typing:update')).toEqual({ ...typing, is_typing: false });
    tutor.send({ type: 'typing:start', channel });
    expect(await student.next('typing:update')).toEqual(typing);
    expect(await tutor.rest()).toEqual([]);
    await tutor.close();
    expect(await student.next('typing:update')).toEqual({ ...typing, is_typing: false });
    student.send({ type: 'typing:start', channel: 'global' });
    expect(await student.next('system:error')).toMatchObject({ code: 'INVALID_EVENT' });
    await student.close();
  });

  it('end with the right to hear them', async () => {
    const course = await createCourse(t);
    const [tutor, student] = [
      await addMember(t, course.id, '_tutor'),
      await addMember(t, course.id, '_student'),
    ];
    const [live, listener] = await connect(tutor, student);
    if (!live || !listener) throw new Error('not connected');
    const group = await t.admin.post('/course-groups', { course_id: course.id, title: 'A' });
    const channels = [`course_group:${group.body.id as string}`, `course:${course.id}`];
    await live.subscribe(...channels);
    await listener.subscribe(`course:${course.id}`);
    const demoted = await t.admin.patch(`/course-members/${tutor.memberId}`, { course_role_id: '_student' });
    expect(demoted.status).toBe(200);
    expect(await live.next('channel:unsubscribed')).toMatchObject({ channels: [channels[0]] });
    expect((await t.admin.delete(`/course-members/${tutor.memberId}`)).status).toBe(204);
    expect(await live.next('channel:unsubscribed')).toMatchObject({ channels: [channels[1]] });
    const hidden = await posted(t.admin, { course_id: course.id });
    expect(await listener.next('message:new')).toMatchObject({ message_id: hidden });
    expect(await live.rest()).toEqual([]);
    await ended(live, listener);
  });

  it('tell of contents: all of what students see, lecturers alone of the rest', async () => {
    const course = await createCourse(t);
    const [student, lecturer] = [
      await addMember(t, course.id, '_student'),
      await addMember(t, course.id, '_lecturer'),
    ];
    const [young, old] = await connect(student, lecturer);
    if (!young || !old) throw new Error('not connected');
    const channel = `course:${course.id}`;
    await young.subscribe(channel);
    await old.subscribe(channel);
    const changes = (frames: ReceivedFrame[]) =>
      frames.map(({ data }) => (data as { change_type: string }).change_type);
    const id = await createContent(t, course, { position: 1 });
    expect(await young.next('course:content_updated')).toEqual({
      type: 'course:content_updated',
      channel,
      event_id: expect.any(String) as string,
      data: {
        channel,
        course_id: course.id,
        course_content_id: id,
        change_type: 'created',
        timestamp: expect.any(String) as string,
      },
    });
    await t.admin.patch(`/course-contents/${id}`, { title: 'New' });
    await t.admin.patch(`/course-contents/${id}`, {});
    await t.admin.patch(`/course-contents/${id}`, { position: 5 });
    await t.admin.patch(`/course-contents/${id}`, { opens_at: '2100-01-01T00:00:00Z' });
    await t.admin.patch(`/course-contents/${id}`, { title: 'Draft' });
    await t.admin.delete(`/course-contents/${id}`);
    const shown = await createContent(t, course);
    await young.next('course:content_updated', ({ data }) => {
      const { course_content_id } = data as { course_content_id: string };
      return course_content_id === shown;
    });
    expect(changes(await young.rest())).toEqual(['updated', 'reordered', 'updated']);
    await old.next('course:content_updated', ({ data }) => {
      const { course_content_id } = data as { course_content_id: string };
      return course_content_id === shown;
    });
    expect(changes(await old.rest())).toEqual([
      'created',
      'updated',
      'reordered',
      'updated',
      'updated',
      'deleted',
    ]);
    await ended(young, old);
  });

  it('tell lecturers of assignments, and the course of deployments that students see', async () => {
    const course = await createCourse(t);
    const [student, lecturer] = [
      await addMember(t, course.id, '_student'),
      await addMember(t, course.id, '_lecturer'),
    ];
    const contentId = await createContent(t, course);
    const example = await createExampleVersion(t);
    const [young, old] = await connect(student, lecturer);
    if (!young || !old) throw new Error('not connected');
    const channel = `course:${course.id}`;
    await young.subscribe(channel);
    await old.subscribe(channel);
    const assigned = await t.admin.post(`/lecturers/course-contents/${contentId}/assign-example`, {
      example_id: example.exampleId,
      version_tag: example.versionTag,
    });
    expect(assigned.status).toBe(200);
    const facts = {
      channel,
      course_id: course.id,
      course_content_id: contentId,
      deployment_id: assigned.body.deployment_id as string,
      example_identifier: example.identifier,
      version_tag: example.versionTag,
    };
    const heard = await old.next('deployment:assigned');
    expect(heard['data']).toEqual({
      ...facts,
      deployment_status: 'pending',
      timestamp: expect.any(String) as string,
    });
    const deployment = await t
      .get(Transaction)
      .row<Record<string, unknown>>(
        sql`SELECT * FROM course.deployments WHERE course_content_id = ${contentId}`,
      );
    await t.get(CourseNewsService).deploymentStatusChanged(deployment as never, 'failed');
    const status = await young.next('deployment:status_changed');
    expect(status['data']).toEqual({
      ...facts,
      previous_status: 'failed',
      new_status: 'pending',
      deployment_message: null,
      deployed_at: null,
      workflow_id: null,
      timestamp: expect.any(String) as string,
    });
    expect(await young.rest()).toEqual([]);
    await ended(young, old);
  });

  it('tell a submission group of its results and grades, and nobody else', async () => {
    const [student, other] = await connect(here.student, here.other);
    if (!student || !other) throw new Error('not connected');
    const channel = `submission_group:${here.groupId}`;
    await student.subscribe(channel);
    other.send({ type: 'channel:subscribe', channels: [channel] });
    await other.next('channel:error');
    const artifact = await handedIn(here.student.client, here.groupId, { submit: true });
    const result = await tested(t, artifact, { memberId: here.student.memberId, status: 'started' });
    const ending = await t.admin.patch(`/results/${result}`, { status: 'finished', result: 0.5 });
    expect(ending.status).toBe(200);
    expect((await student.next('result:updated'))['data']).toEqual({
      channel,
      result_id: result,
      submission_artifact_id: artifact,
      status: 'finished',
      result: 0.5,
      timestamp: expect.any(String) as string,
    });
    const grade = await graded(here.tutor, artifact, 0.7);
    expect((await student.next('grade:updated'))['data']).toEqual({
      channel,
      artifact_id: artifact,
      grade_id: grade,
      timestamp: expect.any(String) as string,
    });
    const again = await here.tutor.client.patch(
      `/tutors/course-members/${here.student.memberId}/course-contents/${here.contentId}`,
      { grade: 0.8 },
    );
    expect(again.status).toBe(200);
    expect((await student.next('grade:updated'))['data']).toMatchObject({ artifact_id: artifact });
    expect((await other.rest()).map((frame) => frame.type)).toEqual(['error']);
    await ended(student, other);
  });

  it('reach exactly those whose lists show the message, for every target and kind of caller', async () => {
    const world = await createWorld(t);
    const idOf = (name: string) => {
      const id = world.ids[name];
      if (id === undefined) throw new Error(`the world has no ${name}`);
      return id;
    };
    const targets: Record<string, string>[] = [
      {},
      { organization_id: idOf('organization') },
      { course_family_id: idOf('family') },
      { course_id: idOf('course') },
      { course_content_id: idOf('content') },
      { course_group_id: idOf('group') },
      { course_member_id: idOf('member') },
      { user_id: idOf('user') },
      { submission_group_id: idOf('team') },
    ];
    const callers: [string, string][] = [];
    for (const [name, client] of Object.entries(world.clients) as [ActorName, typeof t.admin][]) {
      if (name === 'anonymous' || name === 'archived') continue;
      const { body } = await client.get('/user');
      callers.push([name, (body as { id: string }).id]);
    }
    for (const target of targets) {
      const id = await posted(t.admin, target);
      const readers = await t.get(MessageRepository).findReaders(
        id,
        callers.map(([, userId]) => userId),
      );
      for (const [name, userId] of callers) {
        const { status } = await world.clients[name as ActorName].get(`/messages/${id}`);
        expect([target, name, readers.includes(userId)]).toEqual([target, name, status === 200]);
      }
    }
  });
});
