import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import sql from 'sql-template-tag';
import { Transaction } from '../../../src/platform/database/transaction.js';
import { ScheduledTasks } from '../../../src/platform/schedule/scheduled-tasks.js';
import { readArchive } from '../../../src/platform/storage/archive/read-archive.js';
import { addMember } from '../../factories/course.js';
import { createAssignment, groupOf, type TestAssignment, zipOf } from '../../factories/hand-in.js';
import { goneProcess, ServerProcess } from '../../setup/server-process.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';
import type { TestClient } from '../../setup/test-client.js';

const LONG_MS = 600_000;
const LIMITS = { maxUnpackedBytes: 2 ** 24, maxFileBytes: 2 ** 24, maxEntries: 100, maxNameBytes: 1024 };

interface Uploader {
  client: TestClient;
  groupId: string;
}

interface Acknowledged {
  artifactId: string;
  client: TestClient;
  text: string;
}

let t: TestApplication;
let assignment: TestAssignment;
let uploaders: Uploader[];
const servers: ServerProcess[] = [];

beforeAll(async () => {
  t = await startTestApplication();
  assignment = await createAssignment(t);
  const others = await Promise.all([1, 2, 3].map(() => addMember(t, assignment.course.id, '_student')));
  uploaders = await Promise.all(
    [assignment.student, assignment.other, ...others].map(async ({ client, memberId }) => ({
      client,
      groupId: await groupOf(t, memberId, assignment.contentId),
    })),
  );
}, LONG_MS);

afterEach(async () => {
  for (const server of servers.splice(0)) await server.end('SIGKILL');
});

afterAll(() => t.close(), LONG_MS);

async function start(environment: Record<string, string>): Promise<ServerProcess> {
  const server = await ServerProcess.start(environment);
  servers.push(server);
  return server;
}

/** On the database and the home of the test application, which arranges and looks without listening itself. */
const startHere = () =>
  start({ DATABASE_URL: t.databaseUrl, LECTERN_HOME: t.env.LECTERN_HOME, WORKER_SLOTS: '0' });

/** Body and headers of a hand-in with this text. */
async function handInRequest({ client, groupId }: Uploader, text: string) {
  const form = new FormData();
  form.append('submission_create', JSON.stringify({ submission_group_id: groupId }));
  const zip = await zipOf({ 'solution/main.py': text, 'solution/notes.txt': 'n'.repeat(5000) });
  form.append('file', new Blob([new Uint8Array(zip)], { type: 'application/zip' }), 'solution.zip');
  const packed = new Response(form);
  const headers = { ...client.headers, 'content-type': packed.headers.get('content-type') ?? '' };
  return { headers, body: Buffer.from(await packed.arrayBuffer()) };
}

/** Hands in until the server is gone, and tells of every answer 201. */
async function handInForEver(server: ServerProcess, uploader: Uploader, tell: (a: Acknowledged) => void) {
  for (;;) {
    const text = randomBytes(100_000).toString('base64');
    const upload = await handInRequest(uploader, text);
    try {
      const answer = await fetch(`${server.url}/submissions/artifacts`, { method: 'POST', ...upload });
      if (answer.status !== 201) throw new Error(`hand-in: ${answer.status} ${await answer.text()}`);
      const { artifacts } = (await answer.json()) as { artifacts: string[] };
      tell({ artifactId: artifacts[0] ?? '', client: uploader.client, text });
    } catch (error) {
      // What fetch throws comes from outside of jest's world, where its class is another one.
      if ((error as Error).name === 'TypeError') return;
      throw error;
    }
  }
}

/** An upload of which the server has only the first half; `finish` sends the rest and resolves with the status. */
async function beginHandIn(
  server: ServerProcess,
  uploader: Uploader,
): Promise<{ finish(): Promise<number> }> {
  const { headers, body } = await handInRequest(uploader, randomBytes(100_000).toString('base64'));
  const upload = request(`${server.url}/submissions/artifacts`, {
    method: 'POST',
    headers: { ...headers, 'content-length': body.length },
  });
  const answered = once(upload, 'response') as Promise<[IncomingMessage]>;
  answered.catch(() => undefined);
  await new Promise((resolve) => upload.write(body.subarray(0, body.length / 2), resolve));
  return {
    finish: async () => {
      upload.end(body.subarray(body.length / 2));
      const [answer] = await answered;
      answer.resume();
      return answer.statusCode ?? 0;
    },
  };
}

async function isListening(server: ServerProcess): Promise<boolean> {
  return fetch(`${server.url}/health`).then(
    () => true,
    () => false,
  );
}

async function namesBelow(folder: string): Promise<string[]> {
  return existsSync(folder) ? readdir(folder, { recursive: true }) : [];
}

async function workerHealth(server: ServerProcess): Promise<string | undefined> {
  const answer = await fetch(`${server.url}/health/ready`);
  return ((await answer.json()) as { checks: Record<string, string> }).checks['worker'];
}

it(
  'kill -9 in mid-upload: whatever was acknowledged is whole, and nothing half-written can be seen; SIGTERM: it is finished',
  async () => {
    const acknowledged: Acknowledged[] = [];
    const killed = await startHere();
    let reached = () => undefined as void;
    const enough = new Promise<void>((resolve) => (reached = resolve));
    const uploads = uploaders.map((uploader) =>
      handInForEver(killed, uploader, (one) => {
        if (acknowledged.push(one) >= 12) reached();
      }),
    );
    await beginHandIn(killed, uploaders[0] as Uploader);
    await Promise.race([enough, ...uploads]);
    await killed.end('SIGKILL');
    await Promise.all(uploads);
    expect(acknowledged.length).toBeGreaterThanOrEqual(12);

    const server = await startHere();
    const download = (id: string, client: TestClient) =>
      fetch(`${server.url}/submissions/artifacts/${id}/download`, { headers: client.headers });
    for (const { artifactId, client, text } of acknowledged) {
      const answer = await download(artifactId, client);
      expect(answer.status).toBe(200);
      const files = await readArchive(Buffer.from(await answer.arrayBuffer()), LIMITS);
      expect(files.find(({ path }) => path.endsWith('main.py'))?.content.toString()).toBe(text);
    }
    // Of hand-ins whose answer was lost, those that are there are there completely.
    const rows = await t
      .get(Transaction)
      .rows<{ id: string; object_hash: string }>(
        sql`SELECT id, object_hash FROM submission.submission_artifacts`,
      );
    expect(rows.map((row) => row.id)).toEqual(
      expect.arrayContaining(acknowledged.map((one) => one.artifactId)),
    );
    for (const { id } of rows) expect((await download(id, assignment.lecturer.client)).status).toBe(200);

    // What the killed servers left behind goes later, and nothing else.
    const folder = join(t.env.LECTERN_HOME, 'objects');
    const past = new Date(Date.now() - 2 * 24 * 3600 * 1000);
    for (const name of await namesBelow(folder)) await utimes(join(folder, name), past, past);
    await t.get(ScheduledTasks).runNow('remove-unused-objects');
    const objects = (await namesBelow(join(folder, 'objects'))).filter((name) => name.includes('/'));
    expect(objects.map((name) => name.split('/')[1]).sort()).toEqual(
      rows.map((row) => row.object_hash).sort(),
    );
    expect(await namesBelow(join(folder, 'unfinished'))).toEqual([]);

    // An orderly end: what has begun is finished, in time. After 10 s by its own clock a server ends with 1.
    const last = await beginHandIn(server, uploaders[0] as Uploader);
    const ended = server.end('SIGTERM');
    while (await isListening(server)) await pause(10);
    expect(await last.finish()).toBe(201);
    expect(await ended).toEqual([0, null]);
  },
  LONG_MS,
);

it(
  'kill -9 takes the embedded PostgreSQL and the worker along',
  async () => {
    const home = await mkdtemp(join(tmpdir(), 'lectern-killed-'));
    try {
      const tokenFile = join(home, 'shared', 'worker-token');
      const server = await start({
        LECTERN_HOME: home,
        WORKER_SLOTS: '1',
        LECTERN_WORKER_TOKEN_FILE: tokenFile,
      });
      // It speaks with the token that the server has written to that file.
      while ((await workerHealth(server)) !== 'ok') await pause(50);
      expect(existsSync(tokenFile)).toBe(true);
      const children = server.children();
      expect(children.map(({ command }) => command)).toEqual(
        expect.arrayContaining([
          expect.stringMatching(/postgres -D/),
          expect.stringMatching(/dist\/src\/worker\.js/),
        ]),
      );
      await server.end('SIGKILL');
      for (const { pid } of children) await goneProcess(pid);
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  },
  LONG_MS,
);
