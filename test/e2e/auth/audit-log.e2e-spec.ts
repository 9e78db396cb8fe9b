import sql from 'sql-template-tag';
import { Transaction } from '../../../src/platform/database/transaction.js';
import { createExampleVersion } from '../../factories/example.js';
import { createAssignment, handedIn } from '../../factories/hand-in.js';
import { assignExample, releaseTemplate } from '../../factories/release.js';
import { createUser } from '../../factories/user.js';
import type { TestClient } from '../../setup/test-client.js';
import { worldOfEach } from '../../setup/world-of-each.js';

interface Entry {
  action: string;
  target_id: string;
  actor_id: string | null;
  request_id: string | null;
  ip: string | null;
  user_agent: string | null;
  details: Record<string, unknown>;
}

/** Contract 07, section 2: who, when, what, from where, in which request. */
describe('the audit log', () => {
  const here = worldOfEach(createAssignment);

  const entriesOf = (...targets: string[]) =>
    here.t.get(Transaction).rows<Entry & Record<string, unknown>>(sql`
      SELECT action, target_id, actor_id, request_id, ip, user_agent, details FROM auth.audit_log
      WHERE target_id = ANY(${targets}) ORDER BY id`);
  const actionsOf = async (...targets: string[]) => (await entriesOf(...targets)).map(({ action }) => action);
  /** The same caller in a request of this name. */
  const inRequest = (client: TestClient, id: string) =>
    client.with({ ...client.headers, 'x-request-id': id, 'user-agent': 'Lectern/test' });
  const ok = (answer: { status: number; raw: Buffer }) => {
    if (answer.status >= 300) throw new Error(`${answer.status} ${answer.raw.toString()}`);
  };

  it('has each change of a membership, with its author and its request', async () => {
    const { lecturer, course } = here.world;
    const user = await createUser(here.t);
    const fields = { course_id: course.id, user_id: user.id, course_role_id: '_student' };
    const made = await inRequest(lecturer.client, 'request-one').post('/course-members', fields);
    ok(made);
    const id = made.body.id as string;
    ok(
      await inRequest(lecturer.client, 'request-two').patch(`/course-members/${id}`, {
        course_role_id: '_tutor',
      }),
    );
    ok(
      await inRequest(lecturer.client, 'request-three').patch(`/course-members/${id}`, {
        properties: { a: 1 },
      }),
    );
    ok(await inRequest(lecturer.client, 'request-four').delete(`/course-members/${id}`));
    const row = { ...fields, course_group_id: null };
    const raised = { ...row, course_role_id: '_tutor' };
    const common = { target_id: id, actor_id: lecturer.userId, ip: '127.0.0.1', user_agent: 'Lectern/test' };
    expect(await entriesOf(id)).toEqual([
      { ...common, action: 'course_member.create', request_id: 'request-one', details: row },
      {
        ...common,
        action: 'course_member.update',
        request_id: 'request-two',
        details: { from: row, to: raised },
      },
      { ...common, action: 'course_member.delete', request_id: 'request-four', details: raised },
    ]);
    const role = { user_id: user.id, organization_id: course.organizationId };
    const scoped = await here.t.admin.post('/organization-members', {
      ...role,
      organization_role_id: '_developer',
    });
    expect(await actionsOf(scoped.body.id as string)).toEqual(['organization_member.create']);
  });

  it('has official submissions and grades, and no practice', async () => {
    const { student, tutor, groupId } = here.world;
    const practice = await handedIn(student.client, groupId, { version: 'v1' });
    expect(await entriesOf(practice)).toEqual([]);
    ok(await student.client.patch(`/submissions/artifacts/${practice}`, { properties: { a: 1 } }));
    ok(await student.client.patch(`/submissions/artifacts/${practice}`, { submit: true }));
    ok(await student.client.patch(`/submissions/artifacts/${practice}`, { submit: true }));
    ok(await tutor.client.patch(`/submissions/artifacts/${practice}`, { submit: false }));
    expect((await entriesOf(practice)).map(({ actor_id, details }) => [actor_id, details])).toEqual([
      [student.userId, { from: { submit: false }, to: { submit: true } }],
      [tutor.userId, { from: { submit: true }, to: { submit: false } }],
    ]);
    const official = await handedIn(student.client, groupId, { version: 'v2', submit: true });
    expect(await actionsOf(official)).toEqual(['submission_artifact.submit']);
    const made = await tutor.client.post(`/submissions/artifacts/${official}/grades`, {
      grade: 0.5,
      status: 1,
    });
    expect(await entriesOf(made.body.id as string)).toMatchObject([
      { action: 'submission_grade.create', details: { artifact_id: official, grade: 0.5, status: 1 } },
    ]);
  });

  it('has deadlines, releases and removals', async () => {
    const { lecturer, contentId, course } = here.world;
    const content = `/course-contents/${contentId}`;
    ok(await lecturer.client.patch(content, { title: 'New' }));
    ok(await lecturer.client.patch(content, { due_at: '2099-01-01T00:00:00Z' }));
    const example = await createExampleVersion(here.t);
    await assignExample(lecturer.client, contentId, example.identifier);
    const { answer } = await releaseTemplate(here.t, lecturer.client, course.id);
    const [started] = await entriesOf(course.id);
    expect(started).toMatchObject({
      action: 'release.start',
      actor_id: lecturer.userId,
      details: { task_id: answer.workflow_id, course_content_ids: [contentId] },
    });
    const { body } = await lecturer.client.get(`/lecturers${content}/deployment`);
    expect(await entriesOf(body.id as string)).toMatchObject([
      { action: 'deployment.release', actor_id: lecturer.userId },
    ]);
    ok(await lecturer.client.delete(content));
    expect(await actionsOf(contentId, body.id as string)).toEqual([
      'course_content.set_dates',
      'deployment.release',
      'course_content.delete',
      'deployment.delete',
    ]);
  });

  it('has nothing of what was refused or undone', async () => {
    const { tutor, other, lecturer, contentId } = here.world;
    const before = (await entriesOf(other.memberId)).length;
    expect((await tutor.client.delete(`/course-members/${other.memberId}`)).status).toBe(403);
    const wrong = { due_at: '2099-01-01T00:00:00Z', closes_at: '2098-01-01T00:00:00Z' };
    expect((await lecturer.client.patch(`/course-contents/${contentId}`, wrong)).status).toBe(400);
    const undone = here.t.get(Transaction).run(async () => {
      await here.t.get(Transaction).execute(sql`DELETE FROM course.course_contents WHERE id = ${contentId}`);
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await entriesOf(contentId)).toEqual([]);
    expect(await entriesOf(other.memberId)).toHaveLength(before);
  });
});
