/* The rain gauge. */
#include <stdio.h>

#define MAX_DAYS 366

/* Write the functions read_rainfall and longest_dry_spell here. */

int main(void) {
    return 0;
}
