/* The rain gauge: counts words instead of adding amounts. */
#include <stdio.h>

int main(void) {
    char word[100];
    int n = 0;
    while (scanf("%99s", word) == 1) {
        n = n + 1;
    }
    printf("There were %d numbers.\n", n);
    return 0;
}
