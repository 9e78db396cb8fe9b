/* A library that runs before the program it is pressed upon, wherever that is: it reaches for what is outside. */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

__attribute__((constructor)) static void first(void) {
  const char *target = getenv("LECTERN_ATTACK_TARGET");
  char text[4096];
  int file = target ? open(target, O_RDONLY) : -1;
  ssize_t length = file < 0 ? 0 : read(file, text, sizeof text);
  if (length > 0 && write(1, text, length) < 0) return;
  file = target ? open(target, O_WRONLY | O_APPEND) : -1;
  if (file >= 0 && write(file, "preloaded", 9) < 0) return;
}
