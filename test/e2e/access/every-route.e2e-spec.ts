import { uuidv7 } from 'uuidv7';
import { type Action, permissionOf, permissions } from '../../../src/access/permissions.js';
import { buildOpenApi } from '../../../src/platform/http/openapi.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';
import type { Answer } from '../../setup/test-client.js';
import { ACTORS, type ActorName, type World } from './actors.js';
import { type Expectation, isForeign, routeOf, statusFor } from './expectation.js';
import { EXPECTATIONS, PUBLIC_ROUTES } from './expectations.js';
import { PARENT_FILTERS } from './parent-filters.js';
import { idsIn, send } from './request.js';
import { createWorld } from './world.js';

const ROUTES = [...new Set(Object.keys(EXPECTATIONS).map(routeOf))];

/** Every route x every kind of caller, against expectations written by hand from contract 09. */
describe('who may call what', () => {
  let t: TestApplication;
  let world: World;
  beforeAll(async () => {
    t = await startTestApplication();
    world = await createWorld(t);
  });
  afterAll(() => t.close());

  it('has an expectation for every route, and a route for every row of the table', () => {
    const document = buildOpenApi(t.app);
    const routes = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations as object).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(routes.sort()).toEqual([...ROUTES, ...PUBLIC_ROUTES].sort());
    const rows = (Object.keys(permissions) as Action[]).map((action) => permissionOf(action).route);
    expect(rows.sort()).toEqual([...ROUTES].sort());
  });

  it.each(Object.keys(EXPECTATIONS))('%s', async (name) => {
    const expectation = EXPECTATIONS[name] as Expectation;
    const expected = Object.fromEntries(ACTORS.map((actor) => [actor, statusFor(name, expectation, actor)]));
    const answers = await Promise.all(
      ACTORS.map(async (actor) => [actor, await send(world, name, expectation, actor)] as const),
    );
    expect(Object.fromEntries(answers.map(([actor, answer]) => [actor, answer.status]))).toEqual(expected);
    for (const [actor, answer] of answers) expectShape(answer, actor, name);
    if (expectation.shows === undefined) return;
    const id = world.ids[expectation.shows.id];
    const seenBy = answers.filter(([, answer]) => answer.status === 200 && answer.raw.includes(`"${id}"`));
    expect(seenBy.map(([actor]) => actor).sort()).toEqual([...expectation.shows.to].sort());
  });

  describe('a row that the caller may not see answers as one that there is not', () => {
    const withIds = Object.entries(EXPECTATIONS).filter(([, expectation]) => idsIn(expectation).length > 0);

    it.each(withIds)('%s', async (name, expectation) => {
      const foreign = ACTORS.filter((actor) => isForeign(name, expectation, actor));
      for (const id of idsIn(expectation)) await expectAsMissing(name, expectation, foreign, id);
    });

    it.each(PARENT_FILTERS)('GET $path', async ({ path, to }) => {
      const request = { path };
      const foreign = ACTORS.filter((actor) => !['anonymous', 'archived', 'service', ...to].includes(actor));
      for (const id of idsIn(request)) await expectAsMissing('GET', request, foreign, id);
      const seen = await Promise.all(to.map((actor) => send(world, 'GET', request, actor)));
      expect(seen.map((answer) => [answer.status, answer.body.length > 0])).toEqual(
        to.map(() => [200, true]),
      );
    });
  });

  /** The same callers get the same status, text and count for `id` of the world and for an id that nothing has. */
  const expectAsMissing = async (
    name: string,
    request: Pick<Expectation, 'path' | 'body' | 'form'>,
    actors: readonly ActorName[],
    id: string,
  ) => {
    const missing = uuidv7();
    const toldOf = (answer: Answer, sent: string) => ({
      status: answer.status,
      total: answer.headers['x-total-count'],
      etag: answer.headers['etag'],
      body: JSON.parse(
        JSON.stringify({ ...answer.body, request_id: null }).replaceAll(sent, 'the id'),
      ) as unknown,
    });
    for (const actor of actors) {
      const there = toldOf(await send(world, name, request, actor), world.ids[id] ?? '');
      const gone = toldOf(await send(world, name, request, actor, { [id]: missing }), missing);
      expect([actor, there]).toEqual([actor, gone]);
    }
  };

  const expectShape = (answer: Answer, actor: ActorName, name: string) => {
    if (answer.status < 400) return;
    if (name.includes(' /git/')) return expectGitShape(answer);
    const { status, error_code, request_id } = answer.body as Record<string, unknown>;
    expect([actor, status, typeof error_code, request_id]).toEqual([
      actor,
      answer.status,
      'string',
      answer.headers['x-request-id'],
    ]);
    if (answer.status === 401) expect(answer.headers['www-authenticate']).toBe('Bearer');
  };

  /** Git shows its user the text of an error, and asks for a password at a Basic challenge (contract 06, section 5). */
  const expectGitShape = (answer: Answer) => {
    expect(answer.headers['content-type']).toMatch(/^text\/plain/);
    if (answer.status === 401) expect(answer.headers['www-authenticate']).toBe('Basic realm="Lectern"');
  };
});
