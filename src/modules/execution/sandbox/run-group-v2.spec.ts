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
    new RunGroupsV2(mount).create('lectern-run-1', LIMITS, () => 0);
    expect(read('memory.max')).toBe(String((64 + 16 + 4) * MB));
    expect([read('pids.max'), read('cpu.max')]).toEqual(['13', '100000 100000']);
  });

  it('measure memory without the files of the run', () => {
    const group = new RunGroupsV2(mount).create('lectern-run-1', LIMITS, () => 10);
    write('memory.stat', `anon ${20 * MB}\nfile ${30 * MB}\nshmem ${12 * MB}\n`);
    write('cpu.stat', 'usage_usec 1500000\nuser_usec 1\n');
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
    groups.create('lectern-run-1', LIMITS, () => 0);
    mkdirSync(join(mount, 'system.slice'));
    expect(groups.names()).toEqual(['lectern-run-1']);
  });

  it('are not found where the controllers are not on offer', () => {
    const table = `none ${mount} cgroup2 rw 0 0\n`;
    expect(findGroupsV2('', '0::/\n')).toBeNull();
    expect(findGroupsV2(table, '0::/\n')).toBeNull();
    writeFileSync(join(mount, 'cgroup.controllers'), 'cpu io memory\n');
    expect(findGroupsV2(table, '0::/\n')).toBeNull();
  });
});
