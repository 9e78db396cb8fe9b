/* Reaching for the host: its files, its processes, its network. ARGUMENTS name what lies there. */
#include "attack.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/vm_sockets.h>
#include <net/if.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

/* Says everything it can read, up to some bytes: the observer knows the words that must not be in it. */
static int say(int file) {
  char text[4096];
  ssize_t length = file < 0 ? -1 : read(file, text, sizeof text);
  if (length > 0 && fwrite(text, 1, length, stdout)) fflush(stdout);
  if (file >= 0) close(file);
  return length > 0;
}

static int read_host(char **arguments) {
  for (; *arguments; arguments++)
    if (say(open(*arguments, O_RDONLY)) || opendir(*arguments)) broken(*arguments);
  return 0;
}

/* Every way of changing a file or folder that has a name. */
static int change_host(char **arguments) {
  for (; *arguments; arguments++) {
    char inside[4096], moved[4096];
    snprintf(inside, sizeof inside, "%s/lectern-attack", *arguments);
    snprintf(moved, sizeof moved, "%s.moved", *arguments);
    int file = open(*arguments, O_WRONLY | O_APPEND);
    MUST_FAIL(file >= 0 && write(file, "x", 1) == 1, "write");
    MUST_FAIL(open(inside, O_CREAT | O_WRONLY, 0666) >= 0, "create");
    MUST_FAIL(mkdir(inside, 0777) == 0, "mkdir");
    MUST_FAIL(chmod(*arguments, 0777) == 0, "chmod");
    MUST_FAIL(link(*arguments, "/work/linked") == 0, "link");
    MUST_FAIL(rename(*arguments, moved) == 0, "rename");
    MUST_FAIL(truncate(*arguments, 0) == 0, "truncate");
    MUST_FAIL(utimensat(AT_FDCWD, *arguments, NULL, 0) == 0, "touch");
    MUST_FAIL(unlink(*arguments) == 0 || rmdir(*arguments) == 0, "remove");
  }
  return 0;
}

/* What the folders of all processes give away; whose words they are is judged outside. */
static int process_words(char **arguments) {
  (void)arguments;
  DIR *folder = opendir("/proc");
  for (struct dirent *entry; folder && (entry = readdir(folder));) {
    if (atoi(entry->d_name) == 0 || atoi(entry->d_name) == getpid()) continue;
    const char *files[] = {"environ", "cmdline", "root/etc/shadow", "root/etc/hostname", "mem", "stack", "fd/3", "fd/40"};
    for (int n = 0; n < 8; n++) {
      char path[512];
      snprintf(path, sizeof path, "/proc/%s/%s", entry->d_name, files[n]);
      say(open(path, O_RDONLY));
    }
  }
  return 0;
}

/* Files through descriptors that were left open, folders through them, and what lies above those. */
static int left_descriptors(char **arguments) {
  for (int number = 3; number < 1024; number++) {
    struct stat stats;
    if (number == 9 || fstat(number, &stats) != 0) continue;
    if (S_ISDIR(stats.st_mode)) broken("a folder was left open");
    say(dup(number));
    for (char **path = arguments; *path; path++) {
      const char *name = strrchr(*path, '/') + 1;
      say(openat(number, name, O_RDONLY));
      if (S_ISDIR(stats.st_mode)) say(openat(number, *path + 1, O_RDONLY));
    }
  }
  return 0;
}

/* Out of the root by folders: of descriptors, of /proc, and by more steps upwards than there are. */
static int climb_out(char **arguments) {
  const char *starts[] = {"/", "/work", "/proc/self/root", "/proc/self/cwd", "/proc/thread-self/root", "/dev/fd", "/usr", "/tests"};
  for (int n = 0; n < 8; n++) {
    int folder = open(starts[n], O_RDONLY | O_DIRECTORY);
    for (int step = 0; folder >= 0 && step < 40; step++) {
      for (char **path = arguments; *path; path++)
        if (say(openat(folder, *path + 1, O_RDONLY))) broken(*path);
      folder = openat(folder, "..", O_RDONLY | O_DIRECTORY);
    }
  }
  return 0;
}

static void walk(const char *path, int depth) {
  DIR *folder = depth > 8 ? NULL : opendir(path);
  for (struct dirent *entry; folder && (entry = readdir(folder));) {
    char below[4096];
    if (entry->d_name[0] == '.' || snprintf(below, sizeof below, "%s/%s", path, entry->d_name) >= (int)sizeof below) continue;
    if (entry->d_type == DT_DIR) walk(below, depth + 1);
    else if (entry->d_type == DT_REG && open(below, O_WRONLY | O_APPEND) >= 0) broken(below);
  }
  if (folder) closedir(folder);
}

/* All switches of the kernel, opened only: nothing is written where that works. ARGUMENTS: `fixed` or none, see below. */
static int kernel_switches(char **arguments) {
  walk("/proc/sys", 0), walk("/sys", 0), walk("/proc/fs", 0), walk("/proc/irq", 0), walk("/proc/bus", 0);
  const char *others[] = {"/proc/sysrq-trigger", "/proc/kcore", "/proc/kmsg", "/proc/mtrr", "/proc/acpi", "/proc/scsi", "/proc/latency_stats"};
  for (int n = 0; n < 7; n++) MUST_FAIL(open(others[n], O_RDWR) >= 0, others[n]);
  int score = open("/proc/self/oom_score_adj", O_WRONLY);
  MUST_FAIL(score >= 0 && write(score, "-1000", 5) == 5, "first to be spared when memory runs out");
  /* A worker without CAP_SYS_RESOURCE can raise the score of its boxes, and they can take that back. */
  MUST_FAIL(arguments[0] && score >= 0 && write(score, "0", 1) == 1, "as good as the worker when memory runs out");
  return 0;
}

static int cgroups(char **arguments) {
  (void)arguments;
  const char *roots[] = {"/sys/fs/cgroup", "/proc/self/root/sys/fs/cgroup", "/run/cgroup", "/cgroup"};
  const char *files[] = {"cgroup.procs", "tasks", "release_agent", "memory/tasks", "pids/pids.max", "memory.max", "pids/release_agent", "rdma/release_agent"};
  for (int n = 0; n < 4; n++)
    for (int m = 0; m < 8; m++) {
      char path[128];
      snprintf(path, sizeof path, "%s/%s", roots[n], files[m]);
      MUST_FAIL(open(path, O_WRONLY) >= 0, path);
    }
  return 0;
}

static int devices(char **arguments) {
  (void)arguments;
  const char *harmless = " null zero full random urandom tty console core fd ptmx pts shm stdin stdout stderr ";
  DIR *folder = opendir("/dev");
  for (struct dirent *entry; folder && (entry = readdir(folder));) {
    char word[300];
    snprintf(word, sizeof word, " %s ", entry->d_name);
    if (entry->d_name[0] != '.' && !strstr(harmless, word)) broken(entry->d_name);
  }
  const char *others[] = {"/dev/mem", "/dev/kmem", "/dev/port", "/dev/kvm", "/dev/kmsg", "/dev/net/tun", "/dev/cuse", "/dev/vhost-net", "/dev/uinput", "/dev/snd", "/dev/dri"};
  for (int n = 0; n < 11; n++) MUST_FAIL(open(others[n], O_RDONLY) >= 0, others[n]);
  return 0;
}

static int kernel_log(char **arguments) {
  (void)arguments;
  static char text[65536];
  MUST_FAIL(klogctl(3, text, sizeof text) > 0, "syslog");
  MUST_FAIL(open("/dev/kmsg", O_RDONLY) >= 0 || open("/proc/kmsg", O_RDONLY) >= 0, "kmsg");
  return 0;
}

static void greet(struct sockaddr *address, socklen_t length, int kind, const char *what) {
  int client = socket(address->sa_family, kind, 0);
  if (client < 0) return;
  struct timeval soon = {.tv_sec = 1};
  setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &soon, sizeof soon);
  if (connect(client, address, length) == 0 && kind == SOCK_STREAM) {
    broken(what);
    say(client);
  } else {
    if (kind == SOCK_DGRAM && send(client, "x", 1, 0) == 1 && address->sa_family == AF_UNIX) broken(what);
    close(client);
  }
}

/* ARGUMENTS: port, path of a socket, abstract name, IPv4 addresses of the host. */
static int connections(char **arguments) {
  struct sockaddr_un local = {.sun_family = AF_UNIX};
  strncpy(local.sun_path, arguments[1], sizeof local.sun_path - 1);
  greet((struct sockaddr *)&local, sizeof local, SOCK_STREAM, "unix socket");
  memset(local.sun_path, 0, sizeof local.sun_path);
  strncpy(local.sun_path + 1, arguments[2], sizeof local.sun_path - 2);
  socklen_t length = offsetof(struct sockaddr_un, sun_path) + 1 + strlen(arguments[2]);
  greet((struct sockaddr *)&local, length, SOCK_STREAM, "abstract socket");
  /* Some listeners fill the whole name with zeros, which is another name. */
  greet((struct sockaddr *)&local, sizeof local, SOCK_STREAM, "abstract socket");
  for (char **host = arguments + 3; *host; host++) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(arguments[0]))};
    inet_pton(AF_INET, *host, &address.sin_addr);
    greet((struct sockaddr *)&address, sizeof address, SOCK_STREAM, *host);
    greet((struct sockaddr *)&address, sizeof address, SOCK_DGRAM, *host);
  }
  const char *services[] = {"/run/docker.sock", "/var/run/docker.sock", "/run/dbus/system_bus_socket", "/run/systemd/private", "/run/containerd/containerd.sock", "/var/run/postgresql/.s.PGSQL.5432", "/tmp/.s.PGSQL.5432", "/tmp/.X11-unix/X0", "/dev/log"};
  for (int n = 0; n < 9; n++) {
    memset(local.sun_path, 0, sizeof local.sun_path);
    strncpy(local.sun_path, services[n], sizeof local.sun_path - 1);
    greet((struct sockaddr *)&local, sizeof local, SOCK_STREAM, services[n]);
  }
  return 0;
}

static int raw_sockets(char **arguments) {
  (void)arguments;
  struct sockaddr_vm machine = {.svm_family = AF_VSOCK, .svm_cid = VMADDR_CID_HOST, .svm_port = 22};
  int client = socket(AF_VSOCK, SOCK_STREAM, 0);
  MUST_FAIL(client >= 0, "vsock");
  MUST_FAIL(client >= 0 && connect(client, (struct sockaddr *)&machine, sizeof machine) == 0, "vsock to the host");
  MUST_FAIL(socket(AF_PACKET, SOCK_RAW, htons(3)) >= 0, "packets");
  MUST_FAIL(socket(AF_INET, SOCK_RAW, IPPROTO_ICMP) >= 0, "raw IPv4");
  MUST_FAIL(socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6) >= 0, "raw IPv6");
  MUST_FAIL(socket(AF_BLUETOOTH, SOCK_RAW, 1) >= 0, "bluetooth");
  MUST_FAIL(socket(AF_ALG, SOCK_SEQPACKET, 0) >= 0, "kernel cryptography");
  return 0;
}

/* ARGUMENTS: none. Asks the kernel for a link, an address and a route; every answer must be an error. */
static int network_changes(char **arguments) {
  (void)arguments;
  int client = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE), kinds[] = {RTM_NEWLINK, RTM_NEWADDR, RTM_NEWROUTE, RTM_NEWNSID};
  struct timeval soon = {.tv_sec = 1};
  setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &soon, sizeof soon);
  for (int n = 0; n < 4; n++) {
    struct {
      struct nlmsghdr header;
      union {
        struct ifinfomsg link;
        struct ifaddrmsg address;
        struct rtmsg route;
      } body;
    } message = {.header = {.nlmsg_len = sizeof message, .nlmsg_type = kinds[n], .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE}};
    message.body.link.ifi_index = 1, message.body.link.ifi_change = IFF_UP;
    char text[4096];
    if (send(client, &message, sizeof message, 0) < 0) continue;
    ssize_t length = recv(client, text, sizeof text, 0);
    struct nlmsghdr *answer = (void *)text;
    if (length < (ssize_t)sizeof *answer || answer->nlmsg_type != NLMSG_ERROR) continue;
    MUST_FAIL(((struct nlmsgerr *)NLMSG_DATA(answer))->error == 0, "netlink");
  }
  int families[] = {NETLINK_NETFILTER, NETLINK_AUDIT, NETLINK_KOBJECT_UEVENT, NETLINK_XFRM};
  for (int n = 0; n < 4; n++) {
    struct sockaddr_nl all = {.nl_family = AF_NETLINK, .nl_groups = ~0u};
    int other = socket(AF_NETLINK, SOCK_RAW, families[n]);
    MUST_FAIL(other >= 0 && families[n] == NETLINK_AUDIT && bind(other, (struct sockaddr *)&all, sizeof all) == 0, "audit log");
  }
  return 0;
}

/* Asks whoever listens on the host for a descriptor of his. ARGUMENTS: path, abstract name. */
static int passed_descriptors(char **arguments) {
  for (int n = 0; n < 3; n++) {
    int abstract = n > 0;
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    strncpy(address.sun_path + abstract, arguments[abstract], sizeof address.sun_path - 2);
    int client = socket(AF_UNIX, SOCK_STREAM, 0);
    socklen_t exact = offsetof(struct sockaddr_un, sun_path) + 1 + strlen(arguments[abstract]);
    socklen_t length = n == 2 ? sizeof address : exact;
    if (connect(client, (struct sockaddr *)&address, length) != 0) continue;
    broken("connected");
    char text[64], control[CMSG_SPACE(sizeof(int))];
    struct iovec data = {text, sizeof text};
    struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    if (recvmsg(client, &message, 0) > 0) fwrite(text, 1, sizeof text, stdout);
    struct cmsghdr *got = CMSG_FIRSTHDR(&message);
    if (got && got->cmsg_type == SCM_RIGHTS) say(*(int *)CMSG_DATA(got));
  }
  return 0;
}

/* ARGUMENTS: numbers that are the worker and a process beside it on the host. */
static int host_processes(char **arguments) {
  for (; *arguments; arguments++) {
    int pid = atoi(*arguments);
    /* Numbers of the host mean nothing inside; small ones could be our own. */
    if (pid <= getpid()) continue;
    MUST_FAIL(kill(pid, 0) == 0, "a process of the host is seen");
    MUST_FAIL(kill(pid, SIGSTOP) == 0, "SIGSTOP");
    int handle = syscall(SYS_pidfd_open, pid, 0);
    MUST_FAIL(handle >= 0, "pidfd_open");
    MUST_FAIL(handle >= 0 && syscall(SYS_pidfd_send_signal, handle, SIGKILL, NULL, 0) == 0, "pidfd_send_signal");
  }
  return 0;
}

/* Every program of the system that runs as its owner, with a library of ours pressed upon it. */
static int set_uid_programs(char **arguments) {
  (void)arguments;
  const char *programs[] = {"su", "mount", "umount", "passwd", "chsh", "chfn", "newgrp", "gpasswd", "sudo", "pkexec", "newuidmap", "fusermount3", "ping", "ssh-agent", "at", "crontab"};
  for (int n = 0; n < 16; n++) {
    char path[64];
    snprintf(path, sizeof path, "/usr/bin/%s", programs[n]);
    struct stat stats;
    if (stat(path, &stats) != 0) continue;
    pid_t child = fork();
    if (child == 0) {
      setenv("LD_PRELOAD", "/work/preload.so", 1), setenv("GCONV_PATH", "/work", 1), setenv("CHARSET", "x", 1);
      close(0), close(1), close(2);
      execl(path, path, "-c", "id -u > /work/by-root; chmod 4777 /work/attacks", NULL);
      _exit(1);
    }
    waitpid(child, NULL, 0);
    MUST_FAIL(stat("/work/by-root", &stats) == 0 && stats.st_uid == 0, path);
  }
  return 0;
}

const struct attack HOST[] = {
    {"read-host", read_host},
    {"change-host", change_host},
    {"process-words", process_words},
    {"left-descriptors", left_descriptors},
    {"climb-out", climb_out},
    {"kernel-switches", kernel_switches},
    {"cgroups", cgroups},
    {"devices", devices},
    {"kernel-log", kernel_log},
    {"connections", connections},
    {"raw-sockets", raw_sockets},
    {"network-changes", network_changes},
    {"passed-descriptors", passed_descriptors},
    {"host-processes", host_processes},
    {"set-uid-programs", set_uid_programs},
    {NULL, NULL},
};
