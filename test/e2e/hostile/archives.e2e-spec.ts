import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { exampleFiles } from '../../factories/example.js';
import { deflatedZeros, type HostileEntry, hostileZip } from '../../factories/hostile-zip.js';
import { EXPECTATIONS } from '../access/expectations.js';
import type { Answer } from '../../setup/test-client.js';
import { addressOf, callersOf, countAllRows, type Stage, startStage } from './stage.js';
import { faultOf } from './verdict.js';

const file = (name: string | Buffer, more: Partial<HostileEntry> = {}): HostileEntry => ({
  name,
  content: 'x',
  ...more,
});

/** Archives that nobody may hand in, and what they are. */
const ARCHIVES: Record<string, () => Buffer> = {
  nothing: () => Buffer.alloc(0),
  'no zip': () => Buffer.from('#!/bin/sh\n'.repeat(100)),
  'a tar': () =>
    Buffer.concat([Buffer.from('main.py'.padEnd(257, '\0')), Buffer.from('ustar\x0000'), Buffer.alloc(1000)]),
  'half a zip': () => hostileZip([file('a.py')]).subarray(0, 40),
  'a parent folder': () => hostileZip([file('../../etc/cron.d/x')]),
  'a parent folder inside': () => hostileZip([file('a/../../b.py')]),
  'an absolute path': () => hostileZip([file('/etc/passwd')]),
  'a backslash': () => hostileZip([file('..\\..\\x.py')]),
  'a drive letter': () => hostileZip([file('C:\\x.py')]),
  'a NUL in the name': () => hostileZip([file('a.py\0.txt')]),
  'bytes that are no UTF-8': () => hostileZip([file(Buffer.from([0x61, 0xff, 0xfe]))]),
  'a link': () => hostileZip([file('l', { content: '/etc/passwd', mode: 0o120777 })]),
  'a link and a file behind it': () =>
    hostileZip([file('d', { content: '/tmp', mode: 0o120777 }), file('d/x.py')]),
  'a device': () => hostileZip([file('d', { mode: 0o020666 })]),
  'a FIFO': () => hostileZip([file('f', { mode: 0o010666 })]),
  'a socket': () => hostileZip([file('s', { mode: 0o140666 })]),
  'an encrypted file': () => hostileZip([file('m.py', { flags: 1 })]),
  'an unknown method': () => hostileZip([file('m.py', { method: 99 })]),
  'the same name twice': () => hostileZip([file('m.py'), file('m.py', { content: 'y' })]),
  'twins by case': () => hostileZip([file('m.py'), file('M.py', { content: 'y' })]),
  'twins by normal form': () => hostileZip([file('\u00e9.py'), file('e\u0301.py', { content: 'y' })]),
  'a file that is a folder': () => hostileZip([file('a'), file('a/b.py')]),
  'a name of 300 bytes': () => hostileZip([file(`${'n'.repeat(300)}.py`)]),
  'a path of 2,000 bytes': () => hostileZip([file(`${'dir/'.repeat(500)}m.py`)]),
  'a wrong checksum': () => hostileZip([file('m.py', { crc32: 1 })]),
  'a quoted size that lies': () => hostileZip([file('b.txt', { packed: deflatedZeros(2 ** 26), size: 10 })]),
  'a bomb of 1 GiB': () => hostileZip([file('b.txt', { packed: deflatedZeros(2 ** 30), size: 2 ** 30 })]),
  'files that overlap': () => hostileZip([file('a.py'), file('b.py', { directoryOnly: true, offset: 0 })]),
  'more entries than told': () => hostileZip([file('a.py'), file('b.py')], { entryCount: 1 }),
  'a directory beyond the end': () => hostileZip([file('a.py')], { directoryOffset: 0xfffffff0 }),
  'too many entries': () => hostileZip(Array.from({ length: 5001 }, (_, n) => file(`f${n}.py`))),
};

/** One way to send an archive. */
interface Entrance {
  name: string;
  send(archive: Buffer): Promise<Answer>;
}

describe('each endpoint that takes an archive', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage();
  });
  afterAll(() => stage.close());

  /** Every multipart route, as who may use it, and the upload of examples, whose JSON may carry an archive. */
  const entrances = (): Entrance[] => [
    ...stage.operations
      .filter(({ form }) => form !== null)
      .map((operation) => {
        const callers = callersOf(stage, operation).filter(([name]) => name !== 'admin');
        const [, client] = callers[0] ?? callersOf(stage, operation)[0] ?? [];
        const fields = JSON.parse(
          JSON.stringify(EXPECTATIONS[operation.route]?.form?.fields ?? {}).replace(
            /:([a-z][A-Za-z]*)/g,
            (_all, id: string) => stage.world.ids[id] ?? '',
          ),
        ) as Record<string, unknown>;
        return {
          name: operation.route,
          send: (content: Buffer) =>
            (client ?? stage.t.anonymous).upload(addressOf(stage, operation), {
              fields,
              file: { field: 'file', name: '../"evil"\u202E.zip', content },
            }),
        };
      }),
    {
      name: 'POST /examples/upload',
      send: (content: Buffer) =>
        stage.t.admin.post('/examples/upload', {
          repository_id: stage.world.ids['repository'],
          directory: 'hostile',
          files: { 'example.zip': content.toString('base64') },
        }),
    },
  ];

  const objects = async () => {
    const folder = join(stage.t.env.LECTERN_HOME, 'objects');
    const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
    return found.filter((entry) => entry.isFile()).length;
  };

  it('refuses what is hostile with VAL_004 or 413, quickly, and stores nothing', async () => {
    const before = { rows: await countAllRows(stage.t), objects: await objects() };
    const faults: string[] = [];
    expect(entrances().length).toBeGreaterThanOrEqual(3);
    for (const [name, build] of Object.entries(ARCHIVES)) {
      const archive = build();
      for (const entrance of entrances()) {
        const answer = await entrance.send(archive);
        const refusal = [answer.status, answer.body?.error_code as string].join(' ');
        const expected = ['400 VAL_004', '413 VAL_005'];
        const fault = faultOf(answer, stage.canaries) ?? (expected.includes(refusal) ? null : refusal);
        if (fault !== null) faults.push(`${entrance.name} ${name}: ${fault}`);
      }
    }
    expect(faults).toEqual([]);
    expect({ rows: await countAllRows(stage.t), objects: await objects() }).toEqual(before);
  });

  it('refuses forms that are none', async () => {
    const faults: string[] = [];
    for (const operation of stage.operations.filter(({ form }) => form !== null)) {
      const client = callersOf(stage, operation)[0]?.[1] ?? stage.t.anonymous;
      const address = addressOf(stage, operation);
      const forms: [string, string | Buffer, string][] = [
        ['no boundary', 'x', 'multipart/form-data'],
        ['an empty boundary', 'x', 'multipart/form-data; boundary='],
        ['no part', '', 'multipart/form-data; boundary=b'],
        [
          'half a part',
          '--b\r\nContent-Disposition: form-data; name="file"; filename="a.zip"',
          'multipart/form-data; boundary=b',
        ],
        [
          'no end',
          '--b\r\nContent-Disposition: form-data; name="file"; filename="a.zip"\r\n\r\nPK',
          'multipart/form-data; boundary=b',
        ],
        ['a part without name', '--b\r\nX: y\r\n\r\nPK\r\n--b--\r\n', 'multipart/form-data; boundary=b'],
        [
          'a part named __proto__',
          '--b\r\nContent-Disposition: form-data; name="__proto__"\r\n\r\n{}\r\n--b--\r\n',
          'multipart/form-data; boundary=b',
        ],
        [
          '1,000 parts',
          `${'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'.repeat(1000)}--b--\r\n`,
          'multipart/form-data; boundary=b',
        ],
        [
          'two files',
          `${'--b\r\nContent-Disposition: form-data; name="file"; filename="a.zip"\r\n\r\nPK\r\n'.repeat(2)}--b--\r\n`,
          'multipart/form-data; boundary=b',
        ],
        [
          'a field of 1 MB',
          `--b\r\nContent-Disposition: form-data; name="submission_create"\r\n\r\n${'x'.repeat(1_000_000)}\r\n--b--\r\n`,
          'multipart/form-data; boundary=b',
        ],
        ['random bytes', randomBytes(1000), 'multipart/form-data; boundary=b'],
        ['JSON', '{}', 'application/json'],
      ];
      for (const [name, body, type] of forms) {
        const answer = await client.send('POST', address, body, { 'content-type': type });
        const fault =
          faultOf(answer, stage.canaries) ?? (answer.status < 400 ? `status ${answer.status}` : null);
        if (fault !== null) faults.push(`${operation.route} ${name}: ${fault}`);
      }
    }
    expect(faults).toEqual([]);
  });

  it('takes an honest one by the same way', async () => {
    const files = (names: Record<string, string>) =>
      hostileZip(Object.entries(names).map(([name, content]) => file(name, { content })));
    for (const entrance of entrances()) {
      const honest = entrance.name.includes('examples') ? files(exampleFiles()) : files({ 'main.py': '1' });
      expect([entrance.name, (await entrance.send(honest)).status]).toEqual([
        entrance.name,
        /examples|\/tutors\//.test(entrance.name) ? 200 : 201,
      ]);
    }
  });
});
