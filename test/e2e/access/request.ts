import type { Answer } from '../../setup/test-client.js';
import type { ActorName, World } from './actors.js';
import { type Expectation, routeOf } from './expectation.js';

type Request = Pick<Expectation, 'path' | 'body' | 'form'>;

/** The request of an expectation with what `idOf` gives in place of every `:name`, in path, query, body and form. */
function filled({ path, body, form }: Request, idOf: (name: string) => string): Request {
  const fill = (text: string) => text.replace(/:([a-z][A-Za-z]*)/g, (_all, name: string) => idOf(name));
  const request = body === undefined ? { form } : { body };
  return {
    path: fill(path),
    ...(JSON.parse(JSON.stringify(request), (_key, value: unknown) =>
      typeof value === 'string' ? fill(value) : value,
    ) as Omit<Request, 'path'>),
  };
}

/** Names of the ids that the request of an expectation carries. */
export function idsIn(expectation: Request): string[] {
  const names = new Set<string>();
  filled(expectation, (name) => {
    names.add(name);
    return name;
  });
  return [...names];
}

/** Sends the request of an expectation as `actor`; `ids` replace those of the world. */
export function send(
  world: World,
  name: string,
  expectation: Request,
  actor: ActorName,
  ids: Record<string, string> = {},
): Promise<Answer> {
  const { path, body, form } = filled(expectation, (id) => {
    const found = ids[id] ?? world.ids[id];
    if (found === undefined) throw new Error(`the world has no ${id}`);
    return found;
  });
  const client = world.clients[actor];
  const [method = ''] = routeOf(name).split(' ');
  const version = { 'if-match': '"0"' };
  if (form !== undefined) return client.upload(path, form, version);
  return client.send(method as 'GET', path, body, version);
}
