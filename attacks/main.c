#include "attack.h"

#include <string.h>

int main(int count, char **values) {
  const struct attack *const all[] = {BASICS, KERNEL, HOST, NEIGHBOURS, RESOURCES, RESULTS};
  for (size_t n = 0; count > 1 && n < sizeof all / sizeof *all; n++)
    for (const struct attack *each = all[n]; each->name; each++)
      if (strcmp(values[1], each->name) == 0) return each->run(values + 2);
  fprintf(stderr, "no such attack\n");
  return 99;
}
