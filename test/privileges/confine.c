/*
 * confine PROGRAM WORDS...: runs a program as a service manager with little trust does: without a capability, now or
 * ever, with no-new-privileges, and with only the system calls of ALLOWED (a header made from the seccomp profile).
 */
#define _GNU_SOURCE
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static const int allowed[] = {
#include "allowed.h"
};

#define COUNT (sizeof allowed / sizeof *allowed)
#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define RETURN(value) BPF_STMT(BPF_RET | BPF_K, value)
#define REFUSE RETURN(SECCOMP_RET_ERRNO | 1)

static struct sock_filter code[2 * COUNT + 32];
static unsigned short length;

static void put(struct sock_filter one) { code[length++] = one; }

static void put_if_equal(unsigned value, struct sock_filter then) {
  put((struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1));
  put(then);
}

static void build(void) {
  const struct sock_filter allow = RETURN(SECCOMP_RET_ALLOW), refuse = REFUSE;
  put((struct sock_filter)LOAD(arch));
#ifdef __x86_64__
  put((struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 1, 0));
#else
  put((struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_AARCH64, 1, 0));
#endif
  put(refuse);
  put((struct sock_filter)LOAD(nr));
  for (unsigned i = 0; i < COUNT; i++) put_if_equal(allowed[i], allow);
  put((struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_socket, 1, 0));
  put(refuse);
  put((struct sock_filter)LOAD(args[0]));
  const unsigned families[] = {AF_UNIX, AF_INET, AF_INET6, AF_NETLINK};
  for (unsigned i = 0; i < 4; i++) put_if_equal(families[i], allow);
  put(refuse);
}

int main(int count, char **words) {
  (void)count;
  for (int capability = 0; prctl(PR_CAPBSET_READ, capability) >= 0; capability++)
    if (prctl(PR_CAPBSET_DROP, capability) != 0 && prctl(PR_CAPBSET_READ, capability) == 1) perror("confine");
  build();
  struct sock_fprog program = {length, code};
  if (setgid(65534) || setuid(65534) || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
      prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)) {
    perror("confine");
    return 126;
  }
  execv(words[1], words + 1);
  perror("confine");
  return 127;
}
