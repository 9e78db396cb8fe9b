import { readdir, readFile, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import sql, { raw } from 'sql-template-tag';
import { uuidv7 } from 'uuidv7';
import { createApplication } from '../../../src/application.js';
import { Transaction } from '../../../src/platform/database/transaction.js';
import { ScheduledTasks } from '../../../src/platform/schedule/scheduled-tasks.js';
import { ObjectStore } from '../../../src/platform/storage/object-store.js';
import { ObjectUsers } from '../../../src/platform/storage/object-users.js';
import { createExampleVersion } from '../../factories/example.js';
import { createAssignment, handedIn } from '../../factories/hand-in.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';

const MODULES = join(import.meta.dirname, '../../../src/modules');
const DAY_MS = 24 * 3600 * 1000;

let t: TestApplication;
/** A second server on the same database. */
let other: NestFastifyApplication;

beforeAll(async () => {
  t = await startTestApplication();
  other = await createApplication(t.env, t.databaseUrl);
  await other.init();
});
afterAll(async () => {
  await other?.close();
  await t.close();
});

const run = (task: string) => t.get(ScheduledTasks).runNow(task);

async function keysOf(table: string, column: string): Promise<string[]> {
  const rows = await t
    .get(Transaction)
    .rows<{ key: string }>(sql`SELECT ${raw(column)} AS key FROM ${raw(table)} ORDER BY 1`);
  return rows.map((row) => row.key);
}

describe('a scheduled task', () => {
  it('is done by one of the servers of a database at a time', async () => {
    let finish = () => undefined as void;
    const held = new Promise<void>((resolve) => (finish = resolve));
    let begun = () => undefined as void;
    const started = new Promise<void>((resolve) => (begun = resolve));
    const done: string[] = [];
    const first = t.get(ScheduledTasks).once('sweep', async () => {
      begun();
      await held;
      done.push('first');
    });
    await started;
    const second = other.get(ScheduledTasks);
    expect(await second.once('sweep', async () => void done.push('second'))).toBe(false);
    expect(await second.once('another', async () => void done.push('another'))).toBe(true);
    finish();
    expect(await first).toBe(true);
    expect(await second.once('sweep', async () => void done.push('second'))).toBe(true);
    expect(done).toEqual(['another', 'first', 'second']);
  });

  it('that fails leaves the lock to the next', async () => {
    const fail = () => Promise.reject(new Error('no luck'));
    expect(await t.get(ScheduledTasks).once('unlucky', fail)).toBe(true);
    expect(await other.get(ScheduledTasks).once('unlucky', async () => undefined)).toBe(true);
  });
});

describe('what nobody will ask for', () => {
  it('removes sessions that are over for more than 30 days', async () => {
    const tx = t.get(Transaction);
    const userId = t.admin.userId;
    const open = (days: number) =>
      tx.execute(sql`
      INSERT INTO auth.user_sessions (id, user_id, user_agent, last_seen_at, expires_at)
      VALUES (${uuidv7()}, ${userId}, ${`ended ${days}`}, now(), now() - make_interval(days => ${days}))`);
    for (const days of [29, 31]) await open(days);
    expect(await run('remove-finished-sessions')).toBe(true);
    const left = await keysOf('auth.user_sessions', "coalesce(user_agent, '')");
    expect(left.filter((agent) => agent.startsWith('ended'))).toEqual(['ended 29']);
    expect((await t.admin.get('/user')).status).toBe(200);
  });

  it('removes kept answers after 24 hours', async () => {
    for (const hours of [23, 25]) {
      await t.get(Transaction).execute(sql`
        INSERT INTO auth.idempotency_keys (caller, method, path, key, fingerprint, status, created_at)
        VALUES (${uuidv7()}, 'POST', '/tests', ${`${hours} h`}, '\\x00', 200, now() - make_interval(hours => ${hours}))`);
    }
    await run('remove-old-idempotency-keys');
    expect(await keysOf('auth.idempotency_keys', 'key')).toEqual(['23 h']);
  });

  it('removes counters of windows that are over', async () => {
    for (const minutes of [-1, 59, 61]) {
      await t.get(Transaction).execute(sql`
        INSERT INTO auth.rate_limits (key, points, expire)
        VALUES (${`${minutes} min`}, 1, 1000 * extract(epoch FROM now() - make_interval(mins => ${minutes})))`);
    }
    await run('remove-expired-rate-limits');
    expect(await keysOf('auth.rate_limits', 'key')).toEqual(['-1 min', '59 min']);
  });
});

describe('objects that no row names', () => {
  const folder = () => join(t.env.LECTERN_HOME, 'objects', 'objects');

  async function stored(): Promise<string[]> {
    const names = await readdir(folder(), { recursive: true });
    return names.map((name) => name.split('/').at(-1) ?? '').filter((name) => name.length === 64);
  }

  async function age(hash: string): Promise<void> {
    const date = new Date(Date.now() - 2 * DAY_MS);
    await utimes(join(folder(), hash.slice(0, 2), hash), date, date);
  }

  it('are removed a day later, and no others', async () => {
    const store = t.get(ObjectStore);
    const example = await createExampleVersion(t);
    const assignment = await createAssignment(t);
    const artifactId = await handedIn(assignment.student.client, assignment.groupId);
    const left = await store.put(Buffer.from('what a test run left'));
    await t.get(Transaction).execute(sql`
      INSERT INTO submission.results (id, submission_artifact_id, submission_group_id, course_content_id, course_id,
        course_member_id, by_group_member, version_identifier, status, artifacts_hash)
      SELECT ${uuidv7()}, a.id, a.submission_group_id, a.course_content_id, a.course_id, ${assignment.student.memberId},
        true, a.version_identifier, 'finished', ${left.hash} FROM submission.submission_artifacts a WHERE a.id = ${artifactId}`);
    const named = await stored();
    const orphan = await store.put(Buffer.from('of a server that was killed'));
    for (const hash of [...named, orphan.hash]) await age(hash);
    const young = await store.put(Buffer.from('of an upload that is not committed yet'));

    expect(await run('remove-unused-objects')).toBe(true);
    expect((await stored()).sort()).toEqual([...named, young.hash].sort());
    expect(named.length).toBeGreaterThanOrEqual(4);
    const download = await assignment.student.client.get(`/submissions/artifacts/${artifactId}/download`);
    expect(download.status).toBe(200);
    expect((await t.admin.get(`/examples/download/${example.versionId}`)).status).toBe(200);
  });

  it('are known to every module that stores any', async () => {
    const owners = new Set<string>();
    for (const name of await readdir(MODULES, { recursive: true })) {
      if (!name.endsWith('.ts') || name.endsWith('.spec.ts')) continue;
      if (/\bobjects\.put\(/.test(await readFile(join(MODULES, name), 'utf8'))) {
        owners.add(name.split('/')[0] ?? '');
      }
    }
    expect(owners.size).toBeGreaterThan(0);
    expect(t.get(ObjectUsers).owners).toEqual([...owners].sort());
  });
});

/** The last one: passport keeps one strategy a process, that of the newest application, which ends here. */
describe('a task at work', () => {
  it('is told of the end of its server, which waits for it', async () => {
    const brief = await createApplication(t.env, t.databaseUrl);
    await brief.init();
    let seen = false;
    let begun = () => undefined as void;
    const started = new Promise<void>((resolve) => (begun = resolve));
    const work = brief.get(ScheduledTasks).once('long', async (ending) => {
      begun();
      await new Promise<void>((resolve) => ending.addEventListener('abort', () => resolve()));
      await brief.get(Transaction).rows(sql`SELECT 1`);
      seen = true;
    });
    await started;
    await brief.close();
    expect([await work, seen]).toEqual([true, true]);
    expect(await brief.get(ScheduledTasks).once('late', async () => undefined)).toBe(false);
  });
});
