import { uuidv7 } from 'uuidv7';
import { validBody } from './bodies.js';
import type { Operation } from './operations.js';
import {
  addressOf,
  callersOf,
  countAllRows,
  createPeople,
  inParallel,
  isExpected,
  keepJob,
  lanesOf,
  sendJson,
  type Stage,
  startStage,
} from './stage.js';
import { faultOf, valuesUnder } from './verdict.js';

/** An id that no row has, in every field that names a row; who finds it in an answer was listened to. */
const FOREIGN = uuidv7();
const LONG_AGO = '2001-02-03T04:05:06.000Z';

/** What callers would like to decide, and may only where the schema of a body has the field. */
const WISHES: Record<string, unknown> = {
  id: FOREIGN,
  user_id: FOREIGN,
  owner: FOREIGN,
  owner_id: FOREIGN,
  course_id: FOREIGN,
  course_family_id: FOREIGN,
  organization_id: FOREIGN,
  course_member_id: FOREIGN,
  submission_group_id: FOREIGN,
  graded_by_course_member_id: FOREIGN,
  transmitter_id: FOREIGN,
  author_id: FOREIGN,
  created_by: FOREIGN,
  updated_by: FOREIGN,
  created_at: LONG_AGO,
  updated_at: LONG_AGO,
  graded_at: LONG_AGO,
  uploaded_at: LONG_AGO,
  archived_at: LONG_AGO,
  assigned_at: LONG_AGO,
  version: 4711,
  role: '_admin',
  role_id: '_admin',
  course_role_id: '_maintainer',
  roles: ['_admin'],
  user_roles: [{ role_id: '_admin' }],
  claims: ['*'],
  is_admin: true,
  is_service: true,
  builtin: true,
  grade: 0.4711,
  grading: 0.4711,
  result: 0.4711,
  average_grade: 0.4711,
  usage_count: 4711,
  version_number: 4711,
  path_hash: 'x',
  password_hash: 'x',
  token: 'ctp_00000000000000000000000000000000',
  token_prefix: 'ctp_00000000',
  bucket_name: 'elsewhere',
  object_key: '../../etc/passwd',
  storage_path: '../../etc/passwd',
  file_size: 4711,
};

describe('fields that a body has no business with', () => {
  let stage: Stage;
  let people: Iterator<string>;
  const newPerson = () => people.next().value as string;
  beforeAll(async () => {
    stage = await startStage();
    people = (await createPeople(stage.t, 500)).values();
  });
  afterAll(() => stage.close());

  /* First, as the other one leaves tasks at work. */
  it('change nothing that is not in the answer: no rights, no prototype, no row of another table', async () => {
    const rows = async () => ({
      ...(await countAllRows(stage.t)),
      'auth.audit_log': 'one more for each change',
    });
    const before = await rows();
    const client = stage.world.clients.student;
    const address = `/users/${stage.world.ids['user']}`;
    const pollution =
      '{"__proto__":{"is_admin":true},"constructor":{"prototype":{"is_admin":true}},"is_admin":true}';
    const sent = await stage.t.admin.send('PATCH', address, pollution, {
      'content-type': 'application/json',
    });
    expect(sent.status).toBe(200);
    expect(({} as Record<string, unknown>)['is_admin']).toBeUndefined();
    expect((await client.get('/user/scopes')).body).toMatchObject({ is_admin: false });
    expect((await client.get('/user/views')).body).toEqual(['student']);
    expect(await rows()).toEqual(before);
  });

  it('are ignored or refused in every create and update', async () => {
    const faults: string[] = [];
    const accepted: string[] = [];
    const writes = stage.operations.filter(({ body }) => body !== null);
    await inParallel(lanesOf(writes), async (lane) => {
      for (const operation of lane) {
        for (const [, client] of callersOf(stage, operation).slice(0, 3)) {
          const putBack = await keepJob(stage);
          const body = { ...wishesFor(operation), ...validBody(operation, stage.world.ids, newPerson) };
          const answer = await sendJson(client, operation, addressOf(stage, operation), JSON.stringify(body));
          const fault = faultOf(answer, stage.canaries);
          if (fault !== null) faults.push(`${operation.route}: ${fault}`);
          if (answer.status >= 300) continue;
          accepted.push(operation.route);
          faults.push(
            ...grantedIn(answer.body, wishesFor(operation)).map((key) => `${operation.route}: ${key}`),
          );
          if (operation.path.startsWith('/jobs') || operation.path.startsWith('/results')) await putBack();
          break;
        }
      }
    });
    expect(faults).toEqual([]);
    expect(new Set(accepted).size).toBeGreaterThan(writes.filter(isExpected).length - 6);
  });
});

/** What the schema of the body does not offer. */
function wishesFor({ body }: Operation): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(WISHES).filter(([name]) => !Object.hasOwn(body?.properties ?? {}, name)),
  );
}

/** Names of the wishes that an answer shows as granted. */
function grantedIn(answer: unknown, wishes: Record<string, unknown>): string[] {
  return Object.entries(wishes)
    .filter(([name, wish]) =>
      valuesUnder(answer, name).some((value) => JSON.stringify(value) === JSON.stringify(wish)),
    )
    .map(([name]) => name);
}
