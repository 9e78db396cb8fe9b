import type { Answer, TestClient } from '../../setup/test-client.js';
import { validBody } from './bodies.js';
import type { Operation, Schema } from './operations.js';
import {
  addressOf,
  callersOf,
  createPeople,
  inParallel,
  isExpected,
  keepJob,
  lanesOf,
  sendJson,
  type Stage,
  startStage,
} from './stage.js';
import { BODIES, type Hostile, hostileFor } from './values.js';
import { differenceOf, faultOf, valuesUnder } from './verdict.js';

/** Routes that a valid body cannot pass here, and why. */
const NEVER_ACCEPTED: Record<string, string> = {
  'POST /auth/refresh': 'a refresh token is good once',
  'POST /auth/refresh/local': 'a refresh token is good once',
  'POST /invites/{token}/accept': 'an invite is good once; invite.e2e-spec.ts',
  'POST /tutors/tests/{id}/results': 'a report ends the job; tutor-test.e2e-spec.ts',
};

/** Fields that are not stored as they are, or stand for a row, and so are not shown as they were sent. */
const NOT_SHOWN: Record<string, string> = {
  access_credentials: 'written, never read',
  provider_access_token: 'written, never read',
  course_content_kind_id: 'names a row',
  role_id: 'names a row',
  version_tag: 'names a row',
  'POST /tests submission_group_id': 'ignored beside artifact_id',
  'POST /tests version_identifier': 'ignored beside artifact_id',
  'PATCH /results/{id} status': 'a number stands for a name',
  'PATCH /submissions/tests/{id} status': 'a number stands for a name',
  'POST /results status': 'a number stands for a name',
  'PATCH /tutors/course-members/{member_id}/course-contents/{id} status': 'a number stands for a name',
};

/** A field of a body, one level of objects inside it included. */
interface Field {
  path: string[];
  schema: Schema;
}

interface Trial {
  operation: Operation;
  client: TestClient;
  address: string;
  /** False when nobody's valid body is accepted. */
  accepted: boolean;
}

describe('each field of each body', () => {
  let stage: Stage;
  let people: Iterator<string>;
  const newPerson = () => people.next().value as string;
  beforeAll(async () => {
    stage = await startStage();
    people = (await createPeople(stage.t, 3000)).values();
  });
  afterAll(() => stage.close());

  const withBody = () => stage.operations.filter(({ body }) => body !== null);

  it('is never answered with a 5xx, a stack, SQL or another error shape, and is stored as it was sent', async () => {
    const faults: string[] = [];
    const refused: string[] = [];
    const unproven: string[] = [];
    await inParallel(lanesOf(withBody()), async (lane) => {
      for (const operation of lane) {
        const putBack = await jobKeeper(operation);
        const trial = await findTrial(operation);
        if (!trial.accepted && isExpected(operation)) refused.push(operation.route);
        for (const field of fieldsOf(operation.body ?? {})) {
          const found = await tryField(trial, field, putBack);
          faults.push(...found.faults.map((fault) => `${nameOf(operation, field)} ${fault}`));
          if (trial.accepted && isShown(operation, field) && !found.proven) {
            unproven.push(nameOf(operation, field));
          }
        }
        await putBack();
      }
    });
    expect(faults).toEqual([]);
    expect(refused.sort()).toEqual(Object.keys(NEVER_ACCEPTED));
    expect(unproven.sort()).toEqual([]);
  }, 300_000);

  it('is no object: a list, half a text, bytes that are no UTF-8, another media type', async () => {
    const faults: string[] = [];
    await inParallel(lanesOf(withBody()), async (lane) => {
      for (const operation of lane) {
        const [caller] = callersOf(stage, operation);
        const send = (body: string | Buffer, type = 'application/json') =>
          caller?.[1].send(operation.method as 'POST', addressOf(stage, operation), body, {
            'content-type': type,
            'if-match': '"0"',
          });
        const answers = [
          ...(await Promise.all(BODIES.map(async ({ name, json }) => [name, await send(json)] as const))),
          ['bytes', await send(Buffer.from([0x22, 0xff, 0xfe, 0xc0, 0x80, 0x22]))] as const,
          ['gzip', await send(Buffer.from([0x1f, 0x8b, 8, 0]))] as const,
          ...(await Promise.all(
            ['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'nonsense', ''].map(
              async (type) => [`as ${type}`, await send('{}', type)] as const,
            ),
          )),
        ];
        for (const [name, answer] of answers) {
          if (answer === undefined) continue;
          const fault = faultOf(answer, stage.canaries);
          if (fault !== null) faults.push(`${operation.route} ${name}: ${fault}`);
        }
      }
    });
    expect(faults).toEqual([]);
  });

  /** Puts the world's job back; does nothing for operations that are not about it. */
  const jobKeeper = async ({ path }: Operation): Promise<() => Promise<void>> =>
    /^\/(jobs\/\{|results)/.test(path) ? keepJob(stage) : async () => undefined;

  /** The first caller whose valid body is accepted, else the first. */
  const findTrial = async (operation: Operation): Promise<Trial> => {
    const address = addressOf(stage, operation);
    const callers = callersOf(stage, operation).map(([, client]) => client);
    for (const client of callers) {
      const body = validBody(operation, stage.world.ids, newPerson);
      const answer = await sendJson(client, operation, address, JSON.stringify(body));
      if (answer.status < 300) return { operation, client, address, accepted: true };
    }
    return { operation, client: callers[0] ?? stage.t.anonymous, address, accepted: false };
  };

  /** Sends a field every hostile value; it is proven when one that was accepted was shown as it was sent. */
  const tryField = async (
    trial: Trial,
    field: Field,
    putBack: () => Promise<void>,
  ): Promise<{ faults: string[]; proven: boolean }> => {
    const faults: string[] = [];
    let proven = false;
    for (const client of clientsFor(trial, field)) {
      for (const value of hostileFor(field.schema)) {
        await putBack();
        const { fault, shown } = await tryValue({ ...trial, client }, field, value);
        if (fault !== null) faults.push(`${value.name}: ${fault}`);
        proven ||= shown;
      }
    }
    return { faults, proven };
  };

  /** Ids are looked up before the body is read, for all but administrators: a lecturer sends them, too. */
  const clientsFor = ({ client, operation }: Trial, { schema }: Field): TestClient[] => {
    const lecturer = callersOf(stage, operation).find(([name]) => name === 'lecturer')?.[1];
    return schema.format === 'uuid' && lecturer !== undefined ? [...new Set([client, lecturer])] : [client];
  };

  const tryValue = async (
    { operation, client, address }: Trial,
    field: Field,
    value: Hostile,
  ): Promise<{ fault: string | null; shown: boolean }> => {
    const body = JSON.stringify(validBody(operation, stage.world.ids, newPerson));
    const answer = await sendJson(client, operation, address, withValue(body, field.path, value.json));
    const fault = faultOf(answer, stage.canaries);
    const key = field.path.at(-1) ?? '';
    if (fault !== null || answer.status >= 300 || isHidden(operation, field)) return { fault, shown: false };
    const answers = [answer, await readBack(client, operation, address, answer)].filter(
      (one) => one !== null,
    );
    const difference = answers.map((one) => differenceOf(one, key, value)).find((one) => one !== null);
    return {
      fault: difference ?? null,
      shown:
        value.text !== undefined && answers.some((one) => valuesUnder(one.body, key).includes(value.text)),
    };
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

const nameOf = ({ route }: Operation, { path }: Field) => `${route} ${path.join('.')}`;

function isHidden(operation: Operation, field: Field): boolean {
  return (field.path.at(-1) ?? '') in NOT_SHOWN || nameOf(operation, field) in NOT_SHOWN;
}

/** A field of free text that the answer has, too. */
function isShown(operation: Operation, field: Field): boolean {
  const { type, format, pattern, enum: choices, maxLength = 1000 } = field.schema;
  const isText = type === 'string' && [format, pattern, choices].every((limit) => limit === undefined);
  const key = field.path.join('.');
  return isText && maxLength > 50 && operation.answerFields.includes(key) && !isHidden(operation, field);
}

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
