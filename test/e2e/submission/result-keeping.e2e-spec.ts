import sql from 'sql-template-tag';
import { Transaction } from '../../../src/platform/database/transaction.js';
import {
  countRows,
  createAssignment,
  handedIn,
  makeTestable,
  type TestAssignment,
  zipOf,
} from '../../factories/hand-in.js';
import { readRun } from '../../factories/run.js';
import { createService, type TestService } from '../../factories/service.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';
import type { Answer } from '../../setup/test-client.js';

const REPORT = { summary: { total: 4, passed: 3, failed: 1, skipped: 0 } };
const NOBODY = '00000000-0000-7000-8000-000000000000';
const told = (answer: Answer) => [answer.status, answer.body?.error_code];

describe('results that come from outside, older paths, and results that go', () => {
  let t: TestApplication;
  let service: TestService;
  let world: TestAssignment;
  let artifact: string;
  beforeAll(async () => {
    t = await startTestApplication();
  });
  beforeEach(async () => {
    service = await createService(t);
    world = await createAssignment(t);
    await makeTestable(t, world.contentId, service.id);
    artifact = await handedIn(world.student.client, world.groupId, { submit: true });
  });
  afterAll(() => t.close());

  const claim = async () =>
    (await service.client.post('/jobs/claim', { worker_id: 'w', wait_seconds: 0 })).body.jobs[0] as {
      id: string;
      lease: string;
    };

  describe('POST /results', () => {
    const create = (more: object = {}, client = service.client) =>
      client.post('/results', {
        submission_artifact_id: artifact,
        course_member_id: world.student.memberId,
        ...more,
      });
    const grant = () =>
      t.get(Transaction).run(async () => {
        const tx = t.get(Transaction);
        await tx.execute(sql`INSERT INTO auth.roles (id, title, builtin) VALUES ('result_maker', 'Maker', false)
          ON CONFLICT DO NOTHING`);
        await tx.execute(sql`INSERT INTO auth.role_claims (role_id, claim_type, claim_value)
          VALUES ('result_maker', 'permissions', 'result:create') ON CONFLICT DO NOTHING`);
        await tx.execute(sql`INSERT INTO auth.user_roles (user_id, role_id) VALUES (${service.userId}, 'result_maker')
          ON CONFLICT DO NOTHING`);
      });

    it('is for services with the claim, and for administrators', async () => {
      expect(told(await create())).toEqual([403, 'AUTHZ_001']);
      for (const { client } of [world.student, world.lecturer, world.tutor]) {
        expect(told(await create({}, client))).toEqual([403, 'AUTHZ_010']);
      }
      expect((await create({}, t.anonymous)).status).toBe(401);
      await grant();
      const answer = await create({ result: 0.5, test_system_id: 'other', version_identifier: 'v9' });
      expect(answer.status).toBe(201);
      expect(answer.headers).toMatchObject({ etag: '"1"', location: `/results/${answer.body.id}` });
      expect(answer.body).toMatchObject({
        submission_artifact_id: artifact,
        submission_group_id: world.groupId,
        course_content_id: world.contentId,
        course_member_id: world.student.memberId,
        testing_service_id: service.id,
        test_system_id: 'other',
        status: 'finished',
        result: 0.5,
        grade: 0.5,
        version_identifier: 'v9',
      });
      expect((await world.student.client.get(`/results/${answer.body.id}`)).body.result).toBe(0.5);
      expect((await world.other.client.get(`/results/${answer.body.id}`)).status).toBe(404);
      expect(told(await create({ testing_service_id: (await createService(t)).id }))).toEqual([
        403,
        'AUTHZ_001',
      ]);
    });

    it('takes a report whose score is right, and nothing that only a job could end', async () => {
      const made = await create({ result: 0.75, result_json: REPORT }, t.admin);
      expect(made.body).toMatchObject({ result: 0.75, result_json: { ...REPORT, result_value: 0.75 } });
      expect((await create({ status: 1, result: 1 }, t.admin)).body).toMatchObject({
        status: 'failed',
        result: 0,
      });
      const other = await createAssignment(t);
      for (const wrong of [
        { result: 1, result_json: REPORT },
        { result: 2 },
        { status: 'queued' },
        { status: 'started' },
        { status: 'strange' },
        { course_member_id: other.student.memberId },
        { submission_group_id: other.groupId },
        { course_content_id: other.contentId },
        { course_member_id: null },
      ]) {
        expect(told(await create(wrong, t.admin))).toEqual([400, 'VAL_001']);
      }
      expect(told(await create({ submission_artifact_id: NOBODY }, t.admin))).toEqual([404, 'SUBMIT_001']);
      expect(told(await create({ testing_service_id: NOBODY }, t.admin))).toEqual([404, 'NF_010']);
      expect(await countRows(t, 'results', sql`submission_artifact_id = ${artifact}`)).toBe(2);
    });
  });

  describe('POST /submissions/artifacts/{id}/test', () => {
    const test = (client = world.student.client, id = artifact) =>
      client.post(`/submissions/artifacts/${id}/test`);

    it('starts what POST /tests starts, with its refusals', async () => {
      const answer = await test();
      expect([answer.status, answer.headers['location']]).toEqual([201, `/results/${answer.body.id}`]);
      expect(answer.body).toMatchObject({ submission_artifact_id: artifact, status: 'queued' });
      expect((await world.student.client.post('/tests', { artifact_id: artifact })).body.id).toBe(
        answer.body.id,
      );
      expect((await test(world.tutor.client)).body.id).toBe(answer.body.id);
      expect(told(await test(world.other.client))).toEqual([404, 'SUBMIT_001']);
      expect(told(await test(world.student.client, NOBODY))).toEqual([404, 'SUBMIT_001']);
      expect(told(await test(world.student.client, 'x'))).toEqual([400, 'VAL_003']);
      expect((await test(t.anonymous)).status).toBe(401);
    });
  });

  it('PATCH /submissions/tests/{id} writes as PATCH /results does, and shows the view of lists', async () => {
    const { id } = (await world.student.client.post('/tests', { artifact_id: artifact })).body;
    const write = (client = service.client, headers = {}) =>
      client.patch(`/submissions/tests/${id}`, { status: 0, result_json: REPORT }, headers);
    const job = await claim();
    expect(told(await write(world.student.client))).toEqual([403, 'AUTHZ_010']);
    expect(told(await write(world.other.client))).toEqual([404, 'NF_001']);
    expect(told(await write(service.client, { 'x-job-lease': 'another' }))).toEqual([409, 'TASK_005']);
    expect(told(await service.client.patch(`/submissions/tests/${id}`, { result: 2 }))).toEqual([
      400,
      'VAL_001',
    ]);
    const answer = await write(service.client, { 'x-job-lease': job.lease });
    expect(answer.body).toMatchObject({ id, status: 'finished', result: 0.75 });
    expect([answer.headers['etag'], 'result_json' in answer.body]).toEqual([expect.any(String), false]);
    expect((await readRun(t, job.id)).state).toBe('finished');
  });

  describe('DELETE /results/{id}', () => {
    const start = async () =>
      (await world.student.client.post('/tests', { artifact_id: artifact })).body.id as string;

    it('removes row and files, and nothing else', async () => {
      const id = await start();
      const job = await claim();
      const file = { field: 'file', name: 'left.zip', content: await zipOf({ 'plot.txt': 'x' }) };
      await service.client.upload(`/results/${id}/artifacts/upload`, { file });
      await service.client.patch(`/results/${id}`, { status: 'finished', result_json: REPORT });
      expect(told(await world.student.client.delete(`/results/${id}`))).toEqual([403, 'AUTHZ_004']);
      expect(told(await world.tutor.client.delete(`/results/${id}`))).toEqual([403, 'AUTHZ_004']);
      expect(told(await world.other.client.delete(`/results/${id}`))).toEqual([404, 'NF_001']);
      expect((await t.anonymous.delete(`/results/${id}`)).status).toBe(401);
      const foreign = await createAssignment(t);
      expect(told(await foreign.lecturer.client.delete(`/results/${id}`))).toEqual([404, 'NF_001']);
      expect(told(await world.lecturer.client.delete(`/results/${id}`, { 'if-match': '"0"' }))).toEqual([
        412,
        'CONFLICT_002',
      ]);
      expect((await world.lecturer.client.delete(`/results/${id}`)).status).toBe(204);
      expect(told(await world.lecturer.client.delete(`/results/${id}`))).toEqual([404, 'NF_001']);
      expect(await countRows(t, 'result_artifacts', sql`result_id = ${id}`)).toBe(0);
      expect((await world.student.client.get(`/submissions/artifacts/${artifact}`)).status).toBe(200);
      expect((await readRun(t, job.id)).state).toBe('finished');
      // The hand-in counts as untested again.
      expect((await world.student.client.post('/tests', { artifact_id: artifact })).status).toBe(200);
    });

    it('cancels what waits before: no worker gets it', async () => {
      const id = await start();
      const { test_system_id: run } = (await world.lecturer.client.get(`/results/${id}`)).body;
      expect((await world.lecturer.client.delete(`/results/${id}`)).status).toBe(204);
      expect((await readRun(t, run)).state).toBe('cancelled');
      expect(await claim()).toBeUndefined();
    });

    it('tells the worker that is at it to stop, whose end then counts for nothing', async () => {
      const id = await start();
      const job = await claim();
      expect((await world.lecturer.client.delete(`/results/${id}`)).status).toBe(204);
      const beat = await service.client.post(`/jobs/${job.id}/heartbeat`, { lease: job.lease });
      expect([beat.status, beat.body.cancel]).toEqual([200, true]);
      const done = { lease: job.lease, status: 'finished', result_json: REPORT };
      expect((await service.client.post(`/jobs/${job.id}/complete`, done)).body).toEqual({
        status: 'cancelled',
      });
      expect(await countRows(t, 'results', sql`id = ${id}`)).toBe(0);
    });
  });
});
