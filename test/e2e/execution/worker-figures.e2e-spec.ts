import type { ChildProcess } from 'node:child_process';
import { createExampleVersion } from '../../factories/example.js';
import { createAssignment, handedIn, makeTestable } from '../../factories/hand-in.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';
import { describeWith } from '../../setup/toolchains.js';
import {
  buildEntryPoints,
  killProcess,
  LONG_MS,
  startWorkerProcess,
  until,
} from '../../setup/worker-process.js';

const TEST_YAML = `properties:
  storeGraphicsArtifacts: true
  tests:
    - name: plot
      type: graphics
      entryPoint: add.py
      tests: [{name: title, value: Rain}]
`;
const PLOT = 'import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.title("Rain")\n';

describeWith('Python with matplotlib', ['python3', 'matplotlib'], 'figures of a hand-in', () => {
  let t: TestApplication;
  let worker: ChildProcess | undefined;
  let url: string;

  beforeAll(async () => {
    buildEntryPoints();
    t = await startTestApplication({ WORKER_SLOTS: '1' });
    await t.app.listen(0, '127.0.0.1');
    url = await t.app.getUrl();
  }, LONG_MS);
  afterAll(async () => {
    if (worker) await killProcess(worker);
    await t?.close();
  }, LONG_MS);

  it(
    'reach the student as artifacts of the result',
    async () => {
      const assignment = await createAssignment(t);
      const { client } = assignment.student;
      const example = await createExampleVersion(t, { files: { 'test.yaml': TEST_YAML, 'add.py': PLOT } });
      await makeTestable(t, assignment.contentId, example.serviceId, example);
      worker = startWorkerProcess(t, url);
      const artifactId = await handedIn(client, assignment.groupId, { files: { 'add.py': PLOT } });
      const started = await client.post('/tests', { artifact_id: artifactId });
      expect(started.status).toBe(200);
      const id = started.body.id as string;
      const result = await until(async () => {
        const { body } = await client.get(`/results/${id}`);
        return ['finished', 'failed'].includes(body.status as string) ? body : null;
      });
      expect(result).toMatchObject({ status: 'finished', result: 1 });
      const artifacts = await client.get(`/results/${id}/artifacts`);
      expect(artifacts.status).toBe(200);
      expect(artifacts.raw.toString()).toContain('figure-1-1.png');
    },
    LONG_MS,
  );
});
