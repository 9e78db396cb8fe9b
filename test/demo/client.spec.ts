import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { ApiClient } from '../../demo/client.js';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server;
let answers: Answer[];
let requests: { line: string; headers: IncomingMessage['headers']; body: string }[];
let client: ApiClient;

function reply(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

beforeEach(async () => {
  answers = [];
  requests = [];
  server = createServer((request, response) => {
    void text(request).then((body) => {
      requests.push({ line: `${request.method} ${request.url}`, headers: request.headers, body });
      (answers.shift() ?? reply(500, {}))(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  client = new ApiClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

describe('ApiClient', () => {
  it('signs in and then sends the token with query, body and further headers', async () => {
    answers = [reply(200, { access_token: 'abc' }), reply(200, [1]), reply(201, { id: 'x' })];
    const { client: signedIn } = await client.login('ada', 'secret');
    expect(await signedIn.get('/things', { course_id: 'ü&', limit: 3 })).toEqual([1]);
    expect(await signedIn.post('/things', { a: 1 }, { 'idempotency-key': 'k' })).toEqual({ id: 'x' });
    expect(requests.map((request) => request.line)).toEqual([
      'POST /auth/login',
      'GET /things?course_id=%C3%BC%26&limit=3',
      'POST /things',
    ]);
    expect(requests[2]).toMatchObject({
      body: '{"a":1}',
      headers: { authorization: 'Bearer abc', 'idempotency-key': 'k', 'content-type': 'application/json' },
    });
  });

  it('waits as Retry-After says and repeats the same request', async () => {
    answers = [
      reply(429, {}, { 'retry-after': '0' }),
      reply(429, {}, { 'retry-after': '0' }),
      reply(200, 'true'),
    ];
    expect(await client.post('/tests', { artifact_id: 'a' })).toBe(true);
    expect(requests.map((request) => request.body)).toEqual(Array(3).fill('{"artifact_id":"a"}'));
  });

  it('gives up on 429 when it would have to wait too long', async () => {
    answers = [reply(429, { error_code: 'RATE_001', detail: 'slow down' }, { 'retry-after': '3600' })];
    await expect(client.get('/things')).rejects.toThrow('GET /things answered 429 RATE_001: slow down');
  });

  it('names method, path, status, code, detail, details and request of a refused call', async () => {
    answers = [
      reply(400, {
        error_code: 'VAL_001',
        detail: 'no',
        details: { validation_errors: [1] },
        request_id: 'r-1',
      }),
    ];
    await expect(client.patch('/things/1', {})).rejects.toThrow(
      'PATCH /things/1 answered 400 VAL_001: no {"validation_errors":[1]} (request r-1)',
    );
    answers = [reply(502, '<html>bad gateway</html>')];
    await expect(client.get('/x')).rejects.toThrow('GET /x answered 502 no code: <html>bad gateway</html>');
  });

  it('repeats a read whose connection broke, but never a write', async () => {
    const drop: Answer = (request) => request.socket.destroy();
    answers = [drop, reply(200, { id: 1 })];
    expect(await client.get('/things/1')).toEqual({ id: 1 });
    answers = [drop, reply(201, { id: 1 })];
    await expect(client.post('/things', {})).rejects.toThrow('POST /things got no answer');
    expect(requests.filter((request) => request.line === 'POST /things')).toHaveLength(1);
  });

  it('sends a form as multipart and fetches files as bytes', async () => {
    const form = new FormData();
    form.set('submission_create', '{"submit":true}');
    form.set('file', new Blob([new Uint8Array([1, 2])]), 'hand-in.zip');
    answers = [reply(201, { artifacts: ['a'] }), (_request, response) => response.end(Buffer.from([0, 255]))];
    expect(await client.upload('/submissions/artifacts', form)).toEqual({ artifacts: ['a'] });
    expect(requests[0]?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
    expect(requests[0]?.body).toContain('name="submission_create"\r\n\r\n{"submit":true}');
    expect(requests[0]?.body).toContain('name="file"; filename="hand-in.zip"');
    expect(await client.download('/file')).toEqual(Buffer.from([0, 255]));
  });

  it('reads a 204 as nothing', async () => {
    answers = [(_request, response) => response.writeHead(204).end()];
    expect(await client.delete('/api-tokens/1')).toBeUndefined();
  });
});
