import { createCourse } from '../../factories/course.js';
import { GitClient } from '../../factories/git.js';
import { LiveClient } from '../../setup/live-client.js';
import { bodyOf, expectError, listOf } from './present.js';
import {
  createPerson,
  enrol,
  type Extension,
  makeGitToken,
  openStage,
  signInExtension,
  type Stage,
} from './stage.js';

/** What the clients cannot forgive, whoever walks (contract 10, sections 1, 2, 7 and 8). */
describe('the transport of the clients', () => {
  let stage: Stage;
  let extension: Extension;
  let fullPath: string;
  let courseId: string;
  beforeAll(async () => {
    stage = await openStage();
    const course = await createCourse(stage.t);
    fullPath = course.fullPath;
    courseId = course.id;
    const person = await createPerson(stage);
    await enrol(stage, courseId, person, '_lecturer');
    extension = await signInExtension(stage, person, ['lecturer', 'student', 'tutor']);
  });
  afterAll(async () => {
    await extension.live.close();
    await stage.close();
  });

  it('a sign of life is reachable with and without credentials', async () => {
    for (const client of [stage.visitor, extension.client]) {
      expect((await client.send('HEAD', '/')).status).toBe(204);
    }
    expect(bodyOf(await stage.visitor.get('/health'))).toMatchObject({ status: 'ok' });
  });

  it('an account without any role in a course has a view', async () => {
    const stranger = await createPerson(stage);
    const { live } = await signInExtension(stage, stranger, ['student']);
    expect(await live.close()).toBe(1000);
  });

  it('a trailing slash means the same, for every method, without a redirect', async () => {
    const { client } = extension;
    const type = { slug: 'extra', course_id: courseId, course_content_kind_id: 'unit' };
    const { id } = bodyOf(await client.post('/course-content-types/', type), 201);
    expect(bodyOf(await client.get(`/course-content-types/${id}/`)).slug).toBe('extra');
    const changed = await client.patch(`/course-content-types/${id}/`, { title: 'Extra' });
    expect(bodyOf(changed).title).toBe('Extra');
    expect(listOf(await client.get(`/course-content-types/?course_id=${courseId}`))).toHaveLength(3);
    bodyOf(await client.delete(`/course-content-types/${id}/`), 204);
    expectError(await client.get(`/course-content-types/${id}/`), 404, 'NF_001');
  });

  it('an API token opens calls and the WebSocket; a wrong one ends it for good', async () => {
    const token = await makeGitToken(stage, extension.client);
    const client = stage.visitor.with({ 'x-api-token': token });
    expect(bodyOf(await client.get('/user')).id).toBe(extension.userId);
    const url = `${stage.origin.replace('http', 'ws')}/ws`;
    const live = new LiveClient(`${url}?token=${token}`);
    expect((await live.next('system:connected'))['user_id']).toBe(extension.userId);
    live.send({ type: 'system:ping' });
    expect(await live.next('system:pong')).toHaveProperty('timestamp');
    expect(await live.close()).toBe(1000);
    const wrong = new LiveClient(`${url}?token=ctp_${'x'.repeat(32)}`);
    expect((await wrong.next('system:error'))['code']).toBe('AUTH_FAILED');
    expect(await wrong.closed).toBe(4001);
  });

  it('a wrong token is told to git and to the probe in words that make the extension ask again', async () => {
    const wrong = 'glpat-of-nobody-at-all';
    const probe = await stage.visitor.get('/api/v4/user', { 'private-token': wrong });
    expect(probe.status).toBe(401);
    const git = await GitClient.open();
    const host = stage.origin.replace('://', `://oauth2:${wrong}@`);
    const { code, output } = await git.run('clone', `${host}/git/${fullPath}/student-template.git`, 'work');
    expect(code).not.toBe(0);
    expect(output).toMatch(/Authentication failed|Access denied|HTTP Basic|401/);
  });

  it('a message that is sent again at once is one message', async () => {
    const { client } = extension;
    const message = { course_id: courseId, title: 'Welcome', content: 'We begin on Monday' };
    const first = bodyOf(await client.post('/messages', message), 201);
    const again = bodyOf(await client.post('/messages', message), 201);
    expect(again.id).toBe(first.id);
    const listed = await client.get(`/messages?course_id=${courseId}&limit=500`);
    expect([listOf(listed), listed.headers['x-total-count']]).toEqual([
      [expect.objectContaining({ id: first.id })],
      '1',
    ]);
  });

  it('null where a model has a default means the default', async () => {
    const { client } = extension;
    const message = { course_id: courseId, title: null, content: 'Null', parent_id: null, level: null };
    expect(bodyOf(await client.post('/messages', message), 201).level).toBe(0);
    const organization = bodyOf(await client.get(`/courses/${courseId}`)).organization_id as string;
    const library = { name: 'L', source_url: 'x', source_type: null, organization_id: organization };
    expect(bodyOf(await client.post('/example-repositories', library), 201).source_type).toBe('git');
    const choice = { course_content_ids: null, parent_id: null, include_descendants: null, all: null };
    const template = { commit_message: null, force_redeploy: null, release: choice };
    const assignments = { ...choice, overwrite_strategy: null, commit_message: null, assignments_url: null };
    for (const [what, request] of [
      ['student-template', template],
      ['assignments', assignments],
    ] as const) {
      const started = await client.post(`/system/courses/${courseId}/generate-${what}`, request);
      expect(bodyOf(started).contents_to_process).toBe(0);
    }
    const config = { organizations: [{ name: 'O', path: 'null_means_default', course_families: null }] };
    const request = { deployment_config: config, validate_only: null };
    const { workflow_id } = bodyOf(await stage.t.admin.post('/system/hierarchy/create', request));
    expect(workflow_id).toEqual(expect.any(String));
  });

  it('large limits are lowered, not refused', async () => {
    for (const path of ['/users', '/course-members', '/example-repositories', '/examples']) {
      expect(listOf(await extension.client.get(`${path}?limit=10000`)).length).toBeLessThanOrEqual(1000);
    }
  });
});
