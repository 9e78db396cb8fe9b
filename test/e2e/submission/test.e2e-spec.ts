import sql from 'sql-template-tag';
import { DataSource } from 'typeorm';
import { PRIORITY } from '../../../src/modules/execution/schemas/run.schema.js';
import { LostRuns } from '../../../src/modules/execution/services/lost-runs.js';
import { createContent } from '../../factories/course.js';
import { createUser } from '../../factories/user.js';
import {
  countRows,
  createAssignment,
  groupOf,
  handedIn,
  makeTestable,
  type TestAssignment,
} from '../../factories/hand-in.js';
import { endLease, readRun } from '../../factories/run.js';
import { createService, type TestService } from '../../factories/service.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';
import type { Answer } from '../../setup/test-client.js';

const REPORT = { summary: { total: 4, passed: 3, failed: 1, skipped: 0 }, result: 'FAILED' };
const refusal = (answer: Answer) => [answer.status, answer.body.error_code as string];
const MISSING = '00000000-0000-7000-8000-000000000000';

describe('tests of hand-ins', () => {
  let t: TestApplication;
  let service: TestService;
  beforeAll(async () => {
    t = await startTestApplication();
  });
  beforeEach(async () => {
    service = await createService(t, { config: { timeout_seconds: 17 } });
  });
  afterAll(() => t.close());

  async function testable(changes: Record<string, unknown> = {}) {
    const assignment = await createAssignment(t, changes);
    const versionId = await makeTestable(t, assignment.contentId, service.id);
    const artifactId = await handedIn(assignment.student.client, assignment.groupId, { version: 'v1' });
    return { ...assignment, versionId, artifactId };
  }

  const start = (who: TestAssignment['student'], artifactId: string) =>
    who.client.post('/tests', { artifact_id: artifactId });

  /** Lets a worker take the next run of the service and report. */
  async function work(completion: object = { status: 'finished', result: 0.75, result_json: REPORT }) {
    const { id, lease, result_id: resultId } = await claim();
    const answer = await service.client.post(`/jobs/${id}/complete`, { lease, ...completion });
    expect(answer.status).toBe(200);
    return resultId;
  }

  async function claim(): Promise<{ id: string; lease: string; result_id: string }> {
    const { body } = await service.client.post('/jobs/claim', { worker_id: 'w', wait_seconds: 0 });
    expect(body.jobs).toHaveLength(1);
    return body.jobs[0];
  }

  it('are none of members once the content is archived or lies below one that is; tutors may still ask', async () => {
    const { course, student, tutor, lecturer, contentId, artifactId } = await testable();
    const unit = { course_content_type_id: course.unitTypeId, path: 'old' };
    const old = await createContent(t, course, unit);
    await lecturer.client.patch(`/course-contents/${old}/archive`);
    await lecturer.client.patch(`/course-contents/${contentId}`, { path: 'old.task' });
    expect(refusal(await start(student, artifactId))).toEqual([409, 'SUBMIT_011']);
    expect((await start(tutor, artifactId)).status).toBe(200);
    await work();
    expect(refusal(await start(student, artifactId))).toEqual([400, 'SUBMIT_008']);
    await lecturer.client.patch(`/course-contents/${old}/unarchive`);
    const next = await handedIn(student.client, await groupOf(t, student.memberId, contentId), {
      version: 'v2',
    });
    expect((await start(student, next)).status).toBe(200);
  });

  it('come as hand-ins, practice or, when a tutor asks again, regrades; each is a turn of whom it is for', async () => {
    const { student, tutor, groupId, artifactId } = await testable();
    const queuedAs = async (who: TestAssignment['student'], artifact: string) => {
      const { body } = await start(who, artifact);
      const { priority, owner_key } = await readRun(t, body.test_system_id as string);
      await work();
      return [priority, owner_key];
    };
    expect(await queuedAs(student, artifactId)).toEqual([PRIORITY.practice, student.memberId]);
    expect(await queuedAs(tutor, artifactId)).toEqual([PRIORITY.regrade, groupId]);
    const official = await handedIn(student.client, groupId, { version: 'v2', submit: true });
    expect(await queuedAs(tutor, official)).toEqual([PRIORITY.handIn, groupId]);
  });

  it('are queued with everything that the worker needs', async () => {
    const { student, course, contentId, groupId, artifactId, versionId } = await testable();
    const answer = await start(student, artifactId);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      id: expect.any(String),
      course_member_id: student.memberId,
      course_content_id: contentId,
      course_content_type_id: course.assignmentTypeId,
      submission_group_id: groupId,
      submission_artifact_id: artifactId,
      testing_service_id: service.id,
      test_system_id: expect.any(String),
      result: 0,
      grade: 0,
      version_identifier: 'v1',
      reference_version_identifier: '1.0.0',
      status: 'queued',
      has_artifacts: false,
      artifact_count: 0,
      created_at: expect.any(String),
      updated_at: expect.any(String),
    });
    const run = await readRun(t, answer.body.test_system_id as string);
    expect(run).toMatchObject({
      kind: 'student_test',
      state: 'queued',
      service_id: service.id,
      group_key: groupId,
      timeout_seconds: 17,
      payload: {
        result_id: answer.body.id,
        artifact_id: artifactId,
        example_version_id: versionId,
        course_content_id: contentId,
        course_member_id: student.memberId,
        submission_group_id: groupId,
        user_id: student.userId,
        version_identifier: 'v1',
        store_graphics_artifacts: true,
      },
    });
  });

  it('end with the report and the score of the worker', async () => {
    const { student, artifactId } = await testable();
    const { body: queued } = await start(student, artifactId);
    const job = await claim();
    expect((await student.client.get(`/tests/status/${queued.id}`)).body).toEqual({
      id: queued.id,
      status: 'started',
      started_at: expect.any(String),
    });
    await service.client.post(`/jobs/${job.id}/complete`, {
      lease: job.lease,
      status: 'finished',
      result: 0.75,
      result_json: REPORT,
    });
    const status = await student.client.get(`/results/${queued.id}/status`);
    expect([status.headers['content-type'], status.raw.toString()]).toEqual([
      'application/json; charset=utf-8',
      '"finished"',
    ]);
    const { body, headers } = await student.client.get(`/results/${queued.id}`);
    expect(headers['etag']).toMatch(/^"\d+"$/);
    expect(body).toMatchObject({
      status: 'finished',
      result: 0.75,
      grade: 0.75,
      result_json: { ...REPORT, result_value: 0.75 },
      grading_ids: [],
      result_artifacts: [],
      properties: {},
    });
    const artifact = await student.client.get(`/submissions/artifacts/${artifactId}`);
    expect(artifact.body).toMatchObject({
      test_results_count: 1,
      latest_result: { id: queued.id, result: 0.75 },
    });
  });

  it('can be asked for by group and version, or for the newest', async () => {
    const { student, groupId, artifactId } = await testable();
    const newest = await handedIn(student.client, groupId, { version: 'v2', files: { 'm.py': '2' } });
    const byVersion = { submission_group_id: groupId, version_identifier: 'v1' };
    expect((await student.client.post('/tests', byVersion)).body.submission_artifact_id).toBe(artifactId);
    const byGroup = await student.client.post('/tests', { submission_group_id: groupId });
    expect(byGroup.body.submission_artifact_id).toBe(newest);
    const unknown = { submission_group_id: groupId, version_identifier: 'v9' };
    expect(refusal(await student.client.post('/tests', unknown))).toEqual([404, 'SUBMIT_001']);
  });

  it('refuse what is not named, not seen, or by no member', async () => {
    const { other, groupId, artifactId } = await testable();
    const stranger = await createUser(t);
    expect(refusal(await other.client.post('/tests', {}))).toEqual([400, 'SUBMIT_007']);
    expect(refusal(await other.client.post('/tests', { version_identifier: 'v1' }))).toEqual([
      400,
      'SUBMIT_007',
    ]);
    expect(refusal(await other.client.post('/tests', { artifact_id: 'x' }))).toEqual([400, 'VAL_001']);
    for (const { client } of [other, stranger]) {
      expect(refusal(await client.post('/tests', { artifact_id: artifactId }))).toEqual([404, 'SUBMIT_001']);
      expect(refusal(await client.post('/tests', { submission_group_id: groupId }))).toEqual([
        404,
        'SUBMIT_002',
      ]);
    }
    const { course } = await testable();
    await t
      .get(DataSource)
      .query('DELETE FROM course.course_members WHERE user_id = $1 AND course_id <> $2', [
        t.admin.userId,
        course.id,
      ]);
    expect(refusal(await t.admin.post('/tests', { artifact_id: artifactId }))).toEqual([404, 'TASK_004']);
    expect((await t.anonymous.post('/tests', { artifact_id: artifactId })).status).toBe(401);
  });

  it('need a testing service first, then an example', async () => {
    const { student, groupId, contentId } = await createAssignment(t);
    const artifactId = await handedIn(student.client, groupId);
    expect(refusal(await start(student, artifactId))).toEqual([409, 'SUBMIT_005']);
    const setService = (id: string) =>
      t
        .get(DataSource)
        .query('UPDATE course.course_contents SET testing_service_id = $1 WHERE id = $2', [id, contentId]);
    await setService((await createService(t, { service_type: 'agent' })).id);
    expect(refusal(await start(student, artifactId))).toEqual([409, 'SUBMIT_005']);
    await setService(service.id);
    expect(refusal(await start(student, artifactId))).toEqual([404, 'DEPLOY_001']);
    await makeTestable(t, contentId, service.id);
    await t.admin.patch(`/service-accounts/${service.id}?force=true`, { enabled: false });
    expect(refusal(await start(student, artifactId))).toEqual([409, 'SUBMIT_005']);
    await t.admin.patch(`/service-accounts/${service.id}`, { enabled: true });
    expect((await start(student, artifactId)).status).toBe(200);
  });

  it('are one run when they are asked for many times at once', async () => {
    const { student, tutor, artifactId } = await testable({ max_test_runs: 1 });
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, n) => start(n % 2 === 0 ? student : tutor, artifactId)),
    );
    expect(answers.map((answer) => answer.status)).toEqual(Array(30).fill(200));
    expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
    expect(await countRows(t, 'results', sql`submission_artifact_id = ${artifactId}`)).toBe(1);
    const [{ count }] = await t
      .get(DataSource)
      .query('SELECT count(*)::int AS count FROM execution.runs WHERE payload @> $1', [
        JSON.stringify({ artifact_id: artifactId }),
      ]);
    expect(count).toBe(1);
  });

  it('are not repeated by the group against the same example, but by tutors and against a new version', async () => {
    const { student, tutor, contentId, artifactId } = await testable();
    const { body: first } = await start(student, artifactId);
    await work();
    expect(refusal(await start(student, artifactId))).toEqual([400, 'SUBMIT_008']);
    const { body: again } = await start(tutor, artifactId);
    expect(again.id).not.toBe(first.id);
    await work();
    await makeTestable(t, contentId, service.id);
    expect((await start(student, artifactId)).status).toBe(200);
  });

  it('are limited for the group: what failed and what tutors ask for does not count', async () => {
    const { student, tutor, groupId, artifactId } = await testable({ max_test_runs: 2 });
    await start(student, artifactId);
    await work({ status: 'failed', error: 'crashed' });
    await start(student, artifactId);
    await work();
    await start(tutor, artifactId);
    await work();
    const more = await Promise.all(
      Array.from({ length: 5 }, (_, n) =>
        handedIn(student.client, groupId, { version: `w${n}`, files: { 'm.py': String(n) } }),
      ),
    );
    const answers = await Promise.all(more.map((id) => start(student, id)));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409, 409, 409, 409]);
    expect(answers.find((answer) => answer.status === 409)?.body.error_code).toBe('SUBMIT_004');
    const group = await tutor.client.get(`/tutors/submission-groups/${groupId}`);
    expect(group.body.test_run_count).toBe(2);
    const waiting = answers.findIndex((answer) => answer.status === 409);
    expect((await start(tutor, more[waiting] as string)).status).toBe(200);
  });

  it('go back to the queue when the worker is lost, and fail with a report in the end', async () => {
    const { student, artifactId } = await testable();
    const { body: queued } = await start(student, artifactId);
    const status = async () => (await student.client.get(`/results/${queued.id}`)).body.status as string;
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      const job = await claim();
      expect(await status()).toBe('started');
      await endLease(t, job.id);
      await t.get(LostRuns).recover();
      expect(await status()).toBe(attempt < 3 ? 'queued' : 'failed');
    }
    const { body } = await student.client.get(`/results/${queued.id}`);
    expect(body).toMatchObject({
      result: 0,
      result_json: { error: 'worker lost', summary: { total: 1, passed: 0 } },
    });
    expect((await start(student, artifactId)).status).toBe(200);
  });

  it('let the worker read the hand-in only while it holds the job', async () => {
    const { student, artifactId } = await testable();
    const { body: queued } = await start(student, artifactId);
    const urls = [
      `/submissions/artifacts/${artifactId}`,
      `/submissions/artifacts/${artifactId}/download`,
      `/results/${queued.id}`,
      `/results/${queued.id}/status`,
    ];
    const answers = async () => {
      const statuses = [];
      for (const url of urls) statuses.push((await service.client.get(url)).status);
      return statuses;
    };
    expect(await answers()).toEqual([404, 404, 404, 404]);
    await claim().then(async (job) => {
      expect(await answers()).toEqual([200, 200, 200, 200]);
      await service.client.post(`/jobs/${job.id}/complete`, {
        lease: job.lease,
        status: 'failed',
        error: 'x',
      });
    });
    expect(await answers()).toEqual([404, 404, 404, 404]);
  });

  it('are one per user and second when limits are on', async () => {
    const limited = await startTestApplication({ RATE_LIMITS: 'true' });
    const { student } = await createAssignment(limited);
    const answers = await Promise.all(
      [1, 2].map(() => student.client.post('/tests', { artifact_id: MISSING })),
    );
    const refused = answers.find((answer) => answer.status === 429) as Answer;
    expect(answers.map((answer) => answer.status).sort()).toEqual([404, 429]);
    expect([refused.body.error_code, refused.headers['retry-after']]).toEqual(['RATE_003', '1']);
    await limited.close();
  });

  it('of an artifact are listed newest first, failed ones on request', async () => {
    const { student, other, tutor, artifactId } = await testable();
    const first = (await start(student, artifactId)).body.id as string;
    await work({ status: 'failed', error: 'crashed' });
    const second = (await start(student, artifactId)).body.id as string;
    await work();
    const url = `/submissions/artifacts/${artifactId}/tests`;
    const ids = (answer: Answer) => answer.body.map((row: { id: string }) => row.id);
    expect(ids(await student.client.get(url))).toEqual([second]);
    const all = await tutor.client.get(`${url}?include_failed=true`);
    expect([ids(all), all.headers['x-total-count']]).toEqual([[second, first], '2']);
    expect(all.body[0].result_json.summary).toEqual(REPORT.summary);
    expect(refusal(await other.client.get(url))).toEqual([404, 'SUBMIT_001']);
  });

  it('are listed with the filters of the contract', async () => {
    const { student, other, tutor, course, contentId, groupId, artifactId } = await testable();
    const second = await createContent(t, course);
    await makeTestable(t, second, service.id);
    const secondGroup = await groupOf(t, student.memberId, second);
    const elsewhere = await handedIn(student.client, secondGroup, { version: 'w1' });
    const one = (await start(student, artifactId)).body.id as string;
    await work();
    const two = (await start(tutor, artifactId)).body.id as string;
    const three = (await start(student, elsewhere)).body.id as string;
    const found = async (query: string, client = tutor.client) =>
      (await client.get(`/results?${query}`)).body.map((row: { id: string }) => row.id) as string[];
    const inCourse = `testing_service_id=${service.id}`;
    expect(await found(inCourse)).toEqual([three, two, one]);
    expect(await found(inCourse, student.client)).toEqual([three, two, one]);
    expect(await found(inCourse, other.client)).toEqual([]);
    expect(await found(`${inCourse}&latest=true`)).toEqual([three, two]);
    expect(await found(`submission_group_id=${groupId}`)).toEqual([two, one]);
    expect(await found(`submission_artifact_id=${elsewhere}`)).toEqual([three]);
    expect(await found(`course_content_id=${contentId}&status=finished`)).toEqual([one]);
    expect(await found(`course_content_id=${contentId}&status=0`)).toEqual([one]);
    expect(await found(`course_content_id=${contentId}&status=3`)).toEqual([two]);
    expect(await found(`submitter_id=${tutor.memberId}`)).toEqual([two]);
    expect(await found(`course_member_id=${student.memberId}&version_identifier=w1`)).toEqual([three]);
    expect(await found(`course_content_type_id=${course.assignmentTypeId}&result=0.75`)).toEqual([one]);
    expect(await found(`${inCourse}&grade=0.75`)).toEqual([one]);
    const { test_system_id: systemId } = (await tutor.client.get(`/results/${two}`)).body;
    expect(await found(`test_system_id=${systemId}`)).toEqual([two]);
    expect((await tutor.client.get(`/results?${inCourse}&limit=1`)).headers['x-total-count']).toBe('3');
    expect(refusal(await tutor.client.get('/results?status=done'))).toEqual([400, 'VAL_003']);
  });
});
