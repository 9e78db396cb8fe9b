/*
 * Attacks on the box, one a name: `attacks NAME [ARGUMENT…]`. Those that must fail say "broken: …" for every
 * step that succeeded and nothing otherwise; those that use something up say how far they got. Whether anything
 * got out is judged from outside (src/modules/execution/attacks). No step may harm the machine even where it
 * succeeds: what cannot be tried harmlessly is tried with arguments the kernel refuses after its own checks.
 */
#ifndef ATTACK_H
#define ATTACK_H
#define _GNU_SOURCE
#include <stdio.h>

#define MB (1024L * 1024L)

struct attack {
  const char *name;
  int (*run)(char **arguments);
};

extern const struct attack BASICS[], KERNEL[], HOST[], NEIGHBOURS[], RESOURCES[], RESULTS[];

static inline void broken(const char *what) {
  printf("broken: %s\n", what);
  fflush(stdout);
}

/* Says so when a step that must fail did not. */
#define MUST_FAIL(step, what) ((step) ? broken(what) : (void)0)

#endif
