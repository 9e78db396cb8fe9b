import { DatabaseNotifications } from '../../../src/platform/database/notifications.js';
import { RequestLimiter } from '../../../src/platform/http/request-limiter.js';
import { SharedLimits } from '../../../src/platform/http/shared-limits.js';
import { createExampleRepository } from '../../factories/example.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';

describe('the limit of requests', () => {
  let t: TestApplication;
  beforeAll(async () => {
    t = await startTestApplication({ RATE_LIMITS: 'true', REQUESTS_PER_SECOND: '2' });
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => t.close());

  it('refuses whoever asks too often, with all that an answer has, and nobody else', async () => {
    let now = performance.now() + 60_000;
    jest.spyOn(performance, 'now').mockImplementation(() => now);
    const ask = () => t.admin.get('/user', { origin: 'http://localhost:3000' });
    for (let i = 0; i < 6; i += 1) expect((await ask()).status).toBe(200);
    const refused = await ask();
    expect([refused.status, refused.body]).toEqual([
      429,
      expect.objectContaining({
        status: 429,
        error_code: 'RATE_001',
        request_id: refused.headers['x-request-id'],
      }),
    ]);
    expect(refused.headers).toMatchObject({
      'retry-after': '1',
      'content-type': 'application/json; charset=utf-8',
      'access-control-allow-origin': 'http://localhost:3000',
    });
    expect((await t.anonymous.get('/health')).status).toBe(200);
    now += 500;
    expect((await ask()).status).toBe(200);
    expect((await ask()).status).toBe(429);
  });
});

describe('the limit of requests of two servers on one database', () => {
  let t: TestApplication;
  let news: DatabaseNotifications;
  const here = new RequestLimiter(10, () => 0);
  const there = new RequestLimiter(10, () => 0);
  beforeAll(async () => {
    t = await startTestApplication();
    news = t.get(DatabaseNotifications);
  });
  afterAll(() => t.close());

  it('is one limit, as soon as one has told the other', async () => {
    const limits = [new SharedLimits(here, 10, news), new SharedLimits(there, 10, news)] as const;
    for (const shared of limits) await shared.start();
    try {
      for (let i = 0; i < 25; i += 1) expect(here.admit('ada')).toBe(true);
      const heard = new Promise<void>((resolve) => {
        const charge = there.charge.bind(there);
        there.charge = (caller, requests) => {
          charge(caller, requests);
          resolve();
        };
      });
      await limits[0].tell();
      await heard;
      expect(Array.from({ length: 10 }, () => there.admit('ada')).filter(Boolean)).toHaveLength(5);
      expect(Array.from({ length: 10 }, () => here.admit('ada')).filter(Boolean)).toHaveLength(5);
      expect(there.admit('bob')).toBe(true);
    } finally {
      for (const shared of limits) shared.stop();
    }
  });
});

describe('limits of one user', () => {
  let t: TestApplication;
  beforeAll(async () => {
    t = await startTestApplication({
      RATE_LIMITS: 'true',
      UPLOADS_PER_MINUTE: '2',
      LOGIN_FAILURES_PER_MINUTE: '1',
    });
  });
  afterAll(() => t.close());

  it('count uploads of every kind together, as many as the configuration says', async () => {
    const repositoryId = await createExampleRepository(t);
    const upload = () => t.admin.upload('/submissions/artifacts', {});
    const uploadExample = () => t.admin.post('/examples/upload', { repository_id: repositoryId });
    const statuses = [
      (await uploadExample()).status,
      (await upload()).status,
      (await uploadExample()).status,
    ];
    expect(statuses).toEqual([400, 400, 429]);
    const refused = await upload();
    expect([refused.status, refused.body.error_code]).toEqual([429, 'RATE_001']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  });

  it('count failed logins as the configuration says', async () => {
    const attempt = () => t.anonymous.post('/auth/login', { username: 'somebody', password: 'wrong' });
    expect([(await attempt()).status, (await attempt()).status]).toEqual([401, 429]);
  });
});
