import { claimJobs, enqueueRun, ownStudentTests } from '../../factories/run.js';
import { createService, type TestService } from '../../factories/service.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';

describe('a worker that lacks the tools of a language', () => {
  let t: TestApplication;
  let service: TestService;
  beforeAll(async () => {
    t = await startTestApplication();
    ownStudentTests(t);
  });
  afterAll(() => t.close());

  const tells = (languages: string[] | null) =>
    service.client.put(`/service-accounts/${service.id}/heartbeat`, {
      worker: { worker_id: 'w', languages },
    });

  it.each([
    ['is given nothing in it', { language: 'c' }, ['python'], 0],
    ['is given nothing in it by another of its names', { language: 'C' }, ['python'], 0],
    ['is given what it has the tools for', { language: 'c' }, ['python', 'c'], 1],
    ['is given everything before it has told what it has', { language: 'c' }, null, 1],
    ['is given what no tester knows, to say so', { language: 'klingon' }, ['python'], 1],
    ['is given what says nothing of a language', {}, ['python'], 1],
  ])('%s', async (_what, config, languages, count) => {
    service = await createService(t, { config });
    await enqueueRun(t, service.id);
    expect((await tells(languages)).status).toBe(204);
    expect(await claimJobs(service.client)).toHaveLength(count);
  });

  it('leaves the job to one that has them', async () => {
    service = await createService(t, { config: { language: 'c' } });
    const id = await enqueueRun(t, service.id);
    await tells(['python']);
    expect(await claimJobs(service.client)).toEqual([]);
    const [job] = await claimJobs(service.client, { worker_id: 'other' });
    expect(job?.id).toBe(id);
  });
});
