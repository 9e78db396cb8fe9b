import { once } from 'node:events';
import { JobService } from '../../../src/modules/execution/services/job.service.js';
import { enqueueRun, ownStudentTests, readRun } from '../../factories/run.js';
import { createService } from '../../factories/service.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';

/** Over a real connection: a request put into the application by hand has none that could break. */
describe('a claim that waits', () => {
  let t: TestApplication;
  beforeAll(async () => {
    t = await startTestApplication();
    ownStudentTests(t);
    await t.app.listen(0, '127.0.0.1');
  });
  afterAll(() => t.close());

  it('takes nothing once its caller is gone', async () => {
    const service = await createService(t);
    const claims = jest.spyOn(t.get(JobService), 'claim');
    const arrived = new Promise<AbortSignal>((resolve) => {
      const original = t.get(JobService).claim.bind(t.get(JobService));
      claims.mockImplementationOnce((actor, claim, gone) => {
        resolve(gone);
        return original(actor, claim, gone);
      });
    });
    const leaving = new AbortController();
    const call = fetch(`${await t.app.getUrl()}/jobs/claim`, {
      method: 'POST',
      headers: { ...service.client.headers, 'content-type': 'application/json' },
      body: JSON.stringify({ worker_id: 'killed', wait_seconds: 25 }),
      signal: leaving.signal,
    });
    const gone = await arrived;
    expect(gone.aborted).toBe(false);
    leaving.abort();
    await expect(call).rejects.toThrow('aborted');
    if (!gone.aborted) await once(gone, 'abort');
    expect(await claims.mock.results[0]?.value).toEqual({ jobs: [] });
    const id = await enqueueRun(t, service.id);
    const next = await service.client.post('/jobs/claim', { worker_id: 'next', wait_seconds: 0 });
    expect(next.body.jobs).toMatchObject([{ id }]);
    expect((await readRun(t, id)).state).toBe('started');
  });
});
