/* Prints messages but forgets the exit codes.
   The rain gauge. */
#include <stdio.h>

#define MAX_DAYS 366

/* Reads daily amounts from standard input. Returns their number, or -1 for a value that is not allowed. */
static int read_rainfall(double amounts[], int limit) {
    int count = 0;
    while (count < limit) {
        int got = scanf("%lf", &amounts[count]);
        if (got == EOF) {
            return count;
        }
        if (got != 1 || amounts[count] < 0) {
            return -1;
        }
        count++;
    }
    return count;
}

/* Returns the length of the longest run of days without rain. */
static int longest_dry_spell(const double amounts[], int count) {
    int longest = 0;
    int current = 0;
    for (int day = 0; day < count; day++) {
        current = amounts[day] > 0 ? 0 : current + 1;
        if (current > longest) {
            longest = current;
        }
    }
    return longest;
}

int main(void) {
    double amounts[MAX_DAYS];
    int count = read_rainfall(amounts, MAX_DAYS);
    if (count < 0) {
        fprintf(stderr, "bad value\n");
        return 0;
    }
    if (count == 0) {
        fprintf(stderr, "no data\n");
        return 0;
    }
    int wet = 0;
    double total = 0;
    for (int day = 0; day < count; day++) {
        total += amounts[day];
        if (amounts[day] > 0) {
            wet++;
        }
    }
    printf("days: %d\nwet days: %d\ntotal: %.1f mm\nlongest dry spell: %d\n", count, wet, total,
           longest_dry_spell(amounts, count));
    return 0;
}
