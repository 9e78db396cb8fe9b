import sql, { raw } from 'sql-template-tag';
import { uuidv7 } from 'uuidv7';
import { Transaction } from '../../../src/platform/database/transaction.js';
import { createContent, unique } from '../../factories/course.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';
import type { Answer, TestClient } from '../../setup/test-client.js';
import type { ActorName, World } from '../access/actors.js';
import { EXPECTATIONS, PUBLIC_ROUTES } from '../access/expectations.js';
import { createWorld } from '../access/world.js';
import { type Operation, operationsOf } from './operations.js';

/** An application with the world of the walk, every route of its document, and people to make members of. */
export interface Stage {
  t: TestApplication;
  world: World;
  operations: Operation[];
  /** Every password, token and address that no answer and no log may show. */
  canaries: string[];
  close(): Promise<void>;
}

const CANARY = 'canary-Kanarienvogel-4711';

/** Starts it; takes some seconds. `changes` are variables of the environment. */
export async function startStage(changes: Record<string, string> = {}): Promise<Stage> {
  const t = await startTestApplication({ ADMIN_PASSWORD: CANARY, ...changes });
  const world = await createWorld(t);
  const token = await t.admin.post('/api-tokens', { name: 'canary' });
  world.ids = {
    ...world.ids,
    scratchContent: await createContent(t, {
      id: world.ids['course'] ?? '',
      assignmentTypeId: world.ids['contentType'] ?? '',
    }),
    adminPassword: CANARY,
    strangerName: (await t.admin.get(`/users/${world.ids['stranger']}`)).body.username as string,
    lease: await leaseOf(t, world),
  };
  const secrets = Object.values(world.clients).flatMap((client) => Object.values(client.headers));
  return {
    t,
    world,
    // What git clients speak is no JSON and has tests of its own.
    operations: operationsOf(t.app).filter(({ path }) => !path.startsWith('/git/')),
    canaries: [
      CANARY,
      token.body.token as string,
      world.ids['lease'] ?? '',
      t.env.LECTERN_HOME,
      new URL(t.databaseUrl).password,
      ...secrets.map((secret) => secret.replace('Bearer ', '')),
    ].filter((secret) => secret.length > 5),
    close: () => t.close(),
  };
}

async function leaseOf(t: TestApplication, world: World): Promise<string> {
  const row = await t
    .get(Transaction)
    .row<{ lease: string }>(sql`SELECT lease FROM execution.runs WHERE id = ${world.ids['job']}`);
  return row?.lease ?? '';
}

/** Ids of new accounts; rows that bind a user once need another one for each request. */
export async function createPeople(t: TestApplication, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => uuidv7());
  await t.get(Transaction).execute(sql`
    INSERT INTO auth.users (id, username) SELECT id, ${unique('crowd')} || row_number() OVER ()
    FROM unnest(${ids}::uuid[]) AS id`);
  return ids;
}

/** Rows of every table, as one number each; what is the same before and after changed nothing. */
export async function countAllRows(t: TestApplication): Promise<Record<string, number>> {
  const tx = t.get(Transaction);
  const tables = await tx.rows<{ name: string }>(sql`
    SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
    WHERE schemaname IN ('auth', 'organization', 'execution', 'example', 'course', 'submission', 'messaging', 'git')
    ORDER BY 1`);
  const counts: Record<string, number> = {};
  for (const { name } of tables) {
    const row = await tx.row<{ count: number }>(sql`SELECT count(*)::int AS count FROM ${raw(name)}`);
    counts[name] = row?.count ?? 0;
  }
  return counts;
}

/** Rows of the world that requests change, so that the rows others need stay as they are. */
const CHANGED_INSTEAD: Record<string, string> = { content: 'scratchContent' };

/** The address of a route about the world, query included, without a slash at its end. */
export function addressOf({ world }: Stage, operation: Operation): string {
  const { path } = EXPECTATIONS[operation.route] ?? { path: operation.path };
  return path
    .replace(/:([a-z][A-Za-z]*)/g, (_all, name: string) => {
      const inPath = operation.method === 'PATCH' && operation.path.startsWith('/course-contents/');
      const id = world.ids[(inPath ? CHANGED_INSTEAD[name] : undefined) ?? name];
      if (id === undefined) throw new Error(`the world has no ${name}`);
      return id;
    })
    .replace(/\{[a-z_]+\}/g, uuidv7);
}

/** Who tries a route that the walk has no expectation of yet. */
const ANYBODY: ActorName[] = ['admin', 'lecturer', 'student', 'service', 'anonymous'];

/** True when it is known who may call a route, and with which address. */
export function isExpected({ route }: Operation): boolean {
  return route in EXPECTATIONS || PUBLIC_ROUTES.includes(route);
}

/** Who may call a route: administrator and lecturer first, as they reach most of it. */
export function callersOf({ world }: Stage, operation: Operation): [ActorName, TestClient][] {
  const others: ActorName[] = PUBLIC_ROUTES.includes(operation.route) ? ['anonymous'] : ANYBODY;
  const may = EXPECTATIONS[operation.route]?.may ?? others;
  const preferred: ActorName[] = ['admin', 'lecturer', 'courseOwner', 'service', 'student'];
  const names = [...preferred.filter((name) => may.includes(name)), ...may];
  return [...new Set(names)].map((name) => [name, world.clients[name]]);
}

/** Sends `json` as the body, unparsed. */
export function sendJson(
  client: TestClient,
  operation: Operation,
  address: string,
  json: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return client.send(operation.method as 'POST', address, json, {
    'content-type': 'application/json',
    ...headers,
  });
}

/** Operations that change the same rows, each group in order: those of one resource, and all about the one job. */
export function lanesOf(operations: readonly Operation[]): Operation[][] {
  const lanes = new Map<string, Operation[]>();
  for (const operation of operations) {
    const [, resource = ''] = operation.path.split('/');
    const name = ['jobs', 'results', 'tests'].includes(resource) ? 'the job' : resource;
    lanes.set(name, [...(lanes.get(name) ?? []), operation]);
  }
  return [...lanes.values()];
}

/** Runs `work` for each item, at most `width` at a time. */
export async function inParallel<T>(
  items: readonly T[],
  work: (item: T) => Promise<void>,
  width = 8,
): Promise<void> {
  const queue = items.values();
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (const item of queue) await work(item);
    }),
  );
}

/** Puts the world's job and its result back as they are now, whenever the returned function is called. */
export async function keepJob({ t, world }: Stage): Promise<() => Promise<void>> {
  const tx = t.get(Transaction);
  const rows = [
    { table: 'execution.runs', id: world.ids['job'] },
    { table: 'submission.results', id: world.ids['result'] },
  ];
  const kept = await Promise.all(
    rows.map(async ({ table, id }) => ({
      table,
      id,
      now: await tx.row<{ columns: string; row: object }>(sql`
        SELECT to_jsonb(r) AS row, (SELECT string_agg(attname, ', ') FROM pg_attribute WHERE attrelid = ${table}::regclass
          AND attnum > 0 AND attgenerated = '' AND NOT attisdropped) AS columns
        FROM ${raw(table)} r WHERE id = ${id}`),
    })),
  );
  return async () => {
    for (const { table, id, now } of kept) {
      const columns = raw(now?.columns ?? '');
      await tx.execute(sql`
        UPDATE ${raw(table)} SET (${columns}) =
          (SELECT ${columns} FROM jsonb_populate_record(NULL::${raw(table)}, ${JSON.stringify(now?.row)}::jsonb))
        WHERE id = ${id}`);
    }
  };
}
