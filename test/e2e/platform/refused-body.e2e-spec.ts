import { connect } from 'node:net';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';

const MEGABYTE = 1024 * 1024;

describe('a refused body', () => {
  let t: TestApplication;
  let port: number;
  beforeAll(async () => {
    t = await startTestApplication();
    await t.app.listen(0, '127.0.0.1');
    port = Number(new URL(await t.app.getUrl()).port);
  });
  afterAll(() => t.close());

  /** Writes everything before it reads anything, as many clients do, and then asks for something else. */
  async function send(path: string, type: string, body: Buffer): Promise<string> {
    const socket = connect(port, '127.0.0.1').setNoDelay();
    socket.pause();
    const head = [
      `POST ${path} HTTP/1.1`,
      'Host: x',
      `Content-Type: ${type}`,
      `Content-Length: ${body.length}`,
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n`);
    for (let at = 0; at < body.length; at += MEGABYTE) {
      if (!socket.write(body.subarray(at, at + MEGABYTE))) await once(socket, 'drain');
    }
    socket.write('GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    return text(socket);
  }

  const statuses = (answers: string) =>
    [...answers.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status);

  it('of JSON is answered 413 to a client that first writes all of it', async () => {
    const answers = await send('/auth/login', 'application/json', Buffer.alloc(40 * MEGABYTE, ' '));
    expect(statuses(answers)).toEqual(['413', '200']);
    expect(answers).toContain('VAL_005');
  });

  it('of a media type that is not read is answered 415', async () => {
    expect(statuses(await send('/auth/login', 'application/pdf', Buffer.alloc(40 * MEGABYTE, ' ')))).toEqual([
      '415',
      '200',
    ]);
  });

  it('of a form is answered before it was read', async () => {
    const answers = await send(
      '/submissions/artifacts',
      'multipart/form-data; boundary=x',
      Buffer.alloc(70 * MEGABYTE, 'a'),
    );
    expect(statuses(answers)).toEqual(['401', '200']);
  });
});
