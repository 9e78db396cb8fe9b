import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TESTING_SCOPES } from '../../../src/access/service-scopes.js';
import { LostRuns } from '../../../src/modules/execution/services/lost-runs.js';
import { RunService } from '../../../src/modules/execution/services/run.service.js';
import type { WorkerView } from '../../../src/modules/execution/schemas/worker.schema.js';
import { createAssignment, handedIn, makeTestable, type TestAssignment } from '../../factories/hand-in.js';
import { createExampleVersion } from '../../factories/example.js';
import { endLease, readRun } from '../../factories/run.js';
import { createService } from '../../factories/service.js';
import { RemoteWorker } from '../../network/remote-worker.js';
import { TestProxy } from '../../network/test-proxy.js';
import { SELF_SIGNED } from '../../setup/self-signed.js';
import { freePort } from '../../setup/server-process.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';
import { buildEntryPoints, LONG_MS, until } from '../../setup/worker-process.js';

const ROOT = join(import.meta.dirname, '../../..');
const ENDLESS = { 'add.py': 'while True:\n    pass\n' };
const RIGHT = { 'add.py': 'total = 5\n' };
const TOKEN = ['--token', 'some-token-of-no-account'];

let t: TestApplication;
let url: string;
let folder: string;
let assignment: TestAssignment;
let account: { id: string; user_id: string };
const workers: RemoteWorker[] = [];
const servers: Server[] = [];

beforeAll(async () => {
  buildEntryPoints();
  folder = mkdtempSync(join(tmpdir(), 'lectern-command-'));
  t = await startTestApplication();
  await t.app.listen(0, '127.0.0.1');
  url = await t.app.getUrl();
  assignment = await createAssignment(t);
  const example = await createExampleVersion(t);
  await makeTestable(t, assignment.contentId, example.serviceId, example);
  account = (await t.admin.get('/service-accounts?slug=lectern.worker')).body[0];
}, LONG_MS);

afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.remove();
  for (const server of servers.splice(0)) server.close();
});

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await t.close();
}, LONG_MS);

/** What the command says on standard error, and its exit code, when it ends by itself. */
async function command(words: string[], environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, [join(ROOT, 'dist/src/cli.js'), 'worker', ...words], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env['PATH'], ...environment },
  });
  let said = '';
  child.stderr.on('data', (piece: Buffer) => (said += piece.toString('utf8')));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said };
}

async function listening(server: Server): Promise<number> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const answering = (listener: RequestListener) => listening(createServer(listener));

/** A new token of the server's own worker, as an administrator makes one for another machine. */
async function newToken(): Promise<{ id: string; token: string }> {
  const answer = await t.admin.post('/api-tokens', {
    name: 'another machine',
    user_id: account.user_id,
    scopes: TESTING_SCOPES,
  });
  if (answer.status !== 201) throw new Error(`POST /api-tokens: ${answer.raw.toString()}`);
  return answer.body as { id: string; token: string };
}

function startAt(address: string, token: string, options: string[] = []): RemoteWorker {
  const name = `machine-${workers.length}-${Math.random()}`;
  const site = { url: address, enter: [], cut: async () => undefined, mend: async () => undefined };
  const worker = new RemoteWorker(name, site, token, options);
  workers.push(worker);
  worker.start();
  return worker;
}

const says = (worker: RemoteWorker, text: string) =>
  until(async () => (worker.log.includes(text) ? true : null)).catch(() => {
    throw new Error(`It never said "${text}" but: ${worker.log}`);
  });

async function testOf(files: Record<string, string>): Promise<{ resultId: string; runId: string }> {
  const artifactId = await handedIn(assignment.student.client, assignment.groupId, { files });
  const answer = await assignment.student.client.post('/tests', { artifact_id: artifactId });
  if (answer.status !== 200) throw new Error(`POST /tests: ${answer.raw.toString()}`);
  return { resultId: answer.body.id as string, runId: answer.body.test_system_id as string };
}

const statusOf = async (resultId: string) =>
  (await t.admin.get(`/results/${resultId}`)).body.status as string;
const isNow = (resultId: string, status: string) =>
  until(async () => ((await statusOf(resultId)) === status ? true : null));

describe('what is wrong is said in one line, with exit code 2', () => {
  it.each([
    ['no server', [...TOKEN], 'Which server? Give --url URL or the environment variable LECTERN_URL.'],
    ['no address', ['--url', 'lectern', ...TOKEN], '"lectern" is no address such as https://'],
    ['another protocol', ['--url', 'ftp://a', ...TOKEN], '"ftp://a" is no address'],
    ['a password in the address', ['--url', 'http://a:b@c', ...TOKEN], 'it is host and path only'],
    ['no token', ['--url', 'http://a'], 'Which token? Give --token-file FILE'],
    ['two tokens', ['--url', 'http://a', ...TOKEN, '--token-file', 'x'], 'not both'],
    ['no file', ['--url', 'http://a', '--token-file', '/none'], 'cannot be read: ENOENT: no such file'],
    ['an empty file', ['--url', 'http://a', '--token-file', '/dev/null'], '/dev/null holds is no token'],
    ['no number', ['--slots', '0'], 'It is a whole number from 1 to 64.'],
    ['no level', ['--min-level', 'L1'], 'Allowed choices are L2, L3.'],
    ['no queue', ['--queues', ','], 'It is a list of queues'],
    [
      'no folder',
      ['--url', 'http://a', ...TOKEN, '--work-dir', '/dev/null/x'],
      'The work folder cannot be made',
    ],
  ])(
    '%s',
    async (_what, words, message) => {
      const { code, said } = await command(words);
      expect([code, said]).toEqual([2, expect.stringContaining(message)]);
      expect(said.trim().split('\n')).toHaveLength(1);
    },
    LONG_MS,
  );

  it.each([
    [
      'a token that is not known',
      async () => ['--url', url, ...TOKEN],
      /does not accept the token \(401 .*\)/,
    ],
    [
      'the token of a person',
      async () => {
        const { body } = await t.admin.post('/api-tokens', { name: 'mine', scopes: [] });
        return ['--url', url, '--token', body.token as string];
      },
      /not as that of a service account that may take jobs \(403 AUTHZ_010/,
    ],
    [
      'a server of something else',
      async () => [
        '--url',
        `http://127.0.0.1:${await answering((_, answer) => answer.end('<h1>Hi'))}`,
        ...TOKEN,
      ],
      /At this URL there is no Lectern server \(it answers 200\)/,
    ],
    [
      'a redirect',
      async () => {
        const port = await answering((_, answer) =>
          answer.writeHead(301, { location: 'https://new/' }).end(),
        );
        return ['--url', `http://127.0.0.1:${port}`, ...TOKEN];
      },
      /no Lectern server \(it answers 301\)\. It sends us to https:\/\/new\/: give that address/,
    ],
    [
      'a certificate that nobody vouches for',
      async () => [
        '--url',
        `https://localhost:${await listening(createSecureServer(SELF_SIGNED))}`,
        ...TOKEN,
      ],
      /No safe connection to the server\. TLS: .* \(\w+\).*NODE_EXTRA_CA_CERTS/,
    ],
    [
      'TLS where there is none',
      async () => ['--url', url.replace('http:', 'https:'), ...TOKEN],
      /No safe connection to the server\. TLS: /,
    ],
  ])(
    '%s',
    async (_what, words, message) => {
      const { code, said } = await command(await words());
      expect([code, said]).toEqual([2, expect.stringMatching(message)]);
    },
    LONG_MS,
  );

  it(
    'address and token may come from the environment, and nonsense there is named',
    async () => {
      writeFileSync(join(folder, 'token'), 'some-token-of-no-account\n');
      const { said } = await command([], {
        LECTERN_URL: url,
        LECTERN_WORKER_TOKEN_FILE: join(folder, 'token'),
      });
      expect(said).toContain('does not accept the token');
      const wrong = await command(['--url', url, ...TOKEN], { WORKER_SLOTS: 'many' });
      expect([wrong.code, wrong.said]).toEqual([2, expect.stringContaining('WORKER_SLOTS')]);
    },
    LONG_MS,
  );
});

describe('lectern worker', () => {
  it(
    'waits for a server that is away, says so once, and then works under its name and its queues',
    async () => {
      const port = await freePort();
      const worker = startAt(`http://127.0.0.1:${port}`, (await newToken()).token, [
        '--queues',
        'lectern.python,x',
      ]);
      await says(worker, 'nobody listens there (ECONNREFUSED)');
      const proxy = await TestProxy.start('127.0.0.1', Number(new URL(url).port), 0, port);
      await says(worker, 'boxes of level');
      expect(worker.log.match(/cannot be used/gu)).toHaveLength(1);
      expect(worker.log.match(/answers again/gu)).toHaveLength(1);
      const { resultId } = await testOf(RIGHT);
      await isNow(resultId, 'finished');
      const { body } = await t.admin.get('/tasks/workers/status');
      const known = (body.workers as WorkerView[]).find(({ worker_id }) => worker_id === worker.name);
      expect(known).toMatchObject({ slots: 1, queues: ['lectern.python'], state: 'active' });
      expect(await worker.end('SIGTERM')).toEqual([0, null]);
      await proxy.close();
    },
    LONG_MS,
  );

  it(
    'hands its job back at SIGTERM, and needs no server to end',
    async () => {
      const proxy = await TestProxy.start('127.0.0.1', Number(new URL(url).port));
      const { token } = await newToken();
      const [first, second] = [startAt(url, token), startAt(`http://127.0.0.1:${proxy.port}`, token)];
      await says(first, 'boxes of level');
      const { resultId, runId } = await testOf(ENDLESS);
      await isNow(resultId, 'started');
      await says(second, 'boxes of level');
      const holder = (await readRun(t, runId)).worker_id;
      if (holder === first.name) {
        expect(await first.end('SIGTERM')).toEqual([0, null]);
        await until(async () => ((await readRun(t, runId)).worker_id === second.name ? true : null));
      }
      // Handed back or not, the second has it now, as its first attempt, and nobody hears its last words.
      expect((await readRun(t, runId)).attempt).toBe(1);
      proxy.cut();
      // A worker that has not ended within 9.5 s by its own clock ends with 1.
      expect(await second.end('SIGTERM')).toEqual([0, null]);
      expect((await readRun(t, runId)).state).toBe('started');
      await first.end('SIGTERM');
      await proxy.close();
      // Out of the way of the group's next test.
      await t.get(RunService).cancel(runId);
      await endLease(t, runId);
      await t.get(LostRuns).recover();
      await isNow(resultId, 'cancelled');
    },
    LONG_MS,
  );

  it(
    'goes on with a new token in its file when the old one was revoked',
    async () => {
      const old = await newToken();
      const proxy = await TestProxy.start('127.0.0.1', Number(new URL(url).port));
      const worker = startAt(`http://127.0.0.1:${proxy.port}`, old.token);
      await says(worker, 'boxes of level');
      await t.admin.delete(`/api-tokens/${old.id}`);
      // Its wait for a job began with the old one.
      proxy.drop();
      await says(worker, 'it does not accept the token (401)');
      worker.writeToken((await newToken()).token);
      await says(worker, 'answers again');
      const { resultId } = await testOf({ 'add.py': 'total = 5 + 0\n' });
      await isNow(resultId, 'finished');
      await worker.end('SIGTERM');
      await proxy.close();
    },
    LONG_MS,
  );

  it(
    'with the token of a service of its own takes only the jobs of that service',
    async () => {
      const service = await createService(t, { config: { language: 'python' } });
      const worker = startAt(url, service.token);
      const known = await until(async () => {
        const { body } = await t.admin.get('/tasks/workers/status');
        return (body.workers as WorkerView[]).find(({ worker_id }) => worker_id === worker.name) ?? null;
      });
      expect(known).toMatchObject({ service_id: service.id, queues: [service.slug] });
    },
    LONG_MS,
  );
});
