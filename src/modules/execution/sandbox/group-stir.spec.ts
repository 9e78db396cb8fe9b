import { ownProcsFile } from './group-stir.js';

const V1 = [
  'proc /proc proc rw 0 0',
  'cgroup /sys/fs/cgroup/cpu,cpuacct cgroup rw,cpu,cpuacct 0 0',
  'cgroup /sys/fs/cgroup/memory cgroup rw,relatime,memory 0 0',
].join('\n');
const V2 = 'cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid 0 0';

describe('the group a process is in', () => {
  it.each([
    [1, V1, '5:cpu,cpuacct:/a\n4:memory:/work/er\n0::/c', '/sys/fs/cgroup/memory/work/er/cgroup.procs'],
    [1, V1, '4:memory:/', '/sys/fs/cgroup/memory/cgroup.procs'],
    [2, V2, '0::/system.slice/lectern.service', '/sys/fs/cgroup/system.slice/lectern.service/cgroup.procs'],
    [2, `${V1}\n${V2}`, '4:memory:/a\n0::/b', '/sys/fs/cgroup/b/cgroup.procs'],
    [2, V1, '0::/b', null],
    [1, V1, '0::/b', null],
    [1, V2, '4:memory:/a', null],
  ] as const)('of version %d is found by mount and name', (version, mounts, own, file) => {
    expect(ownProcsFile(version, mounts, own)).toBe(file);
  });
});
