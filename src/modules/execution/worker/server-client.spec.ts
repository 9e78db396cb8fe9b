import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { Job } from '../schemas/job.schema.js';
import { ServerClient, ServerRefusal } from './server-client.js';
import { ServerReach } from './server-reach.js';
import { fixedToken } from './token-source.js';

const JOB = { id: 'job', lease: 'lease' } as Job;
const answer = (status: string, body: string, ...headers: string[]): string =>
  [`HTTP/1.1 ${status}`, `content-length: ${body.length}`, ...headers, '', body].join('\r\n');

describe('a call of a worker', () => {
  let server: Server;
  let client: ServerClient;
  let told: string[];
  let asked: number[];
  /** What each request gets in turn: null is silence for ever. */
  let answers: (string | null)[];
  let connections: Set<Socket>;
  /** Lets the time-out that was asked for last run out: no test waits for one, or is too slow for it. */
  let runOut: () => void;

  beforeEach(async () => {
    [told, asked, answers, connections] = [[], [], [], new Set()];
    server = createServer((socket) => {
      connections.add(socket);
      socket.on('error', () => undefined);
      socket.on('data', () => {
        const next = answers.shift();
        if (next === null) runOut();
        else if (next !== undefined) socket.write(next);
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const reach = new ServerReach(url, (message) => void told.push(message.replace(url, 'it')));
    client = new ServerClient(url, fixedToken('secret'), reach);
    jest.spyOn(AbortSignal, 'timeout').mockImplementation((milliseconds) => {
      asked.push(milliseconds);
      const clock = new AbortController();
      runOut = () => clock.abort(new DOMException('The time is over.', 'TimeoutError'));
      return clock.signal;
    });
  });

  afterEach(() => {
    jest.restoreAllMocks();
    for (const socket of connections) socket.destroy();
    server.close();
  });

  const forever = new AbortController().signal;

  it.each([
    ['a wait for jobs', 30_000, () => client.claim('w', forever), answer('200 OK', '{"jobs":[]}'), null],
    [
      'a heartbeat',
      8_000,
      () => client.heartbeat(JOB, undefined, forever),
      answer('200 OK', '{"cancel":true}'),
      true,
    ],
    [
      'a download',
      120_000,
      () => client.example('v', forever),
      answer('200 OK', '{"files":{}}'),
      { files: {} },
    ],
  ])(
    '%s does not wait for a server that is gone without a word',
    async (_what, within, call, good, value) => {
      answers = [null, good];
      expect(await call()).toEqual(value);
      expect(asked).toEqual([within, within]);
      expect(connections.size).toBe(2);
      expect(told).toEqual([
        'it cannot be used: no answer in time (TimeoutError); it is tried again until it can',
        expect.stringMatching(/^it answers again after \d+ s$/),
      ]);
    },
  );

  it('is repeated through overload, restart and a token that is not known yet', async () => {
    answers = [
      answer('503 Service Unavailable', '', 'retry-after: 0'),
      answer('429 Too Many Requests', ''),
      answer('401 Unauthorized', '{}'),
      answer('200 OK', '{"jobs":[]}'),
    ];
    expect(await client.claim('w', forever)).toBeNull();
    expect(told.map((line) => line.split(';')[0])).toEqual([
      'it cannot be used: it answers 503',
      'it still cannot be used: it answers 429',
      'it still cannot be used: it does not accept the token (401)',
      expect.stringContaining('answers again'),
    ]);
  });

  it('is over with a refusal, and does not carry its token to where a redirect leads', async () => {
    answers = [
      answer('409 Conflict', '{"error_code":"TASK_005","message":"gone"}'),
      answer('302 Found', '', 'location: http://127.0.0.1:9/'),
    ];
    await expect(client.heartbeat(JOB, undefined, forever)).rejects.toMatchObject({
      status: 409,
      code: 'TASK_005',
    });
    await expect(client.heartbeat(JOB, undefined, forever)).rejects.toThrow(ServerRefusal);
    expect(told).toEqual([]);
  });

  it('ends with its signal, silent or not', async () => {
    const stop = new AbortController();
    answers = [null];
    const call = client.claim('w', stop.signal);
    stop.abort(new Error('enough'));
    await expect(call).rejects.toThrow('enough');
    expect(told).toEqual([]);
  });
});
