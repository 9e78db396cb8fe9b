import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DiskCache } from '../cache/disk-cache.js';
import type { Job } from '../schemas/job.schema.js';
import { DownloadCache } from './download-cache.js';
import { tokenInFile } from './token-source.js';
import { ServerClient } from './server-client.js';

const TOKEN = 'ctp_0123456789abcdef0123456789abcdef';
const JOB = { kind: 'student_test', test_job: { artifact_id: 'a1' } } as unknown as Job;
const { signal } = new AbortController();

let root: string;
let server: Server;
let url: string;
let asked: { path: string; known: string | undefined }[];
/** What the server holds: by path, the content and the name it goes by; a number is a refusal. */
let held: Map<string, { body: string; etag: string } | number>;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'lectern-downloads-'));
  writeFileSync(join(root, 'token'), TOKEN);
  asked = [];
  held = new Map();
  server = createServer((request: IncomingMessage, response) => {
    const path = request.url ?? '';
    const known = request.headers['if-none-match'];
    asked.push({ path, known });
    const found = held.get(path) ?? 404;
    if (typeof found === 'number') return response.writeHead(found).end('{}');
    if (known === found.etag) return response.writeHead(304, { etag: found.etag }).end();
    response.writeHead(200, { etag: found.etag }).end(found.body);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(root, { recursive: true, force: true });
});

const client = (address = url) => {
  const disk = DiskCache.open(join(root, 'cache'), 64 * 1024 * 1024);
  return new ServerClient(url, tokenInFile(join(root, 'token')), null, new DownloadCache(disk, address));
};
const hashed = (body: string) => ({ body, etag: `"${createHash('sha256').update(body).digest('hex')}"` });
const EXAMPLE = '/examples/download/v1?with_dependencies=true';
const HAND_IN = '/submissions/artifacts/a1/download';

describe('downloads of a worker', () => {
  it('are sent once, and asked about each time, also by the next worker', async () => {
    const example = { identifier: 'x', files: { 'a.py': 'ä' }, meta: {}, dependencies: null };
    held.set(EXAMPLE, { body: JSON.stringify(example), etag: '"one"' }).set(HAND_IN, hashed('zip'));
    for (const one of [client(), client()]) {
      expect(await one.example('v1', signal)).toEqual(example);
      expect((await one.handIn(JOB, signal)).toString()).toBe('zip');
    }
    expect(asked.map(({ known }) => known)).toEqual([undefined, undefined, '"one"', hashed('zip').etag]);
  });

  it('are sent again when they have changed', async () => {
    held.set(EXAMPLE, { body: '{"identifier":"x"}', etag: '"one"' });
    await client().example('v1', signal);
    held.set(EXAMPLE, { body: '{"identifier":"y"}', etag: '"two"' });
    expect(await client().example('v1', signal)).toEqual({ identifier: 'y' });
    expect(await client().example('v1', signal)).toEqual({ identifier: 'y' });
    expect(asked.map(({ known }) => known)).toEqual([undefined, '"one"', '"two"']);
  });

  it('are not to be had from the cache by a worker who has lost the right', async () => {
    held.set(HAND_IN, hashed('zip'));
    await client().handIn(JOB, signal);
    held.set(HAND_IN, 404);
    await expect(client().handIn(JOB, signal)).rejects.toMatchObject({ status: 404 });
  });

  it('are asked for anew when what is kept is damaged', async () => {
    held.set(HAND_IN, hashed('zip'));
    await client().handIn(JOB, signal);
    const [name = ''] = readdirSync(join(root, 'cache'));
    const file = join(root, 'cache', name);
    writeFileSync(file, readFileSync(file).fill(0, 40));
    expect((await client().handIn(JOB, signal)).toString()).toBe('zip');
    expect(asked.map(({ known }) => known)).toEqual([undefined, undefined]);
  });

  it('are not kept when a hand-in is not what its name says', async () => {
    held.set(HAND_IN, { body: 'zi', etag: hashed('zip').etag });
    await client().handIn(JOB, signal);
    await client().handIn(JOB, signal);
    expect(asked.map(({ known }) => known)).toEqual([undefined, undefined]);
  });

  it('of one server are not offered to another', async () => {
    held.set(HAND_IN, hashed('zip'));
    await client().handIn(JOB, signal);
    await client('http://other').handIn(JOB, signal);
    expect(asked.map(({ known }) => known)).toEqual([undefined, undefined]);
  });

  it('leave nothing of the token behind', async () => {
    mkdirSync(join(root, 'cache'));
    held.set(HAND_IN, hashed('zip')).set(EXAMPLE, { body: '{}', etag: '"one"' });
    await client().handIn(JOB, signal);
    await client().example('v1', signal);
    const kept = readdirSync(join(root, 'cache')).map((name) =>
      readFileSync(join(root, 'cache', name), 'latin1'),
    );
    expect(kept).toHaveLength(2);
    expect(kept.join('')).not.toContain(TOKEN);
  });
});
