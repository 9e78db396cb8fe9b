/* The rain gauge, with a structure and pointers. */
#include <stdio.h>
#include <stdlib.h>

struct month {
    double amount[366];
    size_t days;
};

static void stop(const char *message, int code) {
    fputs(message, stderr);
    fputc('\n', stderr);
    exit(code);
}

struct month read_rainfall(FILE *input) {
    struct month month = {.days = 0};
    char word[64];
    while (month.days < 366 && fscanf(input, "%63s", word) == 1) {
        char *end;
        double amount = strtod(word, &end);
        if (*end != '\0' || amount < 0.0) {
            stop("bad value", 2);
        }
        month.amount[month.days++] = amount;
    }
    return month;
}

unsigned longest_dry_spell(const struct month *month) {
    unsigned best = 0, run = 0;
    for (const double *p = month->amount; p != month->amount + month->days; ++p) {
        run = (*p == 0.0) ? run + 1 : 0;
        best = run > best ? run : best;
    }
    return best;
}

int main(void) {
    struct month month = read_rainfall(stdin);
    if (month.days == 0) {
        stop("no data", 1);
    }
    double total = 0.0;
    size_t wet = 0;
    for (size_t i = 0; i < month.days; ++i) {
        total += month.amount[i];
        wet += month.amount[i] > 0.0;
    }
    printf("days: %zu\n", month.days);
    printf("wet days: %zu\n", wet);
    printf("total: %.1f mm\n", total);
    printf("longest dry spell: %u\n", longest_dry_spell(&month));
}
