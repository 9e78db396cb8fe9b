import { createAssignment, handedIn, handIn, makeTestable, zipOf } from '../../factories/hand-in.js';
import { createService } from '../../factories/service.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';

describe('calls repeated under their Idempotency-Key while limits are on', () => {
  let t: TestApplication;
  beforeAll(async () => {
    t = await startTestApplication({ RATE_LIMITS: 'true' });
  });
  afterAll(() => t.close());

  it('POST /tests gives the first answer again within the second that admits one test', async () => {
    const { student, contentId, groupId } = await createAssignment(t);
    await makeTestable(t, contentId, (await createService(t)).id);
    const artifactId = await handedIn(student.client, groupId, { version: 'v1' });
    const test = (key: string) =>
      student.client.post('/tests', { artifact_id: artifactId }, { 'idempotency-key': key });
    const first = await test('lost');
    expect(first.status).toBe(200);
    const again = await Promise.all([1, 2, 3].map(() => test('lost')));
    for (const answer of again) {
      expect([answer.status, answer.headers['idempotency-replayed'], answer.body]).toEqual([
        200,
        'true',
        first.body,
      ]);
    }
  });

  it('repeated uploads do not count among those of the minute; new ones do', async () => {
    const { student, groupId } = await createAssignment(t);
    const zip = await zipOf({ 'main.py': '1' });
    const send = (key: string) =>
      handIn(student.client, groupId, { zip, headers: { 'idempotency-key': key } });
    expect((await send('k')).status).toBe(201);
    const repeated = await Promise.all(Array.from({ length: 40 }, () => send('k')));
    expect(new Set(repeated.map(({ status }) => status))).toEqual(new Set([201]));
    const fresh = await Promise.all(Array.from({ length: 40 }, (_, index) => send(`k${index}`)));
    expect(new Set(fresh.map(({ status }) => status))).toEqual(new Set([201, 429]));
  });
});
