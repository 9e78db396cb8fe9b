import type { ProgramCase } from './program-cases.js';

const FORTRAN = `! if goto
program squares
  implicit none
  integer :: n, status
  do
    read (*, *, iostat=status) n
    if (status /= 0) exit
    call show(n)
  end do
  write (0, *) 'done'
  stop 3
contains
  subroutine show(n)
    integer, intent(in) :: n
    print '(I0)', n * n
  end subroutine show
end program squares
`;

const JAVA = `package app;

import java.util.Scanner;

/* while (true) goto */
public class Main {
    static int square(int n) { return n * n; }

    public static void main(String[] arguments) {
        Scanner scanner = new Scanner(System.in);
        while (scanner.hasNextInt()) System.out.println(new Squarer().of(scanner.nextInt()));
        System.err.println("done: if (x)");
        System.exit(3);
    }
}
`;
const SQUARER = 'package app;\nclass Squarer { int of(int n) { return Main.square(n); } }\n';

const JAVASCRIPT = `const { readFileSync } = require('node:fs');
const { square } = require('./lib/square.js'); // while
const words = readFileSync(0, 'utf8').split(/[\\s/"]+/).filter((word) => word !== '');
for (const word of words) console.log(\`\${square(Number(word))}\`);
console.error('done if');
process.exit(3);
`;

const TYPESCRIPT = `import { readFileSync } from 'node:fs';
import { square } from './lib/square';
interface Line { text: string }
const show = (line: Line): void => console.log(line.text);
for (const word of readFileSync(0, 'utf8').split(/\\s+/)) {
  if (word !== '') show({ text: String(square(Number(word))) });
}
console.error('done while');
process.exit(3);
`;

const RUST = `mod tools;
use std::io::{self, BufRead};
/* loop /* nested */ while */
fn main() {
    for line in io::stdin().lock().lines() {
        let text = line.unwrap();
        for word in text.split_whitespace() {
            println!("{}", tools::square(word.parse::<i64>().unwrap()));
        }
    }
    eprintln!("done: while");
    std::process::exit(3);
}
`;

const GO = `package main

import (
	"fmt"
	"os"
)

// goto
func main() {
	var n int
	for {
		if _, err := fmt.Scan(&n); err != nil {
			break
		}
		fmt.Println(square(n))
	}
	fmt.Fprintln(os.Stderr, "done: switch")
	os.Exit(3)
}
`;
const GO_SQUARE = 'package main\n\nfunc square(n int) int { return n * n }\n';

/** Every language of the family beside C, which has tests of its own. */
export const PROGRAM_CASES: readonly ProgramCase[] = [
  {
    ...{ language: 'fortran', toolchain: 'Fortran', tools: ['gfortran'] },
    right: { 'main.f90': FORTRAN },
    wrong: { 'main.f90': FORTRAN.replace('n * n', 'n + n') },
    broken: { 'main.f90': 'program squares\n  integr :: n\nend program\n' },
    complaint: /Unclassifiable statement|Error/,
    crashing: {
      'main.f90':
        "program p\n  integer :: a(3), i\n  print '(I0)', 4\n  do i = 1, 4\n    a(i) = i\n  end do\n  print *, a\nend program\n",
    },
    crash: 'above upper bound',
    endless: { 'main.f90': 'program p\n  do\n  end do\nend program\n' },
    hungry: {
      'main.f90':
        'program p\n  integer, allocatable :: a(:)\n  integer :: i\n  i = 1000000\n  do\n    i = i * 2\n    allocate(a(i))\n    a = 1\n    deallocate(a)\n  end do\nend program\n',
    },
    warning: { files: { 'main.f90': 'program p\n  integer :: unused\nend program\n' }, pattern: 'unused' },
    structure: {
      tests:
        '{name: program}, {name: SHOW}, {name: Squares}, {name: print, allowedOccuranceRange: [1, 1]}, {name: goto, allowedOccuranceRange: [0, 0]}, {name: open}',
      letters: 'PPPPPF',
    },
  },
  {
    ...{ language: 'java', toolchain: 'Java', tools: ['javac', 'java'] },
    right: { 'src/app/Main.java': JAVA, 'src/app/Squarer.java': SQUARER },
    wrong: { 'src/app/Main.java': JAVA.replace('n * n', 'n + n'), 'src/app/Squarer.java': SQUARER },
    broken: { 'Main.java': 'public class Main { public static void main(String[] a) { missing(); } }\n' },
    complaint: /cannot find symbol/,
    crashing: {
      'Main.java':
        'public class Main { public static void main(String[] a) { System.out.println(4); throw new IllegalStateException("oh dear"); } }\n',
    },
    crash: 'IllegalStateException: oh dear',
    endless: {
      'Main.java': 'public class Main { public static void main(String[] a) { while (true) { } } }\n',
    },
    hungry: {
      'Main.java':
        'public class Main { public static void main(String[] a) { var all = new java.util.ArrayList<byte[]>(); for (;;) all.add(new byte[1 << 20]); } }\n',
    },
    warning: {
      files: {
        'Main.java':
          'import java.util.*;\npublic class Main { public static void main(String[] a) { List l = new ArrayList(); l.add(1); } }\n',
      },
      pattern: 'unchecked',
    },
    structure: {
      tests:
        '{name: main}, {name: square}, {name: Squarer}, {name: while, allowedOccuranceRange: [1, 1]}, {name: if, allowedOccuranceRange: [0, 0]}, {name: goto}, {name: printing, pattern: "println\\\\s*\\\\("}',
      letters: 'PPPPPFP',
    },
  },
  {
    ...{ language: 'javascript', toolchain: 'JavaScript', tools: ['node'] },
    right: {
      'main.js': JAVASCRIPT,
      'lib/square.js': 'exports.square = function square(n) { return n * n; };\n',
    },
    wrong: { 'main.js': JAVASCRIPT, 'lib/square.js': 'exports.square = (n) => n + n;\n' },
    broken: { 'main.js': 'console.log(4;\n' },
    complaint: /SyntaxError/,
    crashing: { 'main.js': 'console.log(4);\nnull.property;\n' },
    crash: 'TypeError: Cannot read properties of null',
    endless: { 'main.js': 'for (;;) {}\n' },
    hungry: { 'main.js': 'const all = []; for (;;) all.push(new Array(1e5).fill(all.length));\n' },
    warning: { files: { 'main.js': 'process.emitWarning("rather old");\n' }, pattern: 'rather old' },
    structure: {
      tests:
        '{name: square}, {name: for, allowedOccuranceRange: [1, 1]}, {name: while, allowedOccuranceRange: [0, 0]}, {name: if}, {name: console.log}',
      letters: 'PPPFP',
    },
  },
  {
    ...{ language: 'typescript', toolchain: 'TypeScript', tools: ['node'] },
    right: {
      'main.ts': TYPESCRIPT,
      'lib/square.ts': 'export function square(n: number): number { return n * n; }\n',
    },
    wrong: {
      'main.ts': TYPESCRIPT,
      'lib/square.ts': 'export function square(n: number): number { return n + n; }\n',
    },
    broken: { 'main.ts': "const n: number = 'text';\nconsole.log(n);\n" },
    complaint: /main\.ts\(1,7\): error TS2322/,
    crashing: { 'main.ts': "console.log(4);\nthrow new RangeError('too far');\n" },
    crash: 'RangeError: too far',
    endless: { 'main.ts': 'for (;;) {}\n' },
    hungry: {
      'main.ts': 'const all: number[][] = []; for (;;) all.push(new Array(1e5).fill(all.length));\n',
    },
    warning: { files: { 'main.ts': "process.emitWarning('rather old');\n" }, pattern: 'rather old' },
    structure: {
      tests:
        '{name: square}, {name: show}, {name: Line}, {name: if, allowedOccuranceRange: [1, 1]}, {name: while}, {name: interface}',
      letters: 'PPPPFP',
    },
  },
  {
    ...{ language: 'rust', toolchain: 'Rust', tools: ['rustc', 'cc'] },
    right: { 'src/main.rs': RUST, 'src/tools.rs': 'pub fn square(n: i64) -> i64 { n * n }\n' },
    wrong: { 'src/main.rs': RUST, 'src/tools.rs': 'pub fn square(n: i64) -> i64 { n + n }\n' },
    broken: { 'main.rs': 'fn main() { let n: i32 = "text"; }\n' },
    complaint: /mismatched types/,
    crashing: { 'main.rs': 'fn main() { println!("4"); panic!("oh dear"); }\n' },
    crash: "panicked at 'oh dear'",
    endless: { 'main.rs': 'fn main() { loop {} }\n' },
    hungry: {
      'main.rs': 'fn main() { let mut all = Vec::new(); loop { all.push(vec![1u8; 1 << 20]); } }\n',
    },
    warning: { files: { 'main.rs': 'fn main() { let idle = 3; }\n' }, pattern: 'unused variable' },
    structure: {
      tests:
        '{name: main}, {name: square}, {name: for, allowedOccuranceRange: [2, 2]}, {name: while, allowedOccuranceRange: [0, 0]}, {name: loop}, {name: unsafe, allowedOccuranceRange: [0, 0]}',
      letters: 'PPPPFP',
    },
  },
  {
    ...{ language: 'go', toolchain: 'Go', tools: ['go'] },
    right: { 'main.go': GO, 'square.go': GO_SQUARE, 'square_test.go': 'package main\nbroken\n' },
    wrong: { 'main.go': GO, 'square.go': GO_SQUARE.replace('n * n', 'n + n') },
    broken: { 'main.go': 'package main\n\nfunc main() { unknown() }\n' },
    complaint: /undefined: unknown/,
    crashing: {
      'main.go': 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println(4); panic("oh dear") }\n',
    },
    crash: 'panic: oh dear',
    endless: { 'main.go': 'package main\n\nfunc main() { for {\n} }\n' },
    hungry: {
      'main.go':
        'package main\n\nvar all [][]byte\n\nfunc main() {\n\tfor {\n\t\tpiece := make([]byte, 1<<20)\n\t\tfor i := range piece {\n\t\t\tpiece[i] = 1\n\t\t}\n\t\tall = append(all, piece)\n\t}\n}\n',
    },
    warning: null,
    structure: {
      tests:
        '{name: main}, {name: square}, {name: for, allowedOccuranceRange: [1, 1]}, {name: switch}, {name: goto, allowedOccuranceRange: [0, 0]}, {name: fmt.Println}',
      letters: 'PPPFPP',
    },
  },
];
