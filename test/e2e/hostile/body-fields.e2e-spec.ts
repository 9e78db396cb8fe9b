import type { Answer, TestClient } from '../../setup/test-client.js';
import { validBody } from './bodies.js';
import type { Operation, Schema } from './operations.js';
import { addressOf, callersOf, createPeople, inParallel, keepJob, lanesOf, sendJson, type Stage, startStage } from './stage.js';
import { BODIES, type Hostile, hostileFor } from './values.js';
import { differenceOf, faultOf, valuesUnder } from './verdict.js';

/** Routes that a valid body cannot pass here, and why. */
const NOT_ACCEPTED: Record<string, string> = {};

/** A field of a body, one level of objects inside it included. */
interface Field {
  path: string[];
  schema: Schema;
}

interface Trial {
  operation: Operation;
  client: TestClient;
  address: string;
}

describe('each field of each body', () => {
  let stage: Stage;
  let people: Iterator<string>;
  const newPerson = () => people.next().value as string;
  beforeAll(async () => {
    stage = await startStage();
    people = (await createPeople(stage.t, 3000)).values();
  }, 60_000);
  afterAll(() => stage.close());

  const withBody = () => stage.operations.filter(({ body }) => body !== null);

  it('is never answered with a 5xx, a stack, SQL or another error shape, and is stored as it was sent', async () => {
    const faults: string[] = [];
    const stats: string[] = [];
    await inParallel(lanesOf(withBody()), async (lane) => {
      for (const operation of lane) {
        const before = Date.now();
        const putBack = await keepJob(stage);
        const trial = await findCaller(operation);
        if (trial === null) {
          stats.push(`NOT ACCEPTED ${operation.route}`);
          continue;
        }
        const proven = new Set<string>();
        const aboutJob = /^\/(jobs\/\{|results)/.test(operation.path);
        for (const field of fieldsOf(operation.body ?? {})) {
          for (const value of hostileFor(field.schema)) {
            if (aboutJob) await putBack();
            const fault = await tryField(trial, field, value, proven);
            if (fault !== null)
              faults.push(`${operation.route} ${field.path.join('.')} ${value.name}: ${fault}`);
          }
        }
        if (aboutJob) await putBack();
        stats.push(`${operation.route} ${Date.now() - before} ms; proven ${[...proven].join(' ')}`);
      }
    });
    require('node:fs').writeFileSync('/tmp/hostile-stats.txt', [...stats, ...faults].join('\n'));
    expect(faults).toEqual([]);
  }, 300_000);

  /** The first caller whose valid body is accepted. */
  const findCaller = async (operation: Operation): Promise<Trial | null> => {
    const address = addressOf(stage, operation);
    const told: string[] = [];
    for (const [name, client] of callersOf(stage, operation)) {
      const body = validBody(operation, stage.world.ids, newPerson);
      const answer = await sendJson(client, operation, address, JSON.stringify(body));
      if (answer.status < 300) return { operation, client, address };
      told.push(`${name} ${answer.status} ${answer.raw.toString().slice(0, 300)}`);
    }
    require('node:fs').appendFileSync('/tmp/hostile-not.txt', `${operation.route} ${told.join('\n   ')}\n`);
    return null;
  };

  const tryField = async (
    { operation, client, address }: Trial,
    field: Field,
    value: Hostile,
    proven: Set<string>,
  ): Promise<string | null> => {
    const body = JSON.stringify(validBody(operation, stage.world.ids, newPerson));
    const answer = await sendJson(client, operation, address, withValue(body, field.path, value.json));
    const fault = faultOf(answer, stage.canaries);
    if (fault !== null || answer.status >= 300) return fault;
    const key = field.path.at(-1) ?? '';
    for (const shown of [answer, await readBack(client, operation, address, answer)]) {
      if (shown === null) continue;
      const difference = differenceOf(shown, key, value);
      if (difference !== null) return difference;
      if (valuesUnder(shown.body, key).length > 0) proven.add(field.path.join('.'));
    }
    return null;
  };

  /** The row as it is read again; null when it has no address of its own. */
  const readBack = async (
    client: TestClient,
    operation: Operation,
    address: string,
    answer: Answer,
  ): Promise<Answer | null> => {
    const id = (answer.body as { id?: string } | null)?.id;
    const made = operation.method === 'POST' && id !== undefined;
    const route = `GET ${operation.path}${made ? '/{id}' : ''}`;
    if (!stage.operations.some((other) => other.route === route)) return null;
    const read = await client.get(made ? `${address}/${id}` : address);
    return read.status === 200 ? read : null;
  };
});

function fieldsOf(schema: Schema, above: string[] = []): Field[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => [
    { path: [...above, name], schema: field },
    ...fieldsOf(field, [...above, name]),
  ]);
}

/** JSON text of an object whose value at `path` is replaced by other JSON text. */
function withValue(body: string, path: readonly string[], json: string): string {
  const [name = '', ...rest] = path;
  const object = JSON.parse(body) as Record<string, unknown>;
  const inner = rest.length === 0 ? json : withValue(JSON.stringify(object[name] ?? {}), rest, json);
  delete object[name];
  const others = JSON.stringify(object).slice(1, -1);
  return `{${others}${others === '' ? '' : ','}${JSON.stringify(name)}:${inner}}`;
}
