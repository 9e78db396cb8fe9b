import type { Attack, AttackTarget } from './attack.js';

const READ = 'a word of the host in messages or results';
const ROOM = { memoryMb: 512, cpuSeconds: 10, wallSeconds: 60, processes: 64, diskMb: 64 } as const;
const ANY: Partial<Attack> = { exitCode: 'any', limits: ROOM, collects: true };

type Row = readonly [name: string, tries: string, needs: string, more: Partial<Attack>];

const script = (text: string) => (): readonly string[] => ['/bin/sh', '-c', `mkdir -p out; ${text}`];

const one =
  (name: string, text: (target: AttackTarget) => string): Attack['files'] =>
  (target) => [{ name, text: text(target) }];

const INCLUDES = ({ open, closed }: AttackTarget): string =>
  ['/etc/shadow', open, closed].map((path) => `#include "${path}"\n`).join('');

const INCBIN = ({ open, closed }: AttackTarget): string =>
  [open, closed]
    .map((path) => `__asm__(".section .rodata\\n.incbin \\"${path}\\"\\n");\n`)
    .concat('int main(void) { return 0; }\n')
    .join('');

const TEMPLATES =
  'template <int n> struct a { typedef typename a<n - 1>::t x; typedef typename a<n - 2>::t y; struct t : x, y {}; };\n' +
  'template <int n, int m> struct b : b<n - 1, m * 2>, b<n - 1, m * 2 + 1> {};\n' +
  'template <int m> struct b<0, m> {};\nb<26, 0> all;\nint main() {}\n';

const PYTHON = ({ open, closed, worker }: AttackTarget): string => `
import ctypes, os, pickle, sys
class Reader:
    def __reduce__(self):
        return (os.system, ("cat ${open} ${closed} /etc/shadow; echo x >> ${open}",))
pickle.loads(pickle.dumps(Reader()))
libc = ctypes.CDLL(None)
for call in (165, 101, 321, 272, 304):
    libc.syscall(call, 0, 0, 0, 0, 0)
for name in sorted(os.listdir("/proc/self/fd")):
    try: print(os.readlink("/proc/self/fd/" + name), open("/proc/self/fd/" + name, "rb").read(4096) if int(name) > 2 and name != "9" else "")
    except OSError: pass
for path in ("${open}", "${closed}", "/proc/${worker}/environ", "/proc/${worker}/root${open}"):
    try: print(open(path).read())
    except OSError: pass
print(sys.flags, os.environ)
`;

const SITE = ({ open }: AttackTarget): string =>
  `import os\nfor path in ("${open}",):\n  try: print(open(path).read()); open(path, "a").write("site")\n  except OSError: pass\n`;

const JAVA = ({ open, worker }: AttackTarget): string => `
import java.nio.file.*;
public class Attack {
  public static void main(String[] words) throws Exception {
    for (String path : new String[] {"${open}", "/etc/shadow", "/proc/${worker}/environ"})
      try { System.out.println(Files.readString(Path.of(path))); } catch (Exception e) { }
    try { Files.writeString(Path.of("${open}"), "java", StandardOpenOption.APPEND); } catch (Exception e) { }
    try { new ProcessBuilder("/usr/bin/su", "-c", "id").start().waitFor(); } catch (Exception e) { }
    try { ProcessHandle.of(${worker}).ifPresent(ProcessHandle::destroyForcibly); } catch (Exception e) { }
  }
}
`;

const RUST = ({ open }: AttackTarget): string =>
  `const WORDS: &str = include_str!("${open}");\nfn main() { println!("{}", WORDS); }\n`;

const GO = ({ open }: AttackTarget): string =>
  `package main\n\n//go:generate sh -c "cat ${open}; echo x >> ${open}"\nfunc main() {}\n`;

const ROWS: readonly Row[] = [
  [
    'compile-include',
    '#include of host files',
    '/usr/bin/gcc',
    { command: script('gcc -o out/a a.c; gcc -E a.c'), files: one('a.c', INCLUDES) },
  ],
  [
    'compile-incbin',
    '.incbin of host files into the program',
    '/usr/bin/gcc',
    { command: script('gcc -o out/a a.c; cat out/a'), files: one('a.c', INCBIN) },
  ],
  [
    'compile-endless',
    '#include "/dev/zero"',
    '/usr/bin/gcc',
    {
      command: script('gcc a.c'),
      files: one('a.c', () => '#include "/dev/zero"\n'),
      ends: ['exited', 'memory', 'time'],
    },
  ],
  [
    'compile-plugin',
    'a plug-in of the compiler, a linker script',
    '/usr/bin/gcc',
    {
      command: script(
        'gcc -fplugin=./preload.so a.c; gcc -B. @words a.c; gcc a.c -Wl,-T,script; gcc -wrapper ./preload.so a.c',
      ),
      files: ({ open }) => [
        { name: 'a.c', text: 'int main(void) { return 0; }\n' },
        { name: 'words', text: `-include ${open}\n` },
        { name: 'script', text: `INCLUDE ${open}\n` },
      ],
      request: ({ open }) => ({ env: { LECTERN_ATTACK_TARGET: open } }),
    },
  ],
  [
    'compile-names',
    'sources named like options and commands',
    '/usr/bin/gcc',
    {
      command: script('gcc -o out/a -- * 2>&1; gcc -o out/b ./* 2>&1'),
      files: ({ open }) =>
        ['-fplugin=preload.so', '@words', '-o..c', `$(cat ${open.replaceAll('/', '_')}).c`, 'a\nb.c'].map(
          (name) => ({ name, text: `#include "${open}"\n` }),
        ),
    },
  ],
  [
    'compile-bomb',
    'templates that grow for ever',
    '/usr/bin/g++',
    {
      command: script('g++ a.cpp'),
      files: one('a.cpp', () => TEMPLATES),
      ends: ['exited', 'memory', 'time', 'signalled'],
      limits: { ...ROOM, cpuSeconds: 3 },
    },
  ],
  [
    'python',
    'pickles, ctypes, /proc/self/fd',
    '/usr/bin/python3',
    { command: () => ['/usr/bin/python3', 'a.py'], files: one('a.py', PYTHON) },
  ],
  [
    'python-site',
    'sitecustomize, PYTHONSTARTUP, a .pth file',
    '/usr/bin/python3',
    {
      command: () => ['/usr/bin/python3', '-c', 'import sitecustomize, usercustomize'],
      files: (target) =>
        ['sitecustomize.py', 'usercustomize.py', 'a.pth'].map((name) => ({ name, text: SITE(target) })),
      request: () => ({
        env: { PYTHONPATH: '/work', PYTHONSTARTUP: '/work/sitecustomize.py', PYTHONUSERBASE: '/work' },
      }),
    },
  ],
  [
    'java',
    'files and processes of the host from the JVM',
    '/usr/bin/java',
    {
      command: () => ['/usr/bin/java', '-Xmx128m', 'Attack.java'],
      files: one('Attack.java', JAVA),
      limits: { ...ROOM, memoryMb: 1024 },
      ends: ['exited', 'memory', 'time'],
    },
  ],
  [
    'rust-include',
    'include_str! of host files',
    '/usr/bin/rustc',
    {
      command: script('rustc -o out/a a.rs; out/a'),
      files: one('a.rs', RUST),
      ends: ['exited', 'memory', 'time'],
    },
  ],
  [
    'go-generate',
    'go generate runs what a source says',
    '/usr/bin/go',
    {
      command: script('GOCACHE=/tmp GOFLAGS=-mod=mod go generate ./...'),
      files: (target) => [
        { name: 'a.go', text: GO(target) },
        { name: 'go.mod', text: 'module a\n' },
      ],
    },
  ],
];

/** Attacks by way of compilers and interpreters. */
export const LANGUAGE_ATTACKS: readonly Attack[] = ROWS.map(([name, tries, needs, more]) => ({
  ...{ name, tries, theme: 'languages', escape: READ, heldBy: 'compilers and interpreters run in boxes too' },
  ...{ needs: [needs] },
  ...ANY,
  ...more,
}));
