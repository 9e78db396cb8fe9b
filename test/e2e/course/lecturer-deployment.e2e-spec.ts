import sql from 'sql-template-tag';
import { Transaction } from '../../../src/platform/database/transaction.js';
import {
  addMember,
  createContent,
  createCourse,
  type TestCourse,
  type TestMember,
} from '../../factories/course.js';
import { createExampleRepository, createExampleVersion, type TestExample } from '../../factories/example.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';
import type { Answer } from '../../setup/test-client.js';

const NOBODY = '00000000-0000-7000-8000-000000000000';
const refusal = (answer: Answer) => [answer.status, answer.body.error_code as string];

describe('deployments as lecturers make them', () => {
  let t: TestApplication;
  let course: TestCourse;
  let contentId: string;
  let lecturer: TestMember;
  let example: TestExample;
  beforeAll(async () => {
    t = await startTestApplication();
  });
  beforeEach(async () => {
    course = await createCourse(t);
    contentId = await createContent(t, course, { path: 'loops', title: 'Loops' });
    lecturer = await addMember(t, course.id, '_lecturer');
    example = await createExampleVersion(t);
  });
  afterAll(() => t.close());

  const assign = (body: object, content = contentId, client = lecturer.client, headers = {}) =>
    client.post(`/lecturers/course-contents/${content}/assign-example`, body, headers);
  const chosen = (other = example, version_tag = 'latest') => ({ example_id: other.exampleId, version_tag });
  const upgrade = (ids: unknown, client = lecturer.client) =>
    client.post(`/lecturers/courses/${course.id}/upgrade-versions`, { course_content_ids: ids });
  const another = (version: string) =>
    createExampleVersion(t, { repositoryId: example.repositoryId, directory: example.directory, version });
  const release = () =>
    t.get(Transaction).execute(sql`
      UPDATE course.deployments SET deployment_status = 'deployed', deployed_at = now()
      WHERE course_content_id = ${contentId}`);
  const history = async () =>
    (
      await t.get(Transaction).rows<{ action: string }>(sql`
        SELECT h.action FROM course.deployment_history h JOIN course.deployments d ON d.id = h.deployment_id
        WHERE d.course_content_id = ${contentId} ORDER BY h.created_at, h.id`)
    ).map((row) => row.action);

  it('assign a version, by id or by identifier, and set the testing service', async () => {
    const answer = await assign(chosen());
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      deployment_id: expect.any(String),
      course_content_id: contentId,
      example_id: example.exampleId,
      example_version_id: example.versionId,
      version_tag: '1.0.0',
      deployment_status: 'pending',
      assigned_at: expect.stringMatching(/Z$/),
      message: expect.any(String),
    });
    const content = (await lecturer.client.get(`/course-contents/${contentId}`)).body;
    expect(content).toMatchObject({
      testing_service_id: example.serviceId,
      has_deployment: true,
      deployment_status: 'pending',
      example_version_id: example.versionId,
      deployment: { deployment_path: example.identifier, example_version: { version_tag: '1.0.0' } },
    });
    const again = await assign({ example_identifier: example.identifier, version_tag: '1.0' });
    expect([again.status, again.body.deployment_id]).toEqual([200, answer.body.deployment_id]);
    expect(again.body.assigned_at).toBe(answer.body.assigned_at);
    expect(await history()).toEqual(['assigned']);
  });

  it('show what is assigned, one by one and for the course', async () => {
    const none = await lecturer.client.get(`/lecturers/course-contents/${contentId}/deployment`);
    expect(refusal(none)).toEqual([404, 'DEPLOY_001']);
    await assign(chosen());
    await another('1.1.0');
    const one = await lecturer.client.get(`/lecturers/course-contents/${contentId}/deployment`);
    expect(one.headers['etag']).toBeDefined();
    expect(one.body).toEqual({
      id: expect.any(String),
      course_content_id: contentId,
      example_id: example.exampleId,
      example_version_id: example.versionId,
      example_identifier: example.identifier,
      version_tag: '1.0.0',
      deployment_status: 'pending',
      deployment_message: null,
      assigned_at: expect.any(String),
      deployed_at: null,
      deployment_path: example.identifier,
      has_newer_version: true,
      example_title: 'Addition',
      example_directory: example.directory,
      example_description: 'Adds two numbers.',
      course_content_title: 'Loops',
      course_content_path: 'loops',
      created_at: expect.any(String),
      updated_at: expect.any(String),
      created_by: lecturer.userId,
      updated_by: lecturer.userId,
    });
    const all = await lecturer.client.get(`/lecturers/courses/${course.id}/deployments`);
    expect(all.body).toEqual({
      course_id: course.id,
      total: 1,
      deployments: [
        {
          course_content_id: contentId,
          example_id: example.exampleId,
          example_identifier: example.identifier,
          version_tag: '1.0.0',
          deployment_status: 'pending',
          deployed_at: null,
          has_newer_version: true,
          latest_version_tag: '1.1.0',
          course_content_title: 'Loops',
          course_content_path: 'loops',
          created_at: expect.any(String),
          updated_at: expect.any(String),
        },
      ],
    });
  });

  it('reassign freely until students have the example, then only its versions', async () => {
    await assign(chosen());
    const other = await createExampleVersion(t);
    const second = await assign(chosen(other));
    expect([second.status, second.body.example_id]).toEqual([200, other.exampleId]);
    await assign(chosen());
    await another('2.0.0');
    await release();
    expect(refusal(await assign(chosen(other)))).toEqual([409, 'DEPLOY_001']);
    const newer = await assign(chosen());
    expect(newer.body).toMatchObject({ version_tag: '2.0.0', deployment_status: 'pending' });
    expect(refusal(await assign(chosen(other)))).toEqual([409, 'DEPLOY_001']);
    expect((await assign(chosen(example, '1.0.0'))).status).toBe(200);
    expect(await history()).toEqual(['assigned', 'reassigned', 'reassigned', 'updated', 'updated']);
  });

  it('give an example to one content of a course, whoever asks at the same time', async () => {
    const contents = await Promise.all(Array.from({ length: 8 }, () => createContent(t, course)));
    const answers = await Promise.all(contents.map((id) => assign(chosen(), id)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status !== 200)) {
      expect(refusal(answer)).toEqual([409, 'DEPLOY_005']);
    }
    const elsewhere = await createCourse(t);
    const there = await createContent(t, elsewhere);
    expect((await assign(chosen(), there, t.admin)).status).toBe(200);
  });

  it('refuse what is not named, not there, or does not fit', async () => {
    expect(refusal(await assign({ version_tag: 'latest' }))).toEqual([400, 'VAL_002']);
    expect(refusal(await assign({ example_id: example.exampleId }))).toEqual([400, 'VAL_003']);
    expect(refusal(await assign({ example_id: 'x', version_tag: 'latest' }))).toEqual([400, 'VAL_001']);
    expect(refusal(await assign({ example_id: NOBODY, version_tag: '1' }))).toEqual([404, 'CONTENT_004']);
    expect(refusal(await assign(chosen(example, '9.9.9')))).toEqual([404, 'CONTENT_005']);
    expect(refusal(await assign(chosen(), NOBODY))).toEqual([404, 'CONTENT_001']);
    const unit = await createContent(t, course, { course_content_type_id: course.unitTypeId });
    expect(refusal(await assign(chosen(), unit))).toEqual([400, 'CONTENT_003']);
    const foreign = await createExampleVersion(t, {
      repositoryId: await createExampleRepository(t, (await createCourse(t)).organizationId),
    });
    expect(refusal(await assign(chosen(foreign)))).toEqual([404, 'CONTENT_004']);
    expect(refusal(await assign(chosen(), contentId, lecturer.client, { 'if-match': '"99"' }))).toEqual([
      412,
      'CONFLICT_002',
    ]);
  });

  it('upgrade to the newest versions and tell what became of each', async () => {
    await assign(chosen());
    const empty = await createContent(t, course);
    const foreign = await createContent(t, await createCourse(t));
    await another('1.2.0');
    const answer = await upgrade([contentId, empty, foreign, NOBODY]);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      total_requested: 4,
      total_upgraded: 1,
      total_skipped: 0,
      total_failed: 3,
      results: [
        { course_content_id: contentId, success: true, from_tag: '1.0.0', to_tag: '1.2.0', error: null },
        {
          course_content_id: empty,
          success: false,
          from_tag: null,
          to_tag: null,
          error: expect.any(String),
        },
        { course_content_id: foreign, success: false },
        { course_content_id: NOBODY, success: false },
      ],
    });
    expect((await upgrade([contentId])).body).toMatchObject({ total_upgraded: 0, total_skipped: 1 });
    for (const bad of [undefined, 'x', ['x']]) expect(refusal(await upgrade(bad))).toEqual([400, 'VAL_001']);
  });

  it('are made and seen by lecturers of the course', async () => {
    await assign(chosen());
    const stranger = await addMember(t, (await createCourse(t)).id, '_owner');
    for (const role of ['_student', '_tutor'] as const) {
      const { client } = await addMember(t, course.id, role);
      expect(refusal(await assign(chosen(), contentId, client))).toEqual([403, 'AUTHZ_004']);
      expect(refusal(await upgrade([contentId], client))).toEqual([403, 'AUTHZ_004']);
      expect(refusal(await client.get(`/lecturers/course-contents/${contentId}/deployment`))).toEqual([
        403,
        'AUTHZ_004',
      ]);
      expect(refusal(await client.get(`/lecturers/courses/${course.id}/deployments`))).toEqual([
        403,
        'AUTHZ_004',
      ]);
    }
    expect(refusal(await assign(chosen(), contentId, stranger.client))).toEqual([404, 'CONTENT_001']);
    expect(refusal(await upgrade([contentId], stranger.client))).toEqual([404, 'NF_003']);
    expect((await assign(chosen(), contentId, t.anonymous)).status).toBe(401);
  });
});
