import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServerLog } from './server-log.js';

describe('ServerLog', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'server-log-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('goes on where the last process ended, for nobody else to read', () => {
    const file = join(folder, 'server.log');
    new ServerLog(file).write('one');
    new ServerLog(file).write('two');
    expect(readFileSync(file, 'utf8')).toBe('one\ntwo\n');
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('keeps no more than one full file beside the current one', () => {
    const log = new ServerLog(join(folder, 'server.log'));
    const line = 'x'.repeat(1024 * 1024);
    for (let i = 0; i < 17; i += 1) log.write(line);
    expect(readdirSync(folder).sort()).toEqual(['server.log', 'server.log.1']);
    expect(statSync(join(folder, 'server.log')).size).toBeLessThan(7 * 1024 * 1024);
    expect(statSync(join(folder, 'server.log.1')).size).toBeLessThan(7 * 1024 * 1024);
  });

  it('does not mind a folder that is not there', () => {
    expect(() => new ServerLog(join(folder, 'gone', 'server.log')).write('lost')).not.toThrow();
  });
});
