/** Numbers of one system call on x64 and on arm64; null where the architecture does not have it. */
type CallNumbers = readonly [x64: number | null, arm64: number | null];

/** Calls that look into or steer other processes, the kernel, mounts, clocks or key rings. */
const REFUSED: Record<string, CallNumbers> = {
  ptrace: [101, 117],
  process_vm_readv: [310, 270],
  process_vm_writev: [311, 271],
  process_madvise: [440, 440],
  process_mrelease: [448, 448],
  kcmp: [312, 272],
  pidfd_getfd: [438, 438],
  bpf: [321, 280],
  perf_event_open: [298, 241],
  userfaultfd: [323, 282],
  io_uring_setup: [425, 425],
  io_uring_enter: [426, 426],
  io_uring_register: [427, 427],
  add_key: [248, 217],
  request_key: [249, 218],
  keyctl: [250, 219],
  mount: [165, 40],
  umount2: [166, 39],
  pivot_root: [155, 41],
  chroot: [161, 51],
  open_tree: [428, 428],
  open_tree_attr: [467, 467],
  move_mount: [429, 429],
  fsopen: [430, 430],
  fsconfig: [431, 431],
  fsmount: [432, 432],
  fspick: [433, 433],
  mount_setattr: [442, 442],
  name_to_handle_at: [303, 264],
  open_by_handle_at: [304, 265],
  init_module: [175, 105],
  finit_module: [313, 273],
  delete_module: [176, 106],
  create_module: [174, null],
  kexec_load: [246, 104],
  kexec_file_load: [320, 294],
  swapon: [167, 224],
  swapoff: [168, 225],
  settimeofday: [164, 170],
  clock_settime: [227, 112],
  clock_adjtime: [305, 266],
  adjtimex: [159, 171],
  setns: [308, 268],
  unshare: [272, 97],
  mbind: [237, 235],
  set_mempolicy: [238, 237],
  get_mempolicy: [239, 236],
  set_mempolicy_home_node: [450, 450],
  migrate_pages: [256, 238],
  move_pages: [279, 239],
  vmsplice: [278, 75],
  reboot: [169, 142],
  sethostname: [170, 161],
  setdomainname: [171, 162],
  acct: [163, 89],
  quotactl: [179, 60],
  quotactl_fd: [443, 443],
  syslog: [103, 116],
  lookup_dcookie: [212, 18],
  nfsservctl: [180, 42],
  vhangup: [153, 58],
  iopl: [172, null],
  ioperm: [173, null],
  modify_ldt: [154, null],
  uselib: [134, null],
  ustat: [136, null],
  sysfs: [139, null],
  _sysctl: [156, null],
  fanotify_init: [300, 262],
  fanotify_mark: [301, 263],
};

/** Memory that no rlimit counts and, without a cgroup, nobody else either. */
const REFUSED_WITHOUT_CGROUP: Record<string, CallNumbers> = {
  memfd_create: [319, 279],
  memfd_secret: [447, 447],
  shmget: [29, 194],
  shmat: [30, 196],
  msgget: [68, 186],
  semget: [64, 190],
};

/** Calls whose arguments decide. */
const INSPECTED = {
  clone: [56, 220],
  clone3: [435, 435],
  ioctl: [16, 29],
  socket: [41, 198],
  socketpair: [53, 199],
} as const satisfies Record<string, CallNumbers>;

export type FilterArchitecture = 'x64' | 'arm64';

const COLUMN: Record<FilterArchitecture, 0 | 1> = { x64: 0, arm64: 1 };

/** Numbers of the calls that are refused outright; with `withCgroup` false also those only a cgroup can bound. */
export function refusedCalls(architecture: FilterArchitecture, withCgroup: boolean): number[] {
  const column = COLUMN[architecture];
  const tables = withCgroup ? [REFUSED] : [REFUSED, REFUSED_WITHOUT_CGROUP];
  return tables
    .flatMap((table) => Object.values(table))
    .map((numbers) => numbers[column])
    .filter((number) => number !== null);
}

/** The number of a call whose arguments the filter looks at. */
export function inspectedCall(architecture: FilterArchitecture, name: keyof typeof INSPECTED): number {
  return INSPECTED[name][COLUMN[architecture]];
}
