import { buildOpenApi } from '../../../src/platform/http/openapi.js';
import { type Action, permissionOf, permissions } from '../../../src/access/permissions.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';
import type { Answer } from '../../setup/test-client.js';
import { ACTORS, type ActorName, createWorld, type World } from './actors.js';
import { type Expectation, statusFor } from './expectation.js';
import { EXPECTATIONS, PUBLIC_ROUTES } from './expectations.js';
import { PENDING_ROUTES } from './expectations/pending.js';

/** Every route x every kind of caller, against expectations written by hand from contract 09. */
describe('who may call what', () => {
  let t: TestApplication;
  let world: World;
  beforeAll(async () => {
    t = await startTestApplication();
    world = await createWorld(t);
  }, 60_000);
  afterAll(() => t.close());

  const fill = (text: string) =>
    text.replace(/:([a-z][A-Za-z]*)/g, (_all, name: string) => {
      const id = world.ids[name];
      if (id === undefined) throw new Error(`the world has no ${name}`);
      return id;
    });

  const send = (route: string, expectation: Expectation, actor: ActorName): Promise<Answer> => {
    const [method = ''] = route.split(' ');
    const body =
      expectation.body === undefined
        ? undefined
        : (JSON.parse(fill(JSON.stringify(expectation.body))) as object);
    const client = world.clients[actor];
    const path = fill(expectation.path);
    const version = { 'if-match': '"0"' };
    if (expectation.multipart) return client.upload(path, {}, version);
    return client.send(method as 'GET', path, body, version);
  };

  it('has an expectation for every route, and a route for every row of the table', () => {
    const document = buildOpenApi(t.app);
    const routes = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations as object).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const expected = [...Object.keys(EXPECTATIONS), ...PENDING_ROUTES, ...PUBLIC_ROUTES].sort();
    expect(routes.sort()).toEqual(expected);
    const rows = (Object.keys(permissions) as Action[]).map((action) => permissionOf(action).route);
    expect(rows.sort()).toEqual([...Object.keys(EXPECTATIONS), ...PENDING_ROUTES].sort());
  });

  it.each(PENDING_ROUTES)('%s is closed without credentials', async (route) => {
    const [method = '', path = ''] = route.split(' ');
    const url = path.replace(/\{[^}]+\}/g, '00000000-0000-7000-8000-000000000000');
    const multipart = /^POST .*(submissions\/artifacts|artifacts\/upload)$/.test(route);
    const answer = await (multipart ? t.anonymous.upload(url, {}) : t.anonymous.send(method as 'GET', url));
    expect([answer.status, (answer.body as { error_code?: string } | null)?.error_code]).toEqual([
      401,
      'AUTH_001',
    ]);
  });

  it.each(Object.keys(EXPECTATIONS))('%s', async (route) => {
    const expectation = EXPECTATIONS[route] as Expectation;
    const expected = Object.fromEntries(ACTORS.map((actor) => [actor, statusFor(expectation, actor)]));
    const answers = await Promise.all(
      ACTORS.map(async (actor) => [actor, await send(route, expectation, actor)] as const),
    );
    expect(Object.fromEntries(answers.map(([actor, answer]) => [actor, answer.status]))).toEqual(expected);
    for (const [actor, answer] of answers) expectShape(answer, actor);
    if (expectation.shows === undefined) return;
    const id = world.ids[expectation.shows.id];
    const seenBy = answers.filter(([, answer]) => answer.status === 200 && answer.raw.includes(`"${id}"`));
    expect(seenBy.map(([actor]) => actor).sort()).toEqual([...expectation.shows.to].sort());
  });

  const expectShape = (answer: Answer, actor: ActorName) => {
    if (answer.status < 400) return;
    const { status, error_code, request_id } = answer.body as Record<string, unknown>;
    expect([actor, status, typeof error_code, request_id]).toEqual([
      actor,
      answer.status,
      'string',
      answer.headers['x-request-id'],
    ]);
    if (answer.status === 401) expect(answer.headers['www-authenticate']).toBe('Bearer');
  };
});
