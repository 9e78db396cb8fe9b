/* Doors of the kernel that a program may knock at, with arguments that would work. */
#include "attack.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/capability.h>
#include <linux/io_uring.h>
#include <linux/keyctl.h>
#include <linux/perf_event.h>
#include <linux/random.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timex.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static int io_uring(char **arguments) {
  (void)arguments;
  struct io_uring_params parameters = {0};
  MUST_FAIL(syscall(SYS_io_uring_setup, 4, &parameters) >= 0, "io_uring");
  return 0;
}

static int user_faults(char **arguments) {
  (void)arguments;
  MUST_FAIL(syscall(SYS_userfaultfd, O_CLOEXEC | 1) >= 0, "userfaultfd");
  MUST_FAIL(open("/dev/userfaultfd", O_RDWR) >= 0, "/dev/userfaultfd");
  return 0;
}

static int bpf_programs(char **arguments) {
  (void)arguments;
  union bpf_attr map = {.map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 8, .max_entries = 1};
  MUST_FAIL(syscall(SYS_bpf, BPF_MAP_CREATE, &map, sizeof map) >= 0, "bpf map");
  struct bpf_insn code[] = {{.code = 0xb7}, {.code = 0x95}};
  union bpf_attr program = {.prog_type = BPF_PROG_TYPE_SOCKET_FILTER, .insn_cnt = 2};
  program.insns = (uint64_t)(uintptr_t)code;
  program.license = (uint64_t)(uintptr_t) "GPL";
  MUST_FAIL(syscall(SYS_bpf, BPF_PROG_LOAD, &program, sizeof program) >= 0, "bpf program");
  return 0;
}

static int perf_events(char **arguments) {
  (void)arguments;
  struct perf_event_attr event = {.type = PERF_TYPE_SOFTWARE, .size = sizeof event, .config = PERF_COUNT_SW_CPU_CLOCK};
  MUST_FAIL(syscall(SYS_perf_event_open, &event, 0, -1, -1, 0) >= 0, "perf, own");
  MUST_FAIL(syscall(SYS_perf_event_open, &event, -1, 0, -1, 0) >= 0, "perf, everybody");
  return 0;
}

/* Key rings are told apart by user and not by namespace: two runs of one user would share them. */
static int key_rings(char **arguments) {
  (void)arguments;
  MUST_FAIL(syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, "lectern") >= 0, "session key ring");
  MUST_FAIL(syscall(SYS_add_key, "user", "lectern", "x", 1, KEY_SPEC_USER_KEYRING) >= 0, "add_key");
  MUST_FAIL(syscall(SYS_request_key, "user", "lectern", NULL, KEY_SPEC_USER_KEYRING) >= 0, "request_key");
  return 0;
}

static int trace_relatives(char **arguments) {
  (void)arguments;
  pid_t child = fork();
  if (child == 0) {
    pause();
    _exit(0);
  }
  pid_t others[] = {child, getppid(), 1};
  char text[16];
  struct iovec here = {text, sizeof text}, there = {text, sizeof text};
  for (int n = 0; n < 3; n++) {
    MUST_FAIL(ptrace(PTRACE_ATTACH, others[n], 0, 0) == 0, "ptrace attach");
    MUST_FAIL(ptrace(PTRACE_SEIZE, others[n], 0, 0) == 0, "ptrace seize");
    MUST_FAIL(process_vm_readv(others[n], &here, 1, &there, 1, 0) > 0, "process_vm_readv");
    MUST_FAIL(process_vm_writev(others[n], &here, 1, &there, 1, 0) > 0, "process_vm_writev");
  }
  MUST_FAIL(ptrace(PTRACE_TRACEME, 0, 0, 0) == 0, "ptrace me");
  kill(child, SIGKILL);
  return 0;
}

/* Files by handle instead of by name, past every mount: reads what it gets, ARGUMENTS are paths of the host. */
static int file_handles(char **arguments) {
  struct {
    struct file_handle handle;
    unsigned char bytes[128];
  } own;
  int mount_id, places[] = {open("/usr", O_RDONLY), open("/work", O_RDONLY), open("/", O_RDONLY)};
  for (int n = 0; n < 3; n++) {
    own.handle.handle_bytes = sizeof own.bytes;
    MUST_FAIL(name_to_handle_at(places[n], "", &own.handle, &mount_id, AT_EMPTY_PATH) == 0, "handle of a mount");
    for (uint64_t inode = 2; inode < 64; inode++) {
      own.handle.handle_bytes = 8;
      own.handle.handle_type = 1;
      memcpy(own.bytes, &inode, 8);
      int folder = open_by_handle_at(places[n], &own.handle, O_RDONLY);
      if (folder < 0) continue;
      broken("open_by_handle_at");
      for (char **path = arguments; *path; path++) {
        char text[4096];
        int file = openat(folder, *path + 1, O_RDONLY);
        ssize_t length = file < 0 ? 0 : read(file, text, sizeof text);
        if (length > 0) fwrite(text, 1, length, stdout);
      }
    }
  }
  return 0;
}

static int new_namespaces(char **arguments) {
  (void)arguments;
  int kinds[] = {CLONE_NEWUSER, CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWNET, CLONE_NEWIPC, CLONE_NEWUTS, CLONE_NEWCGROUP, 0x80};
  for (int n = 0; n < 8; n++) {
    MUST_FAIL(unshare(kinds[n]) == 0, "unshare");
    MUST_FAIL(unshare(CLONE_NEWUSER | kinds[n]) == 0, "unshare with a user namespace");
    struct clone_args more = {.flags = CLONE_NEWUSER | (uint64_t)kinds[n], .exit_signal = SIGCHLD};
    long child = syscall(SYS_clone3, &more, sizeof more);
    if (child == 0) _exit(0);
    MUST_FAIL(child > 0, "clone3");
  }
  const char *names[] = {"user", "mnt", "pid", "net", "ipc", "uts", "cgroup", "time"};
  for (int n = 0; n < 8; n++) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/ns/%s", getppid() > 0 ? getppid() : 1, names[n]);
    int file = open(path, O_RDONLY);
    MUST_FAIL(file >= 0 && setns(file, 0) == 0, "setns");
    snprintf(path, sizeof path, "/proc/self/ns/%s", names[n]);
    file = open(path, O_RDONLY);
    /* NS_GET_PARENT and NS_GET_USERNS lead one step out. */
    int parent = file < 0 ? -1 : ioctl(file, 0xb702), owner = file < 0 ? -1 : ioctl(file, 0xb701);
    MUST_FAIL(parent >= 0 && setns(parent, 0) == 0, "setns to the parent");
    MUST_FAIL(owner >= 0 && setns(owner, 0) == 0, "setns to the owner");
  }
  return 0;
}

static int mounting(char **arguments) {
  (void)arguments;
  mkdir("/work/m", 0755);
  MUST_FAIL(mount("x", "/work/m", "tmpfs", 0, NULL) == 0, "mount tmpfs");
  MUST_FAIL(mount("proc", "/work/m", "proc", 0, NULL) == 0, "mount proc");
  MUST_FAIL(mount("/", "/work/m", NULL, MS_BIND | MS_REC, NULL) == 0, "bind");
  MUST_FAIL(mount(NULL, "/", NULL, MS_REMOUNT | MS_BIND, NULL) == 0, "remount /");
  MUST_FAIL(mount(NULL, "/usr", NULL, MS_REMOUNT | MS_BIND, NULL) == 0, "remount /usr");
  MUST_FAIL(mount("/work", "/etc", NULL, MS_MOVE, NULL) == 0, "move");
  const char *covers[] = {"/proc/1", "/proc", "/etc", "/dev", "/work", "/tmp", "/"};
  for (int n = 0; n < 7; n++) MUST_FAIL(umount2(covers[n], MNT_DETACH) == 0, covers[n]);
  MUST_FAIL(syscall(SYS_pivot_root, "/work", "/work/m") == 0, "pivot_root");
  MUST_FAIL(chroot("/work") == 0, "chroot");
  int context = syscall(SYS_fsopen, "tmpfs", 0);
  MUST_FAIL(context >= 0, "fsopen");
  MUST_FAIL(syscall(SYS_open_tree, AT_FDCWD, "/", 1) >= 0, "open_tree");
  const char *programs[] = {"/usr/bin/mount", "/usr/bin/umount", "/usr/bin/fusermount3", "/usr/bin/fusermount"};
  for (int n = 0; n < 4; n++) {
    pid_t child = fork();
    if (child == 0) {
      close(1), close(2);
      execl(programs[n], programs[n], "/work", "/work/m", NULL);
      _exit(1);
    }
    int status = 1;
    waitpid(child, &status, 0);
    MUST_FAIL(status == 0, programs[n]);
  }
  return 0;
}

static int file_systems(char **arguments) {
  (void)arguments;
  int image = open("/work/image", O_CREAT | O_RDWR, 0600);
  if (ftruncate(image, MB)) return 1;
  MUST_FAIL(mount("/work/image", "/tmp", "ext4", 0, NULL) == 0, "ext4");
  const char *doors[] = {"/dev/loop-control", "/dev/loop0", "/dev/fuse", "/dev/sda", "/dev/vda", "/dev/nvme0n1", "/dev/mapper/control"};
  for (int n = 0; n < 7; n++) MUST_FAIL(open(doors[n], O_RDWR) >= 0 || open(doors[n], O_RDONLY) >= 0, doors[n]);
  const char *types[] = {"overlay", "fuse", "cgroup", "cgroup2", "debugfs", "sysfs", "devtmpfs", "bpf", "mqueue"};
  for (int n = 0; n < 9; n++) MUST_FAIL(mount("x", "/tmp", types[n], 0, "") == 0, types[n]);
  return 0;
}

static int clocks(char **arguments) {
  (void)arguments;
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  struct timeval same = {.tv_sec = now.tv_sec, .tv_usec = now.tv_nsec / 1000};
  MUST_FAIL(clock_settime(CLOCK_REALTIME, &now) == 0, "clock_settime");
  MUST_FAIL(settimeofday(&same, NULL) == 0, "settimeofday");
  struct timex change = {.modes = ADJ_ESTERROR, .esterror = 1};
  MUST_FAIL(adjtimex(&change) >= 0, "adjtimex");
  MUST_FAIL(open("/dev/rtc0", O_RDONLY) >= 0, "/dev/rtc0");
  return 0;
}

static void refused_by_filter(long result, const char *what) {
  if (result >= 0 || errno != EPERM) broken(what);
}

/* reboot and its like get numbers the kernel does not know, so that nothing happens where they are let through. */
static int kernel_control(char **arguments) {
  (void)arguments;
  close(open("/work/swap", O_CREAT | O_RDWR, 0600));
  refused_by_filter(syscall(SYS_reboot, 0, 0, 0, NULL), "reboot");
  refused_by_filter(syscall(SYS_swapon, "/work/swap", 0), "swapon");
  refused_by_filter(syscall(SYS_swapoff, "/work/swap"), "swapoff");
  refused_by_filter(syscall(SYS_kexec_load, 0, 1000000, NULL, 0), "kexec_load");
  refused_by_filter(syscall(SYS_kexec_file_load, -1, -1, 0, NULL, 1 << 30), "kexec_file_load");
  refused_by_filter(syscall(SYS_init_module, "", 0, ""), "init_module");
  refused_by_filter(syscall(SYS_finit_module, open("/work/swap", O_RDONLY), "", 0), "finit_module");
  refused_by_filter(syscall(SYS_delete_module, "lectern_no_such_module", O_NONBLOCK), "delete_module");
  refused_by_filter(syscall(SYS_acct, "/work/none"), "acct");
  refused_by_filter(sethostname("broken", 6), "sethostname");
  refused_by_filter(setdomainname("broken", 6), "setdomainname");
  refused_by_filter(syscall(SYS_quotactl, 0x80000100, NULL, 0, NULL), "quotactl");
  return 0;
}

static int capabilities(char **arguments) {
  (void)arguments;
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct all[2] = {{~0u, ~0u, ~0u}, {~0u, ~0u, ~0u}}, now[2];
  MUST_FAIL(syscall(SYS_capset, &header, all) == 0, "capset");
  syscall(SYS_capget, &header, now);
  MUST_FAIL(now[0].effective | now[0].permitted | now[0].inheritable | now[1].effective, "capabilities");
  for (int number = 0; number < 41; number++)
    MUST_FAIL(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, number, 0, 0) == 0, "ambient capability");
  MUST_FAIL(prctl(PR_SET_SECUREBITS, 0, 0, 0, 0) == 0, "secure bits");
  MUST_FAIL(prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0) == 0, "no-new-privileges off");
  MUST_FAIL(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1, "new privileges");
  MUST_FAIL(prctl(PR_SET_SECCOMP, 0, 0, 0, 0) == 0, "no filter");
  MUST_FAIL(prctl(PR_GET_SECCOMP, 0, 0, 0, 0) != 2, "filter gone");
  return 0;
}

/* A program of our own with the set-uid bit and with capabilities: neither may help. */
static int own_privileges(char **arguments) {
  if (arguments[0]) {
    MUST_FAIL(geteuid() != 1000 || getegid() != 1000, "set-uid program of its own");
    return 0;
  }
  unsigned char wanted[20] = {1, 0, 0, 2, 0xff, 0xff, 0xff, 0xff};
  MUST_FAIL(setxattr("/work/attacks", "security.capability", wanted, sizeof wanted, 0) == 0, "file capability");
  MUST_FAIL(setxattr("/work/attacks", "trusted.x", "x", 1, 0) == 0, "trusted attribute");
  MUST_FAIL(chown("/work/attacks", 0, 0) == 0, "chown");
  if (chmod("/work/attacks", 06755) != 0) return 0;
  execl("/work/attacks", "attacks", "own-privileges", "again", NULL);
  return 1;
}

static int identities(char **arguments) {
  (void)arguments;
  gid_t groups[] = {0, 4, 6, 27, 42};
  MUST_FAIL(syscall(SYS_setgroups, 5, groups) == 0, "setgroups");
  for (uid_t user = 20001; user < 20040; user++) {
    MUST_FAIL(setresuid(user, user, user) == 0, "user of another run");
    MUST_FAIL(setresgid(user, user, user) == 0, "group of another run");
  }
  syscall(SYS_setfsuid, 0);
  MUST_FAIL(syscall(SYS_setfsuid, -1) == 0, "setfsuid");
  MUST_FAIL(setresuid(65534, 65534, 65534) == 0, "nobody");
  const char *maps[] = {"/proc/self/uid_map", "/proc/self/gid_map", "/proc/self/setgroups", "/proc/self/loginuid"};
  for (int n = 0; n < 4; n++) {
    int file = open(maps[n], O_WRONLY);
    MUST_FAIL(file >= 0 && write(file, "0 0 1", 5) > 0, maps[n]);
  }
  return 0;
}

static int terminals(char **arguments) {
  (void)arguments;
  int doors[] = {0, 1, 2, open("/dev/tty", O_RDWR), open("/dev/console", O_RDWR), open("/dev/tty0", O_RDWR), open("/dev/ptmx", O_RDWR | O_NOCTTY)};
  MUST_FAIL(doors[3] >= 0, "controlling terminal");
  MUST_FAIL(doors[5] >= 0, "/dev/tty0");
  for (int n = 0; n < 7; n++) {
    if (doors[n] < 0) continue;
    MUST_FAIL(ioctl(doors[n], TIOCSTI, "x") == 0, "TIOCSTI");
    MUST_FAIL(ioctl(doors[n], TIOCLINUX, "\2") == 0, "TIOCLINUX");
  }
  return 0;
}

static int seal_of_filter(char **arguments) {
  (void)arguments;
  /* The filter looks at 32 bits of an argument; garbage above must not change its mind. */
  long high = 0x100000000L;
  MUST_FAIL(syscall(SYS_socket, high | 40, SOCK_STREAM, 0) >= 0, "AF_VSOCK with high bits");
  MUST_FAIL(syscall(SYS_ioctl, 0, high | TIOCSTI, "x") == 0, "TIOCSTI with high bits");
  long child = syscall(SYS_clone, high | CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0);
  if (child == 0) _exit(0);
  MUST_FAIL(child > 0, "CLONE_NEWUSER with high bits");
  return 0;
}

const struct attack KERNEL[] = {
    {"io-uring", io_uring},
    {"user-faults", user_faults},
    {"bpf", bpf_programs},
    {"perf", perf_events},
    {"key-rings", key_rings},
    {"trace-relatives", trace_relatives},
    {"file-handles", file_handles},
    {"new-namespaces", new_namespaces},
    {"mounting", mounting},
    {"file-systems", file_systems},
    {"clocks", clocks},
    {"kernel-control", kernel_control},
    {"capabilities", capabilities},
    {"own-privileges", own_privileges},
    {"identities", identities},
    {"terminals", terminals},
    {"high-bits", seal_of_filter},
    {NULL, NULL},
};
