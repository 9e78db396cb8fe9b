/* The attacks every change of the box is tried with first, and what their specs ask for one by one. */
#include "attack.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/keyctl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static void burn(void) {
  for (volatile unsigned long n = 0;; n++) {
  }
}

static int fork_bomb(char **arguments) {
  (void)arguments;
  int started = 1;
  for (; started < 5000; started++) {
    pid_t child = fork();
    if (child == 0) {
      pause();
      _exit(0);
    }
    if (child < 0) break;
  }
  printf("%d\n", started);
  return 0;
}

/* Everybody forks, nobody counts: the classic. */
static int fork_bomb_deep(char **arguments) {
  (void)arguments;
  for (;;) fork();
  return 0;
}

static void *idle(void *nothing) {
  (void)nothing;
  pause();
  return NULL;
}

static int thread_bomb(char **arguments) {
  (void)arguments;
  int started = 1;
  pthread_attr_t small;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 65536);
  for (pthread_t thread; started < 5000; started++)
    if (pthread_create(&thread, &small, idle, NULL) != 0) break;
  printf("%d\n", started);
  fflush(stdout);
  _exit(0);
}

static void fill_for_ever(int flags, long piece) {
  for (long total = 0;; total += piece) {
    char *memory = mmap(NULL, piece, PROT_READ | PROT_WRITE, flags | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
      printf("refused after %ld MB\n", total / MB);
      fflush(stdout);
      pause();
    }
    for (long at = 0; at < piece; at += 4096) memory[at] = 1;
  }
}

static int memory_private(char **arguments) {
  (void)arguments;
  fill_for_ever(MAP_PRIVATE, MB);
  return 0;
}

static int memory_shared(char **arguments) {
  (void)arguments;
  fill_for_ever(MAP_SHARED, MB);
  return 0;
}

/* Each process stays below the limit, all together do not. */
static int memory_many(char **arguments) {
  (void)arguments;
  for (int n = 0; n < 8; n++) {
    if (fork() == 0) {
      char *memory = malloc(20 * MB);
      if (memory) memset(memory, n + 1, 20 * MB);
      pause();
    }
  }
  pause();
  return 0;
}

/* Shared copies must not be counted eight times: 30 MB and eight children of 100 kB are no 240 MB. */
static int memory_forked(char **arguments) {
  (void)arguments;
  char *memory = malloc(30 * MB);
  memset(memory, 1, 30 * MB);
  for (int n = 0; n < 8; n++) {
    if (fork() == 0) {
      usleep(300000);
      _exit(0);
    }
  }
  while (wait(NULL) > 0) {
  }
  puts("fine");
  return 0;
}

static int memory_memfd(char **arguments) {
  (void)arguments;
  int file = syscall(SYS_memfd_create, "attack", 0);
  if (file < 0) {
    puts("refused");
    return 0;
  }
  static char block[MB];
  for (;;)
    if (write(file, block, sizeof block) < 0) {
      puts("refused");
      pause();
    }
}

static int memory_sysv(char **arguments) {
  (void)arguments;
  for (;;) {
    int id = shmget(IPC_PRIVATE, 16 * MB, IPC_CREAT | 0600);
    char *memory = id < 0 ? (char *)-1 : shmat(id, NULL, 0);
    if (memory == (char *)-1) {
      puts("refused");
      return 0;
    }
    memset(memory, 1, 16 * MB);
  }
}

/* One byte in every 2 MB, only read: no page of its own, but a page of the kernel's tables each. */
static int memory_tables(char **arguments) {
  (void)arguments;
  long size = 64L * 1024 * MB;
  volatile char sum = 0;
  for (;;) {
    char *memory = mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) break;
    for (long at = 0; at < size; at += 2 * MB) sum += memory[at];
  }
  puts("refused");
  pause();
  return sum;
}

/* Unread messages in sockets belong to the kernel. */
static int memory_sockets(char **arguments) {
  (void)arguments;
  static char block[65536];
  for (int n = 0; n < 60; n++)
    if (fork() == 0) break;
  long total = 0;
  for (int pair[2]; socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0;)
    for (int end = 0; end < 2; end++) {
      fcntl(pair[end], F_SETFL, O_NONBLOCK);
      for (ssize_t sent; (sent = write(pair[end], block, sizeof block)) > 0;) total += sent;
    }
  printf("%ld\n", total / MB);
  fflush(stdout);
  pause();
  return 0;
}

static int disk_fill(char **arguments) {
  static char block[65536];
  long total = 0;
  for (; *arguments; arguments++) {
    char path[4096];
    snprintf(path, sizeof path, "%s/filler", *arguments);
    int file = open(path, O_CREAT | O_WRONLY, 0600);
    for (ssize_t written; file >= 0 && (written = write(file, block, sizeof block)) > 0;) total += written;
  }
  printf("%ld\n", total);
  return 0;
}

static int disk_names(char **arguments) {
  (void)arguments;
  long made = 0;
  for (; made < 1000000; made++) {
    char path[64];
    snprintf(path, sizeof path, "%s/%ld", made % 2 ? "/tmp" : "/work", made);
    int file = open(path, O_CREAT | O_EXCL | O_WRONLY, 0600);
    if (file < 0) break;
    close(file);
  }
  printf("%ld\n", made);
  return 0;
}

static int flood(char **arguments) {
  static char block[65536];
  memset(block, 'x', sizeof block);
  int target = atoi(arguments[0]);
  for (long total = 0; total < 200 * MB;) {
    ssize_t written = write(target, block, sizeof block);
    if (written < 0) return 1;
    total += written;
  }
  return 0;
}

static int cpu_loop(char **arguments) {
  (void)arguments;
  burn();
  return 0;
}

static int cpu_many(char **arguments) {
  (void)arguments;
  for (int n = 0; n < 4; n++)
    if (fork() == 0) burn();
  pause();
  return 0;
}

/* Nobody waits for these, so no parent's sum of its children ever holds their time. */
static int cpu_unwaited(char **arguments) {
  (void)arguments;
  signal(SIGCHLD, SIG_IGN);
  for (;;) {
    if (fork() == 0) {
      struct timespec now;
      do clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
      while (now.tv_nsec < 90000000);
      _exit(0);
    }
    usleep(80000);
  }
}

static int ignore_signals(char **arguments) {
  (void)arguments;
  for (int number = 1; number < 65; number++) signal(number, SIG_IGN);
  burn();
  return 0;
}

static int sleep_long(char **arguments) {
  (void)arguments;
  for (;;) pause();
  return 0;
}

/* Leaves a process that would go on for ever and marks the host if it could. */
static int orphan(char **arguments) {
  (void)arguments;
  if (fork() == 0) {
    setsid();
    if (fork() == 0) {
      for (int number = 1; number < 65; number++) signal(number, SIG_IGN);
      for (;;) {
        int file = open("/work/out/alive", O_CREAT | O_WRONLY | O_APPEND, 0600);
        if (write(file, ".", 1) < 0) return 1;
        close(file);
      }
    }
    _exit(0);
  }
  mkdir("/work/out", 0755);
  usleep(50000);
  puts("left");
  return 0;
}

static void try_connect(struct sockaddr *address, socklen_t length, const char *what) {
  int client = socket(address->sa_family, SOCK_STREAM, 0);
  if (client >= 0 && connect(client, address, length) == 0) broken(what);
  if (client >= 0) close(client);
}

/* ARGUMENTS: port, path of a socket, abstract name, IPv4 addresses of the host… */
static int network(char **arguments) {
  uint16_t port = htons(atoi(arguments[0]));
  struct sockaddr_un local = {.sun_family = AF_UNIX};
  strncpy(local.sun_path, arguments[1], sizeof local.sun_path - 1);
  try_connect((struct sockaddr *)&local, sizeof local, "unix socket");
  memset(local.sun_path, 0, sizeof local.sun_path);
  strncpy(local.sun_path + 1, arguments[2], sizeof local.sun_path - 2);
  socklen_t length = offsetof(struct sockaddr_un, sun_path) + 1 + strlen(arguments[2]);
  try_connect((struct sockaddr *)&local, length, "abstract socket");
  /* Node fills the whole name with zeros, which is another name. */
  try_connect((struct sockaddr *)&local, sizeof local, "abstract socket");
  for (char **host = arguments + 3; *host; host++) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = port};
    inet_pton(AF_INET, *host, &address.sin_addr);
    try_connect((struct sockaddr *)&address, sizeof address, *host);
  }
  struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = port, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
  try_connect((struct sockaddr *)&six, sizeof six, "::1");
  return 0;
}

static int socket_families(char **arguments) {
  (void)arguments;
  int allowed[] = {AF_UNIX, AF_INET, AF_INET6, AF_NETLINK};
  for (int family = 0; family < 64; family++) {
    int expected = 0;
    for (int n = 0; n < 4; n++) expected |= allowed[n] == family;
    int made = socket(family, SOCK_RAW, 0) >= 0 || socket(family, SOCK_STREAM, 0) >= 0 || socket(family, SOCK_DGRAM, 0) >= 0;
    if (made && !expected) printf("broken: family %d\n", family);
  }
  return 0;
}

static int read_files(char **arguments) {
  for (; *arguments; arguments++) {
    DIR *folder = opendir(*arguments);
    if (folder || open(*arguments, O_RDONLY) >= 0) broken(*arguments);
  }
  return 0;
}

static int write_files(char **arguments) {
  for (; *arguments; arguments++)
    if (open(*arguments, O_WRONLY | O_APPEND) >= 0) broken(*arguments);
  return 0;
}

/* What other processes' folders in /proc give away; standard input has a word that the host's environment holds. */
static int proc_secrets(char **arguments) {
  (void)arguments;
  char word[256] = "";
  if (!fgets(word, sizeof word, stdin)) return 1;
  DIR *folder = opendir("/proc");
  static char text[1 << 20];
  for (struct dirent *entry; (entry = readdir(folder));) {
    if (atoi(entry->d_name) == 0 || atoi(entry->d_name) == getpid()) continue;
    const char *files[] = {"environ", "cmdline", "maps"};
    for (int n = 0; n < 3; n++) {
      char path[512];
      snprintf(path, sizeof path, "/proc/%s/%s", entry->d_name, files[n]);
      int file = open(path, O_RDONLY);
      ssize_t length = file < 0 ? 0 : read(file, text, sizeof text);
      if (length > 0 && memmem(text, length, word, strlen(word))) broken(path);
    }
    const char *roots[] = {"root/etc/shadow", "root/root", "cwd/../etc/shadow", "root/proc/sys/kernel/core_pattern"};
    for (int n = 0; n < 4; n++) {
      char path[512];
      snprintf(path, sizeof path, "/proc/%s/%s", entry->d_name, roots[n]);
      if (open(path, n == 3 ? O_WRONLY : O_RDONLY) >= 0) broken(path);
    }
  }
  return 0;
}

/* Taking over the first process of the box would shed the limits that were set after it. */
static int init_memory(char **arguments) {
  (void)arguments;
  if (open("/proc/1/mem", O_RDWR) >= 0) broken("/proc/1/mem");
  if (open("/proc/1/task/1/mem", O_RDWR) >= 0) broken("/proc/1/task/1/mem");
  if (ptrace(PTRACE_ATTACH, 1, 0, 0) == 0) broken("ptrace 1");
  return 0;
}

static int raise_limits(char **arguments) {
  (void)arguments;
  int kinds[] = {RLIMIT_NPROC, RLIMIT_NOFILE, RLIMIT_FSIZE, RLIMIT_CPU, RLIMIT_CORE, RLIMIT_MEMLOCK};
  for (int n = 0; n < 6; n++) {
    struct rlimit all = {RLIM_INFINITY, RLIM_INFINITY};
    if (setrlimit(kinds[n], &all) == 0) printf("broken: limit %d\n", kinds[n]);
  }
  if (setpriority(PRIO_PROCESS, 0, -10) == 0) broken("priority");
  struct sched_param first = {.sched_priority = 10};
  if (sched_setscheduler(0, SCHED_FIFO, &first) == 0) broken("real time");
  return 0;
}

static int descriptors(char **arguments) {
  (void)arguments;
  for (int number = 3; number < 4096; number++) {
    char path[64], target[4096] = "";
    snprintf(path, sizeof path, "/proc/self/fd/%d", number);
    if (readlink(path, target, sizeof target - 1) > 0 && strcmp(target, "/dev/null") != 0)
      printf("broken: %d is %s\n", number, target);
  }
  return 0;
}

static int child_function(void *nothing) {
  (void)nothing;
  _exit(0);
}

static void refused(long result, const char *name) {
  if (result >= 0 || errno != EPERM) printf("broken: %s (%ld, %s)\n", name, result, strerror(errno));
}

/* The filter must answer EPERM before the kernel looks at these nonsensical arguments. */
static int system_calls(char **arguments) {
  (void)arguments;
#define CALL(name) (errno = 0, refused(syscall(SYS_##name, -1L, -1L, -1L, -1L, -1L, -1L), #name))
  CALL(ptrace), CALL(process_vm_readv), CALL(process_vm_writev), CALL(bpf), CALL(perf_event_open);
  CALL(userfaultfd), CALL(io_uring_setup), CALL(io_uring_enter), CALL(io_uring_register);
  CALL(keyctl), CALL(add_key), CALL(request_key), CALL(mount), CALL(umount2), CALL(pivot_root), CALL(chroot);
  CALL(open_tree), CALL(move_mount), CALL(fsopen), CALL(fsconfig), CALL(fsmount), CALL(fspick), CALL(mount_setattr);
  CALL(open_by_handle_at), CALL(name_to_handle_at), CALL(init_module), CALL(finit_module), CALL(delete_module);
  CALL(kexec_load), CALL(swapon), CALL(swapoff), CALL(settimeofday), CALL(clock_settime), CALL(clock_adjtime);
  CALL(setns), CALL(unshare), CALL(mbind), CALL(set_mempolicy), CALL(migrate_pages), CALL(move_pages);
  CALL(vmsplice), CALL(reboot), CALL(sethostname), CALL(acct), CALL(quotactl), CALL(syslog), CALL(fanotify_init);
  CALL(pidfd_getfd), CALL(kcmp), CALL(process_madvise);
  static char stack[65536];
  int kinds[] = {CLONE_NEWUSER, CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWNET, CLONE_NEWIPC, CLONE_NEWUTS, CLONE_NEWCGROUP};
  for (int n = 0; n < 7; n++) refused(clone(child_function, stack + sizeof stack, kinds[n] | SIGCHLD, NULL), "clone");
  errno = 0;
  if (syscall(SYS_clone3, NULL, 0) >= 0 || errno != ENOSYS) broken("clone3");
  int pair[2];
  socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
  errno = 0;
  refused(ioctl(pair[0], TIOCSTI, "x"), "TIOCSTI");
  errno = 0;
  refused(ioctl(pair[0], TIOCLINUX, "x"), "TIOCLINUX");
  return 0;
}

static int foreign_calls(char **arguments) {
#ifdef __x86_64__
  if (strcmp(arguments[0], "x32") == 0) {
    errno = 0;
    refused(syscall(0x40000000 | SYS_getpid), "x32");
  } else {
    long result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(20L) : "memory");
    broken("i386");
  }
#else
  (void)arguments;
  if (strcmp(arguments[0], "x32") != 0) raise(SIGSYS);
#endif
  return 0;
}

static int make_devices(char **arguments) {
  (void)arguments;
  const char *places[] = {"/work/device", "/tmp/device", "/dev/device", "/dev/shm/device"};
  for (int n = 0; n < 4; n++) {
    if (mknod(places[n], S_IFCHR | 0666, makedev(1, 1)) == 0) broken(places[n]);
    if (mknod(places[n], S_IFBLK | 0666, makedev(8, 0)) == 0) broken(places[n]);
  }
  return 0;
}

/* ARGUMENTS: set-uid programs of the system; none may make us root, neither may one of our own. */
static int set_uid(char **arguments) {
  if (setuid(0) == 0 || setresuid(0, 0, 0) == 0 || setgid(0) == 0) broken("setuid");
  if (chown("/proc/self/exe", 0, 0) == 0) broken("chown");
  for (; *arguments; arguments++) {
    pid_t child = fork();
    if (child == 0) {
      close(0), close(1), close(2);
      execl(*arguments, *arguments, "-c", "echo root > /etc/broken", NULL);
      _exit(1);
    }
    waitpid(child, NULL, 0);
  }
  if (access("/etc/broken", F_OK) == 0) broken("su");
  return 0;
}

static int kill_all(char **arguments) {
  (void)arguments;
  for (int pid = 1; pid < 40; pid++)
    if (pid != getpid()) kill(pid, SIGKILL);
  kill(getppid(), SIGKILL);
  kill(-1, SIGKILL);
  puts("done");
  return 5;
}

static int crash(char **arguments) {
  (void)arguments;
  raise(SIGSEGV);
  return 0;
}

/* Everything that is no plain file, under out/. */
static int hostile_results(char **arguments) {
  mkdir("/work/out", 0755), mkdir("/work/out/folder", 0755);
  int file = open("/work/out/good", O_CREAT | O_WRONLY, 0644);
  if (write(file, "good", 4) != 4) return 1;
  close(open("/work/out/folder/inner", O_CREAT | O_WRONLY, 0644));
  if (symlink(arguments[0], "/work/out/link") || symlink("/", "/work/out/root")) return 1;
  if (symlink("../../../../../../../../etc/passwd", "/work/out/relative")) return 1;
  if (link("/work/out/good", "/work/out/second")) return 1;
  if (link("/proc/self/exe", "/work/out/exe") == 0) broken("hard link out of the box");
  mkfifo("/work/out/fifo", 0666);
  struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "/work/out/socket"};
  bind(socket(AF_UNIX, SOCK_STREAM, 0), (struct sockaddr *)&address, sizeof address);
  close(open("/work/out/bad\nname", O_CREAT | O_WRONLY, 0644));
  close(open("/work/out/bad\\name", O_CREAT | O_WRONLY, 0644));
  close(open("/work/out/bad\xff", O_CREAT | O_WRONLY, 0644));
  file = open("/work/out/sparse", O_CREAT | O_WRONLY, 0644);
  if (ftruncate(file, 8 * MB)) return 1;
  unlink("/work/out/second");
  if (link("/work/out/sparse", "/work/out/twin")) return 1;
  char path[4096] = "/work/out/deep";
  for (int depth = 0; depth < 100; depth++) {
    mkdir(path, 0755);
    strcat(path, "/d");
  }
  close(open(path, O_CREAT | O_WRONLY, 0644));
  return 0;
}

/* A folder and a link to the host change places as fast as they can, also after the main process is gone. */
static int swapping_results(char **arguments) {
  mkdir("/work/out", 0755), mkdir("/work/out/place", 0755);
  close(open("/work/out/place/file", O_CREAT | O_WRONLY, 0644));
  if (symlink(arguments[0], "/work/out/other")) return 1;
  if (fork() == 0)
    for (;;) syscall(SYS_renameat2, AT_FDCWD, "/work/out/place", AT_FDCWD, "/work/out/other", 2);
  usleep(20000);
  return 0;
}

const struct attack BASICS[] = {
    {"fork-bomb", fork_bomb},
    {"fork-bomb-deep", fork_bomb_deep},
    {"thread-bomb", thread_bomb},
    {"memory-private", memory_private},
    {"memory-shared", memory_shared},
    {"memory-many", memory_many},
    {"memory-forked", memory_forked},
    {"memory-memfd", memory_memfd},
    {"memory-sysv", memory_sysv},
    {"memory-tables", memory_tables},
    {"memory-sockets", memory_sockets},
    {"disk-fill", disk_fill},
    {"disk-names", disk_names},
    {"flood", flood},
    {"cpu-loop", cpu_loop},
    {"cpu-many", cpu_many},
    {"cpu-unwaited", cpu_unwaited},
    {"ignore-signals", ignore_signals},
    {"sleep-long", sleep_long},
    {"orphan", orphan},
    {"network", network},
    {"socket-families", socket_families},
    {"read-files", read_files},
    {"write-files", write_files},
    {"proc-secrets", proc_secrets},
    {"init-memory", init_memory},
    {"raise-limits", raise_limits},
    {"descriptors", descriptors},
    {"system-calls", system_calls},
    {"foreign-calls", foreign_calls},
    {"make-devices", make_devices},
    {"set-uid", set_uid},
    {"kill-all", kill_all},
    {"crash", crash},
    {"hostile-results", hostile_results},
    {"swapping-results", swapping_results},
    {NULL, NULL},
};
