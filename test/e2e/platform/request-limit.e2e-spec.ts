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
