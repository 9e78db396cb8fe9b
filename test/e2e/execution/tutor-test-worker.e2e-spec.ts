import type { ChildProcess } from 'node:child_process';
import { createExampleVersion } from '../../factories/example.js';
import { createAssignment, makeTestable, type TestAssignment } from '../../factories/hand-in.js';
import { tryFolder } from '../../factories/tutor-test.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';
import {
  buildEntryPoints,
  killProcess,
  LONG_MS,
  startWorkerProcess,
  until,
} from '../../setup/worker-process.js';

let t: TestApplication;
let a: TestAssignment;
let worker: ChildProcess | null = null;
let url: string;

beforeAll(async () => {
  buildEntryPoints();
  t = await startTestApplication({ WORKER_SLOTS: '1' });
  await t.app.listen(0, '127.0.0.1');
  url = await t.app.getUrl();
  a = await createAssignment(t);
  const backend = ['  executionBackend:', '    slug: lectern.python', '    settings: { timeout: 240 }'];
  const example = await createExampleVersion(t, { properties: backend });
  await makeTestable(t, a.contentId, example.serviceId, example);
}, LONG_MS);

afterAll(async () => {
  if (worker !== null) await killProcess(worker);
  await t.close();
});

const read = async (id: string) => (await a.tutor.client.get(`/tutors/tests/${id}`)).body;
const inStatus = (id: string, ...statuses: string[]) =>
  until(async () => {
    const body = await read(id);
    return statuses.includes(body.status as string) ? body : null;
  });

it(
  'the worker tests the folder of a tutor: pending, running, completed with a report',
  async () => {
    const wait = 'import time\ntime.sleep(10)\n';
    const slow = await tryFolder(a.tutor.client, a.contentId, { files: { 'add.py': `${wait}total = 5\n` } });
    const wrong = await tryFolder(a.tutor.client, a.contentId, { files: { 'add.py': 'total = 4\n' } });
    expect([slow.body.status, wrong.body.status]).toEqual(['pending', 'pending']);
    expect(await read(slow.body.test_id)).toMatchObject({
      status: 'pending',
      result_dict: null,
      total: null,
    });
    worker = startWorkerProcess(t, url);
    expect(await inStatus(slow.body.test_id, 'running', 'failed')).toMatchObject({ status: 'running' });
    expect(await inStatus(slow.body.test_id, 'completed', 'failed')).toMatchObject({
      status: 'completed',
      result_dict: { result: 'PASSED', summary: { total: 1, passed: 1, failed: 0 } },
      passed: 1,
      failed: 0,
      total: 1,
      result_value: 1,
      error: null,
    });
    expect(await inStatus(wrong.body.test_id, 'completed', 'failed')).toMatchObject({
      status: 'completed',
      passed: 0,
      failed: 1,
      result_value: 0,
    });
  },
  LONG_MS,
);
