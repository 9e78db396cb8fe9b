import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { answers, DemoServer } from './demo-server.js';

const folder = mkdtempSync(join(tmpdir(), 'demo-server-'));
afterAll(() => rmSync(folder, { recursive: true }));

function script(name: string, code: string): string {
  const path = join(folder, `${name}.mjs`);
  writeFileSync(path, code);
  return path;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('DemoServer', () => {
  it('waits until the server is ready, and stops it', async () => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const mark = join(folder, 'stopped');
    const path = script(
      'good',
      `import { createServer } from 'node:http';
       import { writeFileSync } from 'node:fs';
       let asked = 0;
       createServer((request, response) => {
         response.statusCode = request.url === '/health/ready' && (asked += 1) > 2 ? 200 : 503;
         response.end();
       }).listen(${port}, '127.0.0.1');
       process.on('SIGTERM', () => { writeFileSync(${JSON.stringify(mark)}, String(asked)); process.exit(0); });`,
    );
    expect(await answers(url)).toBe(false);
    const server = await DemoServer.start(path, url, join(folder, 'logs', 'good.log'));
    expect(await answers(url)).toBe(true);
    await server.stop();
    expect(existsSync(mark)).toBe(true);
    expect(Number(readFileSync(mark, 'utf8'))).toBe(3);
    expect(await answers(url)).toBe(false);
    await server.stop();
  });

  it('tells the last words of a server that ends while starting', async () => {
    const path = script('bad', `console.error('PORT: must be a number'); process.exit(1);`);
    const url = `http://127.0.0.1:${await freePort()}`;
    const start = DemoServer.start(path, url, join(folder, 'bad.log'));
    await expect(start).rejects.toThrow('the server ended while starting:\nPORT: must be a number');
  });
});
