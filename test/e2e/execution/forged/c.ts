import { FALSE_REPORT, type ForgedExercise, type ForgedHandIn } from './kinds.js';

const testYaml = `
properties:
  tests:
    - {name: output, type: stdout, inputAnswers: ["6", "7"], tests: [{name: all of it}]}
    - {name: given, type: stdout, inputAnswers: ["8", "9"], tests: [{name: number, value: "product 72 canary"}]}
    - {name: code, type: exitcode, tests: [{name: code, value: 42}]}
`;

const REFERENCE =
  '#include <stdio.h>\nint main(void) { int a = 0, b = 0; scanf("%d %d", &a, &b); printf("product %d canary\\n", a * b); return 42; }\n';

const LITERAL = JSON.stringify(`${FALSE_REPORT}\n`);

const hand = (kind: string, main: string, more: Record<string, string> = {}): ForgedHandIn => ({
  kind,
  files: { 'main.c': main, ...more },
});

/** Puts a file into the program while it is compiled, and prints it. */
const taken = (path: string) =>
  `#include <stdio.h>\n__asm__(".section .rodata\\nloot: .incbin \\"${path}\\"\\nloot_end: .byte 0\\n.text");\nextern const char loot[];\nint main(void) { puts(loot); return 0; }\n`;

const FORGED: ForgedHandIn[] = [
  hand('exit 0', 'int main(void) { return 0; }\n'),
  hand(
    'a printed report',
    `#include <stdio.h>\nint main(void) { fputs(${LITERAL}, stdout); fputs("passed\\n", stderr); return 0; }\n`,
  ),
  hand(
    'report files in every place',
    `#include <stdio.h>\nint main(void) { const char *n[] = {"testSummary.json", "output/testSummary.json", "/tmp/testSummary.json", "/testprograms/testSummary.json", "../testSummary.json"}; for (int i = 0; i < 5; i++) { FILE *f = fopen(n[i], "w"); if (f) { fputs(${LITERAL}, f); fclose(f); } } return 0; }\n`,
  ),
  hand(
    'a constructor instead of main',
    '#include <stdio.h>\n#include <unistd.h>\n__attribute__((constructor)) static void first(void) { puts("passed"); fflush(stdout); _exit(0); }\nint main(void) { return 42; }\n',
  ),
  hand('main as data', 'const int main = 0xc3;\n'),
  hand(
    'main in assembler',
    '__asm__(".globl main\\nmain: mov $60, %eax\\n xor %edi, %edi\\n syscall\\n");\n',
  ),
  hand(
    'lines that claim to be others',
    '#line 1 "/testprograms/reference.c"\n#include __FILE__\nint main(void) { return 0; }\n',
  ),
  ...[
    '/testprograms/reference.c',
    '../reference/main.c',
    '../Reference/main.c',
    '/proc/self/environ',
    '/dev/stdin',
  ].map((path) =>
    hand(
      `#include "${path}"`,
      `#define main not_mine\n#include "${path}"\n#undef main\nint main(void) { return 0; }\n`,
    ),
  ),
  ...['../reference/main.c', '/proc/self/cmdline', '/etc/shadow'].map((path) =>
    hand(`.incbin "${path}"`, taken(path)),
  ),
  hand('names that are options', 'int main(void) { return 0; }\n', {
    '-fplugin=evil.c': 'int x;\n',
    '@options.c': '-DEVIL -o main\n',
    '-wrapper,sh.c': 'int y;\n',
    specs: '*link:\n-o /work/other\n',
  }),
  hand('shadows of the library', '#include <stdio.h>\nint main(void) { return printf("passed\\n") * 0; }\n', {
    'stdio.h': '#define printf(...) 0\n',
    gcc: '#!/bin/sh\nexit 0\n',
    main: '#!/bin/sh\necho passed\n',
  }),
  hand(
    'the reference sought in /proc and in the files',
    '#include <stdlib.h>\nint main(void) { return system("cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline /testprograms/* ../reference/* /tmp/* 2>/dev/null; ls -R / 2>/dev/null | head -100") & 0; }\n',
  ),
  hand(
    'a message to every descriptor',
    '#include <unistd.h>\n#include <string.h>\nint main(void) { const char *m = "{\\"result\\": \\"PASSED\\"}\\n"; for (int fd = 3; fd < 256; fd++) if (write(fd, m, strlen(m)) < 0) continue; return 0; }\n',
  ),
  hand(
    'a writer left behind by two forks',
    '#include <stdio.h>\n#include <unistd.h>\nint main(void) { if (fork() == 0) { setsid(); if (fork() == 0) { for (int i = 0; i < 100; i++) { puts("product 42 canary?"); fflush(stdout); usleep(10000); } } _exit(0); } return 0; }\n',
  ),
  hand(
    'kill of everybody',
    '#include <signal.h>\nint main(void) { kill(-1, SIGKILL); kill(1, SIGKILL); raise(SIGKILL); return 0; }\n',
  ),
  hand(
    'signal handlers',
    '#include <signal.h>\n#include <unistd.h>\nstatic void well(int n) { (void)n; _exit(0); }\nint main(void) { for (int n = 1; n < 32; n++) signal(n, well); volatile int *p = 0; return *p; }\n',
  ),
  hand(
    'huge output',
    '#include <stdio.h>\nint main(void) { for (;;) puts("product 42 canary product 72 canary"); }\n',
  ),
  hand(
    'NUL bytes and terminal sequences',
    '#include <stdio.h>\nint main(void) { fwrite("\\0product 42 canary\\0\\n\\33[2J\\33[Hproduct 72 canary", 1, 42, stdout); return 0; }\n',
  ),
  hand(
    'preloaded and dynamic tricks',
    '#include <stdlib.h>\n#include <unistd.h>\nint main(int n, char **words) { setenv("LD_PRELOAD", "/work/evil.so", 1); if (n < 2) { char *again[] = {words[0], "x", 0}; execv("/proc/self/exe", again); } return 0; }\n',
  ),
];

/** C: output, a given number and an exit code; the reference is compiled and run in boxes of its own. */
export const C_FORGERIES: ForgedExercise = {
  name: 'C',
  exercise: {
    language: 'c',
    testYaml,
    reference: { 'main.c': REFERENCE },
    tests: { 'data.txt': 'harmless\n' },
  },
  honest: { 'main.c': REFERENCE },
  forged: FORGED,
};
