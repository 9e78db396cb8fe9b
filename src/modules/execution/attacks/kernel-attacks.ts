import type { Attack } from './attack.js';

type Row = readonly [name: string, tries: string, escape: string, heldBy: string];

const REFUSED = 'a call succeeds';

const plain = ([name, tries, escape, heldBy]: Row): Attack => ({
  ...{ name, tries, escape, heldBy },
  theme: 'kernel',
});

const PLAIN: readonly Row[] = [
  ['system-calls', 'every refused call with nonsensical arguments', 'another answer than EPERM', 'seccomp'],
  ['io-uring', 'a ring of its own, past the filter', REFUSED, 'seccomp'],
  ['user-faults', 'userfaultfd and its device', REFUSED, 'seccomp, own /dev'],
  ['bpf', 'a map and a program in the kernel', REFUSED, 'seccomp'],
  ['perf', 'counting its own and everybody’s events', REFUSED, 'seccomp'],
  ['key-rings', 'the key ring of the user, which namespaces share', REFUSED, 'seccomp'],
  ['trace-relatives', 'ptrace and process_vm_* on child, parent and init', REFUSED, 'seccomp'],
  ['new-namespaces', 'unshare, clone3, setns, a nested user namespace', REFUSED, 'seccomp, --disable-userns'],
  ['mounting', 'mount, remount, move, umount, pivot_root, chroot', REFUSED, 'seccomp, no capabilities'],
  ['file-systems', 'loop devices, FUSE, overlay, cgroup, debugfs', REFUSED, 'seccomp, own /dev'],
  ['clocks', 'setting the clocks', REFUSED, 'seccomp'],
  ['kernel-control', 'reboot, swap, kexec, modules, accounting, names', REFUSED, 'seccomp'],
  ['capabilities', 'capabilities, ambient ones, no filter', REFUSED, 'no-new-privileges, empty sets'],
  [
    'own-privileges',
    'set-uid and file capabilities on its own program',
    'another user',
    'nosuid, no-new-privileges',
  ],
  ['identities', 'root, the users of other runs, groups, uid maps', REFUSED, 'user namespace with one user'],
  ['terminals', 'TIOCSTI, TIOCLINUX, the controlling terminal', REFUSED, 'seccomp, --new-session'],
  [
    'high-bits',
    'arguments whose upper half the filter does not see',
    REFUSED,
    'seccomp, the kernel cuts them too',
  ],
  ['init-memory', 'memory of the first process of the box', REFUSED, '/proc/1 covered, seccomp'],
  ['raise-limits', 'raising its own limits and priority', REFUSED, 'hard rlimits'],
  ['make-devices', 'mknod in every place it may write', REFUSED, 'no capabilities, nodev'],
  ['socket-families', 'all 64 families of sockets', 'a family beyond four', 'seccomp'],
  ['raw-sockets', 'AF_VSOCK, AF_PACKET, raw IP, bluetooth, AF_ALG', REFUSED, 'seccomp, no capabilities'],
];

/** Doors of the kernel, opened with arguments that would work. */
export const KERNEL_ATTACKS: readonly Attack[] = [
  ...PLAIN.map(plain),
  {
    ...plain(['file-handles', 'opening host files by handle (shocker)', 'a host file is read', 'seccomp']),
    command: ({ open, closed }) => ['./attacks', 'file-handles', '/etc/shadow', open, closed],
  },
  {
    ...plain(['x32-calls', 'system calls of x32', 'a call succeeds', 'seccomp']),
    command: () => ['./attacks', 'foreign-calls', 'x32'],
  },
  {
    ...plain(['i386-calls', 'system calls of i386 by int 0x80', 'a call succeeds', 'seccomp kills']),
    command: () => ['./attacks', 'foreign-calls', 'i386'],
    ends: ['signalled'],
  },
];
