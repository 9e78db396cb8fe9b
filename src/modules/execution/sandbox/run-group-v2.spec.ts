import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { findGroupsV2, RunGroupsV2 } from './run-group-v2.js';

const LIMITS = { cpuSeconds: 1, wallSeconds: 2, memoryMb: 64, processes: 8, diskMb: 16, outputKb: 1 };
const MB = 1024 * 1024;

/** A folder that stands for a hierarchy of version 2; the kernel's files are written by hand. */
describe('cgroups of version 2', () => {
  let mount: string;

  beforeEach(() => {
    mount = mkdtempSync(join(tmpdir(), 'lectern-cgroup2-'));
  });

  afterEach(() => rmSync(mount, { recursive: true, force: true }));

  const read = (file: string): string => readFileSync(join(mount, 'lectern-run-1', file), 'utf8');
  const write = (file: string, text: string): void => writeFileSync(join(mount, 'lectern-run-1', file), text);

  it('bound memory with files, processes with our own, and one core', () => {
    new RunGroupsV2(mount).create('lectern-run-1').bound(LIMITS, () => 0);
    expect(read('memory.max')).toBe(String((64 + 16 + 4) * MB));
    expect([read('pids.max'), read('cpu.max')]).toEqual(['13', '100000 100000']);
  });

  it('measure memory without the files of the run, and time from its beginning', () => {
    const group = new RunGroupsV2(mount).create('lectern-run-1');
    write('cpu.stat', 'usage_usec 250000\nuser_usec 1\n');
    group.bound(LIMITS, () => 10);
    write('memory.stat', `anon ${20 * MB}\nfile ${30 * MB}\nshmem ${12 * MB}\n`);
    write('cpu.stat', 'usage_usec 1750000\nuser_usec 1\n');
    write('memory.events', 'low 0\noom 1\noom_kill 0\n');
    expect(group.sample()).toEqual({ cpuSeconds: 1.5, memoryMb: 20 + 2 - 4, outOfMemory: false });
    write('memory.events', 'oom 1\noom_kill 1\n');
    expect(group.sample().outOfMemory).toBe(true);
    expect(group.peakMb()).toBeNull();
    write('memory.peak', String(7 * MB));
    expect(group.peakMb()).toBe(7);
    group.join(4242);
    expect(read('cgroup.procs')).toBe('4242');
  });

  it('are listed by our names only', () => {
    const groups = new RunGroupsV2(mount);
    groups.create('lectern-run-1');
    mkdirSync(join(mount, 'system.slice'));
    expect(groups.names()).toEqual(['lectern-run-1']);
  });

  it('are not found where the controllers are not on offer', () => {
    const mountTable = `none ${mount} cgroup2 rw 0 0\n`;
    const [ownGroups, isRoot] = ['0::/\n', true];
    expect(findGroupsV2({ mountTable: '', ownGroups, isRoot })).toBeNull();
    expect(findGroupsV2({ mountTable, ownGroups, isRoot })).toBeNull();
    writeFileSync(join(mount, 'cgroup.controllers'), 'cpu io memory\n');
    expect(findGroupsV2({ mountTable, ownGroups, isRoot })).toBeNull();
  });

  describe('of a service to which its group was delegated', () => {
    const service = '/system.slice/worker.service';
    const place = (file: string): string => join(mount, service, file);
    /** What was written where, below the group; the kernel refuses while there are processes in the group. */
    let written: string[];

    beforeEach(() => {
      written = [];
      mkdirSync(place(''), { recursive: true });
      for (const folder of ['', service]) {
        writeFileSync(join(mount, folder, 'cgroup.controllers'), 'cpu io memory pids\n');
      }
    });

    const find = (own: string, inside: number[], isRoot = false): unknown => {
      writeFileSync(place('cgroup.procs'), inside.map((pid) => `${pid}\n`).join(''));
      return findGroupsV2({
        mountTable: `none ${mount} cgroup2 rw 0 0\n`,
        ownGroups: `0::${own}\n`,
        isRoot,
        write: (file, text) => {
          written.push(`${file.slice(mount.length)} ${text}`);
          const busy = readFileSync(place('cgroup.procs'), 'utf8') !== '' && file.endsWith('subtree_control');
          if (busy) throw Object.assign(new Error('busy'), { code: 'EBUSY' });
          if (file.endsWith('cgroup.procs')) writeFileSync(place('cgroup.procs'), '');
        },
      });
    };
    const switched = `${service}/cgroup.subtree_control +memory +pids +cpu`;

    it('the only process steps aside into a child, once', () => {
      find(service, [process.pid]);
      expect(written).toEqual([switched, `${service}/lectern-worker/cgroup.procs ${process.pid}`, switched]);
      written = [];
      find(`${service}/lectern-worker`, []);
      expect(written).toEqual([switched]);
    });

    it('a group with others in it is left as it is', () => {
      expect(find(service, [1, process.pid])).toBeNull();
      expect(written).toEqual([switched]);
    });

    it('an ordinary user does not try the top, root does', () => {
      find(service, [], true);
      expect(written[0]).toBe('/cgroup.subtree_control +memory +pids +cpu');
    });
  });
});
