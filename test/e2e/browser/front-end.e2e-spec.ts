import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { findChromium, startBrowser } from '../../setup/browser.js';
import { type PageServer, startPageServer } from '../../setup/page-server.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';

interface Call {
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

interface Seen {
  status: number;
  // Pages get answers of any shape.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  body: any;
  /** Only those that CORS lets a page read. */
  headers: Record<string, string>;
}

const CHROMIUM = findChromium();

/* Where there is no browser the run says so by name instead of leaving the journey out in silence. */
if (CHROMIUM === null) {
  it('no Chromium in PATH: the journey of the web front end was not tried on this machine', () => {
    expect(findChromium()).toBeNull();
  });
} else {
  describe('a web front end on another origin of the same site', () => browserJourney(CHROMIUM));
}

function browserJourney(chromium: string): void {
  let t: TestApplication;
  let frontEnd: PageServer;
  let foreign: PageServer;
  let browser: Browser;
  let page: Page;
  let api: string;
  beforeAll(async () => {
    [frontEnd, foreign] = await Promise.all([startPageServer(), startPageServer()]);
    t = await startTestApplication({ CORS_ORIGINS: frontEnd.origin });
    await t.app.listen(0, '127.0.0.1');
    api = `http://localhost:${(t.app.getHttpServer().address() as AddressInfo).port}`;
    browser = await startBrowser(chromium);
    page = await (await browser.newContext()).newPage();
    await page.goto(frontEnd.origin);
  });
  afterAll(async () => {
    await browser.close();
    await Promise.all([t.close(), frontEnd.close(), foreign.close()]);
  });

  /** What a script of the page gets for a fetch with credentials. */
  const call = (
    path: string,
    { method = 'GET', body, headers = {} }: Call = {},
    from = page,
  ): Promise<Seen> =>
    from.evaluate(
      async ([url, options]) => {
        const answer = await fetch(url, options as RequestInit);
        const text = await answer.text();
        return {
          status: answer.status,
          headers: Object.fromEntries(answer.headers.entries()),
          body: text === '' ? null : (JSON.parse(text) as unknown),
        };
      },
      [
        `${api}${path}`,
        {
          method,
          credentials: 'include',
          headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        },
      ] as const,
    );
  const cookies = async () => {
    const kept = await page.context().cookies([`${api}/auth`]);
    return Object.fromEntries(kept.map((cookie) => [cookie.name, cookie]));
  };
  const signIn = () =>
    call('/auth/login', {
      method: 'POST',
      body: { username: t.env.ADMIN_USERNAME, password: t.env.ADMIN_PASSWORD },
    });

  it('signs in, reads, writes, refreshes and signs out with its cookies alone', async () => {
    expect((await call('/user')).body.error_code).toBe('AUTH_001');
    expect(await signIn()).toMatchObject({ status: 200, body: { user_id: t.admin.userId } });
    const first = await cookies();
    expect(first['ct_access_token']).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
    expect(first['ct_refresh_token']).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/auth' });
    expect(await page.evaluate('document.cookie')).toBe('');

    const list = await call('/users?limit=1');
    expect([list.status, list.headers['x-total-count']]).toEqual([200, expect.stringMatching(/^\d+$/)]);
    const made = await call('/users', { method: 'POST', body: { given_name: 'Web', family_name: 'User' } });
    expect(made.status).toBe(201);
    expect(made.headers).toMatchObject({
      location: `/users/${made.body.id}`,
      etag: expect.stringMatching(/^"\d+"$/),
      'x-request-id': expect.any(String),
    });
    const path = `/users/${made.body.id}`;
    const change = (etag: string) =>
      call(path, { method: 'PATCH', body: { given_name: 'Wide' }, headers: { 'If-Match': etag } });
    expect((await change(made.headers['etag'] ?? '')).body).toMatchObject({ given_name: 'Wide' });
    expect((await change(made.headers['etag'] ?? '')).status).toBe(412);

    expect((await call('/auth/refresh', { method: 'POST' })).status).toBe(200);
    const second = await cookies();
    expect(second['ct_refresh_token']?.value).not.toBe(first['ct_refresh_token']?.value);
    expect((await call('/user')).body.id).toBe(t.admin.userId);

    expect((await call('/auth/logout', { method: 'POST' })).status).toBe(200);
    expect(await cookies()).toEqual({});
    expect((await call('/user')).body.error_code).toBe('AUTH_001');
    expect((await call('/auth/refresh', { method: 'POST' })).body.error_code).toBe('AUTH_003');
  });

  it('keeps its session when a page of an origin that is not allowed tries to use it', async () => {
    await signIn();
    const stranger = await page.context().newPage();
    await stranger.goto(foreign.origin);
    await expect(call('/user', {}, stranger)).rejects.toThrow('Failed to fetch');
    const made = { method: 'POST', body: { username: 'made-by-a-stranger' } };
    await expect(call('/users', made, stranger)).rejects.toThrow('Failed to fetch');
    /* Requests that need no preflight arrive with the cookies of the site, and are refused by their origin. */
    const sent = await stranger.evaluate(
      async ([url]) => {
        const options = { method: 'POST', credentials: 'include', mode: 'no-cors' } as const;
        return (await fetch(`${url}/auth/logout`, options)).type;
      },
      [api] as const,
    );
    expect(sent).toBe('opaque');
    expect((await call('/user')).body.id).toBe(t.admin.userId);
    expect((await t.admin.get('/users?username=made-by-a-stranger')).body).toEqual([]);
  });
}
