/* Using up what the machine has: processes, memory, disk, time. */
#include "attack.h"

#include <fcntl.h>
#include <mqueue.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

/* One process that becomes a new one for ever: its CPU time must be summed all the same. */
static int exec_bomb(char **arguments) {
  (void)arguments;
  execl("/work/attacks", "attacks", "exec-bomb", NULL);
  return 1;
}

static int spawn_bomb(char **arguments) {
  (void)arguments;
  char *sleeper[] = {"sleep", "60", NULL};
  int started = 1;
  for (pid_t child; started < 5000; started++)
    if (posix_spawn(&child, "/usr/bin/sleep", NULL, NULL, sleeper, environ) != 0) break;
  printf("%d\n", started);
  fflush(stdout);
  usleep(300000);
  return 0;
}

static int vfork_bomb(char **arguments) {
  (void)arguments;
  for (int n = 0; n < 100000; n++) {
    pid_t child = vfork();
    if (child == 0) {
      execl("/work/attacks", "attacks", "vfork-bomb", NULL);
      _exit(1);
    }
  }
  return 0;
}

/* Processes that come and go faster than anybody looks, each leaving another. */
static int restless(char **arguments) {
  (void)arguments;
  setsid();
  for (;;)
    if (fork() > 0) _exit(0);
}

static long deep(long depth) {
  volatile char frame[4096];
  memset((char *)frame, 1, sizeof frame);
  return depth < 0 ? 0 : deep(depth + 1) + frame[depth % 4096];
}

static void *deep_thread(void *nothing) {
  (void)nothing;
  return (void *)deep(0);
}

static int memory_stack(char **arguments) {
  (void)arguments;
  struct rlimit all = {RLIM_INFINITY, RLIM_INFINITY};
  setrlimit(RLIMIT_STACK, &all);
  pthread_attr_t big;
  pthread_attr_init(&big);
  pthread_attr_setstacksize(&big, 1024 * MB);
  pthread_t thread;
  if (pthread_create(&thread, &big, deep_thread, NULL) != 0) return deep(0) != 0;
  pthread_join(thread, NULL);
  return 0;
}

/* Locked, in huge pages, filled beforehand. */
static int memory_locked(char **arguments) {
  (void)arguments;
  MUST_FAIL(mlockall(MCL_CURRENT | MCL_FUTURE) == 0, "mlockall");
  char *huge = mmap(NULL, 64 * MB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1, 0);
  if (huge != MAP_FAILED) memset(huge, 1, 64 * MB), broken("huge pages");
  for (long total = 0; total < 4096; total += 64) {
    char *memory = mmap(NULL, 64 * MB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    if (memory != MAP_FAILED) memset(memory, 2, 64 * MB);
  }
  pause();
  return 0;
}

/* For the check of the observers: takes ARGUMENT MB and waits for the end of its input. */
static int memory_hold(char **arguments) {
  long size = atol(arguments[0]) * MB;
  char *memory = malloc(size);
  memset(memory, 1, size);
  for (char byte; read(0, &byte, 1) > 0;) {
  }
  return memory[size / 2] - 1;
}

/* Everything that takes memory and is held by a descriptor: pipes made as large as they go, timers, watches. */
static int kernel_objects(char **arguments) {
  (void)arguments;
  static char block[65536];
  int made = 0;
  for (int pair[2]; pipe2(pair, O_NONBLOCK) == 0; made += 2) {
    fcntl(pair[1], F_SETPIPE_SZ, MB);
    while (write(pair[1], block, sizeof block) > 0) {
    }
  }
  printf("%d\n", made);
  fflush(stdout);
  for (int n = 3; n < 256; n++) close(n);
  for (int n = 0; n < 10000; n++) {
    int kind = n % 4;
    int file = kind == 0 ? epoll_create1(0) : kind == 1 ? eventfd(0, 0) : kind == 2 ? inotify_init1(0) : timerfd_create(CLOCK_MONOTONIC, 0);
    if (file < 0) break;
  }
  timer_t timer;
  struct sigevent quiet = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGURG};
  int timers = 0;
  while (timers < 100000 && timer_create(CLOCK_MONOTONIC, &quiet, &timer) == 0) timers++;
  MUST_FAIL(timers >= 100000, "timers without end");
  struct rlimit more = {65536, 65536};
  MUST_FAIL(setrlimit(RLIMIT_NOFILE, &more) == 0, "more descriptors");
  return 0;
}

static int message_queues(char **arguments) {
  (void)arguments;
  static struct {
    long kind;
    char text[8192];
  } message = {.kind = 1};
  long total = 0;
  for (int n = 0; n < 4000; n++) {
    int queue = msgget(IPC_PRIVATE, 0600);
    if (queue < 0) break;
    while (msgsnd(queue, &message, sizeof message.text, IPC_NOWAIT) == 0) total += sizeof message.text;
  }
  for (int n = 0; n < 300; n++) {
    char name[32];
    snprintf(name, sizeof name, "/q%d", n);
    struct mq_attr size = {.mq_maxmsg = 10, .mq_msgsize = 8192};
    mqd_t queue = mq_open(name, O_CREAT | O_RDWR | O_NONBLOCK, 0600, &size);
    if (queue == (mqd_t)-1) break;
    while (mq_send(queue, message.text, 8192, 0) == 0) total += 8192;
  }
  printf("%ld MB\n", total / MB);
  MUST_FAIL(total > 64 * MB, "messages beyond the limit");
  return 0;
}

/* The same disk by other ways: mapped, sparse and filled later, without a name. */
static int disk_otherwise(char **arguments) {
  (void)arguments;
  static char block[65536];
  signal(SIGXFSZ, SIG_IGN);
  int sparse = open("/work/sparse", O_CREAT | O_RDWR, 0600);
  MUST_FAIL(ftruncate(sparse, 1L << 40) == 0, "a file of a terabyte");
  MUST_FAIL(posix_fallocate(sparse, 0, 64 * MB) == 0, "more than there is");
  if (ftruncate(sparse, 15 * MB) == 0) pwrite(sparse, "x", 1, 14 * MB);
  long total = 0;
  const char *places[] = {"/work", "/tmp", "/dev/shm"};
  for (int n = 0; n < 60; n++) {
    int file = open(places[n % 3], O_TMPFILE | O_RDWR, 0600);
    for (ssize_t written; file >= 0 && (written = write(file, block, sizeof block)) > 0;) total += written;
  }
  printf("%ld\n", total);
  fflush(stdout);
  MUST_FAIL(total > 16 * MB, "more than the disk");
  usleep(300000);
  char *memory = mmap(NULL, 15 * MB, PROT_READ | PROT_WRITE, MAP_SHARED, sparse, 0);
  for (long at = 0; memory != MAP_FAILED && at < 15 * MB; at += 4096) memory[at] = 1;
  return 0;
}

/* Folders in folders until there is no more, with the longest names there are. */
static int disk_deep(char **arguments) {
  (void)arguments;
  char name[256];
  memset(name, '\xff', 255), name[255] = 0;
  int made = 0;
  if (chdir("/tmp")) return 1;
  while (made < 100000 && mkdir(name, 0755) == 0 && chdir(name) == 0) made++;
  MUST_FAIL(made >= 100000, "folders without end");
  if (mkdir("/work/out", 0755) || chdir("/work/out")) return 0;
  for (int depth = 0; depth < 1000 && mkdir(name, 0755) == 0 && chdir(name) == 0;) depth++;
  return 0;
}

/* Stops itself and everything it has: neither time nor signals pass for it, only the clock of others. */
static int stopped(char **arguments) {
  (void)arguments;
  if (fork() == 0) raise(SIGSTOP);
  kill(getpid(), SIGSTOP);
  return 0;
}

/* Forgets where it came from: new session, no environment, other name, no streams, twice away from its parent. */
static int daemonize(char **arguments) {
  (void)arguments;
  int ends[2];
  char byte;
  if (pipe(ends)) return 1;
  if (fork() == 0) {
    setsid();
    if (fork() > 0) _exit(0);
    prctl(PR_SET_NAME, "kworker/0:1"), prctl(PR_SET_PDEATHSIG, 0), prctl(PR_SET_DUMPABLE, 0);
    if (chdir("/")) _exit(1);
    for (int n = 0; n < 1024; n++) close(n);
    for (;;) pause();
  }
  /* The daemon closes everything last of all, and with it this pipe. */
  close(ends[1]);
  while (read(ends[0], &byte, 1) > 0) {
  }
  return 0;
}

/* Sleepers that only a timer of theirs would wake, long after the run. */
static int sleepers(char **arguments) {
  (void)arguments;
  for (int n = 0; n < 8; n++)
    if (fork() == 0) {
      setsid();
      signal(SIGTERM, SIG_IGN), signal(SIGHUP, SIG_IGN), signal(SIGINT, SIG_IGN);
      execl("/usr/bin/sleep", "sleep", "3600", NULL);
      _exit(1);
    }
  for (;;) pause();
}

const struct attack RESOURCES[] = {
    {"exec-bomb", exec_bomb},
    {"spawn-bomb", spawn_bomb},
    {"vfork-bomb", vfork_bomb},
    {"restless", restless},
    {"memory-stack", memory_stack},
    {"memory-locked", memory_locked},
    {"memory-hold", memory_hold},
    {"kernel-objects", kernel_objects},
    {"message-queues", message_queues},
    {"disk-otherwise", disk_otherwise},
    {"disk-deep", disk_deep},
    {"stopped", stopped},
    {"daemonize", daemonize},
    {"sleepers", sleepers},
    {NULL, NULL},
};
