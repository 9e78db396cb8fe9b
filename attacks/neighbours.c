/* A run that goes on while others attack it, and those attacks. */
#include "attack.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <mqueue.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

enum { PORT = 4711, KEY = 0x1ec7 };
static const char NAME[] = "lectern-neighbour";
static const char *const PLACES[] = {"/work/secret", "/tmp/secret", "/dev/shm/secret"};
static volatile sig_atomic_t signals;

static void count(int number) {
  (void)number;
  signals++;
}

static struct sockaddr_in on_port(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(PORT)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

static socklen_t by_name(struct sockaddr_un *address) {
  memset(address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  strcpy(address->sun_path + 1, NAME);
  return offsetof(struct sockaddr_un, sun_path) + sizeof NAME;
}

/* ARGUMENTS: its word. Ends with its standard input and says `intact`, or what was done to it. */
static int neighbour(char **arguments) {
  for (int number = 1; number < 32; number++) signal(number, count);
  for (int n = 0; n < 3; n++) {
    int file = open(PLACES[n], O_CREAT | O_WRONLY, 0666);
    if (write(file, arguments[0], strlen(arguments[0])) < 0) return 1;
    close(file);
  }
  int id = shmget(KEY, 4096, IPC_CREAT | 0666);
  char *shared = id < 0 ? NULL : shmat(id, NULL, 0);
  if (shared) strcpy(shared, arguments[0]);
  struct sockaddr_in address = on_port();
  struct sockaddr_un local;
  struct pollfd ends[3] = {{.fd = 0, .events = POLLIN}, {.fd = socket(AF_INET, SOCK_STREAM, 0), .events = POLLIN}, {.fd = socket(AF_UNIX, SOCK_STREAM, 0), .events = POLLIN}};
  if (bind(ends[1].fd, (struct sockaddr *)&address, sizeof address) || listen(ends[1].fd, 5)) return 2;
  socklen_t length = by_name(&local);
  if (bind(ends[2].fd, (struct sockaddr *)&local, length) || listen(ends[2].fd, 5)) return 3;
  puts("here"), fflush(stdout);
  int visitors = 0;
  while (!(ends[0].revents & (POLLIN | POLLHUP))) {
    if (poll(ends, 3, -1) < 0) continue;
    for (int n = 1; n < 3; n++)
      if (ends[n].revents & POLLIN) visitors++, close(accept(ends[n].fd, NULL, NULL));
  }
  int changed = shared && strcmp(shared, arguments[0]) != 0;
  for (int n = 0; n < 3; n++) {
    char text[256] = "";
    int file = open(PLACES[n], O_RDONLY);
    changed |= file < 0 || read(file, text, sizeof text - 1) < 0 || strcmp(text, arguments[0]) != 0;
  }
  if (signals || visitors || changed) printf("%d signals, %d visitors, %s\n", (int)signals, visitors, changed ? "changed" : "unchanged");
  else puts("intact");
  return 0;
}

/* Every number a process can have here: nobody but us and the way we came may be there. */
static int neighbour_signals(char **arguments) {
  (void)arguments;
  for (int pid = 2; pid < 100000; pid++) {
    if (pid == getpid() || kill(pid, 0) != 0) continue;
    printf("broken: process %d\n", pid);
    kill(pid, SIGUSR1);
  }
  for (int group = 2; group < 100000; group++)
    if (group != getpgrp() && kill(-group, 0) == 0) printf("broken: group %d\n", group);
  signal(SIGTERM, SIG_IGN);
  kill(-1, SIGTERM);
  return 0;
}

static void seek(const char *path, int depth) {
  DIR *folder = depth > 12 ? NULL : opendir(path);
  for (struct dirent *entry; folder && (entry = readdir(folder));) {
    char below[4096], text[512];
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
    if (snprintf(below, sizeof below, "%s/%s", path, entry->d_name) >= (int)sizeof below) continue;
    if (strcmp(below, "//usr") == 0 || strcmp(below, "//proc") == 0) continue;
    if (entry->d_type == DT_DIR) seek(below, depth + 1);
    int file = strcmp(entry->d_name, "secret") ? -1 : open(below, O_RDWR);
    ssize_t length = file < 0 ? 0 : read(file, text, sizeof text);
    if (length > 0) fwrite(text, 1, length, stdout), broken(below);
    if (file >= 0) close(file);
  }
  if (folder) closedir(folder);
}

/* Whatever is called `secret`, by walking everything and through the folders of other processes. */
static int neighbour_files(char **arguments) {
  (void)arguments;
  seek("/", 0);
  for (int pid = 1; pid < 4096; pid++)
    for (int n = 0; n < 3; n++) {
      char path[128], text[512];
      snprintf(path, sizeof path, "/proc/%d/root%s", pid, PLACES[n]);
      int file = open(path, O_RDONLY);
      ssize_t length = file < 0 ? 0 : read(file, text, sizeof text);
      if (length > 0) fwrite(text, 1, length, stdout), broken(path);
      if (file >= 0) close(file);
    }
  return 0;
}

static int neighbour_sockets(char **arguments) {
  (void)arguments;
  struct sockaddr_in address = on_port();
  struct sockaddr_un local;
  socklen_t length = by_name(&local);
  MUST_FAIL(connect(socket(AF_INET, SOCK_STREAM, 0), (struct sockaddr *)&address, sizeof address) == 0, "port of another run");
  MUST_FAIL(connect(socket(AF_UNIX, SOCK_STREAM, 0), (struct sockaddr *)&local, length) == 0, "abstract socket of another run");
  MUST_FAIL(bind(socket(AF_INET, SOCK_STREAM, 0), (struct sockaddr *)&address, sizeof address) != 0, "its port is taken");
  MUST_FAIL(bind(socket(AF_UNIX, SOCK_STREAM, 0), (struct sockaddr *)&local, length) != 0, "its name is taken");
  return 0;
}

static int neighbour_memory(char **arguments) {
  (void)arguments;
  int id = shmget(KEY, 0, 0);
  char *shared = id < 0 ? (char *)-1 : shmat(id, NULL, 0);
  if (shared != (char *)-1) broken(shared), strcpy(shared, "changed");
  for (int number = 0; number < 4096; number++) {
    char *other = shmat(number, NULL, 0);
    if (other != (char *)-1) broken("shared memory of others");
  }
  DIR *queues = opendir("/dev/mqueue");
  MUST_FAIL(queues != NULL, "/dev/mqueue");
  MUST_FAIL(mq_open("/lectern-neighbour", O_RDWR) != (mqd_t)-1, "message queue of others");
  MUST_FAIL(msgget(KEY, 0) >= 0, "System V queue of others");
  return 0;
}

/* Slows others down through what the kernel keeps for a user rather than for a process. */
static int neighbour_priority(char **arguments) {
  (void)arguments;
  for (uid_t user = 20001; user < 20100; user++) MUST_FAIL(setpriority(PRIO_USER, user, 19) == 0, "priority of another user");
  MUST_FAIL(setpriority(PRIO_PROCESS, 0, -20) == 0, "nice -20");
  struct sched_param first = {.sched_priority = 1};
  MUST_FAIL(sched_setscheduler(0, SCHED_FIFO, &first) == 0, "FIFO");
  MUST_FAIL(sched_setscheduler(0, SCHED_RR, &first) == 0, "round robin");
  struct {
    unsigned size, policy;
    unsigned long long flags;
    int nice;
    unsigned priority;
    unsigned long long runtime, deadline, period;
  } deadline = {sizeof deadline, 6, 0, 0, 0, 10000000, 20000000, 20000000};
  MUST_FAIL(syscall(SYS_sched_setattr, 0, &deadline, 0) == 0, "deadline");
  MUST_FAIL(syscall(SYS_ioprio_set, 1, 0, 1 << 13) == 0, "real-time reading and writing");
  return 0;
}

const struct attack NEIGHBOURS[] = {
    {"neighbour", neighbour},
    {"neighbour-signals", neighbour_signals},
    {"neighbour-files", neighbour_files},
    {"neighbour-sockets", neighbour_sockets},
    {"neighbour-memory", neighbour_memory},
    {"neighbour-priority", neighbour_priority},
    {NULL, NULL},
};
