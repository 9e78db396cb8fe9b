import { FALSE_JUNIT, FALSE_REPORT, type ForgedExercise, type ForgedHandIn } from './kinds.js';

const LINE = 'the line that only the reference knows';
const WRONG = JSON.stringify(`${FALSE_REPORT}\n${FALSE_JUNIT}\npassed`);

/** How a language says the few things that its forgeries are made of. */
interface Phrases {
  language: string;
  tools: readonly string[];
  /** Name of the program's file. */
  file: string;
  /** A whole program that prints this literal. */
  prints: (literal: string) => string;
  /** Prints the literal and ends at once with 0. */
  exits: (literal: string) => string;
  /** Writes the literal into all these files. */
  writes: (literal: string, paths: readonly string[]) => string;
  /** Prints what these files hold, as far as they can be read. */
  reads: (paths: readonly string[]) => string;
}

const REPORTS = [
  'testSummary.json',
  'output/testSummary.json',
  '/tmp/testSummary.json',
  '/testprograms/testSummary.json',
];
const SECRETS = [
  '/testprograms/main',
  '../reference/main',
  '../Reference/main',
  '/example/test.yaml',
  '/proc/1/environ',
  '/proc/self/environ',
];
const list = (paths: readonly string[]) => paths.map((path) => JSON.stringify(path)).join(', ');

const javaOf = (body: string) =>
  `import java.nio.file.*;\npublic class Main {\n  public static void main(String[] words) throws Exception {\n    ${body}\n  }\n}\n`;
const rustOf = (body: string) => `fn main() {\n    ${body}\n}\n`;
const goOf = (body: string) =>
  `package main\n\nimport (\n\t"fmt"\n\t"os"\n)\n\nfunc main() {\n\tfmt.Print("")\n\tos.Getpid()\n\t${body}\n}\n`;

const fortranOf = (body: string) =>
  `program main\n  implicit none\n  character(len=400) :: line\n  integer :: i, code\n${body}\nend program main\n`;
/** Lines of Fortran are short: the text in pieces. */
const fortranText = (literal: string) =>
  (JSON.parse(literal) as string).match(/[^\n]{1,60}/g)?.map((piece) => `'${piece.replaceAll("'", "''")}'`) ??
  [];
const fortranWrite = (literal: string, unit: string) =>
  fortranText(literal)
    .map((piece) => `  write(${unit}, '(a)', iostat=code) ${piece}`)
    .join('\n');

const PHRASES: readonly Phrases[] = [
  {
    language: 'fortran',
    tools: ['gfortran'],
    file: 'main.f90',
    prints: (literal) => fortranOf(fortranWrite(literal, '*')),
    exits: (literal) => fortranOf(`${fortranWrite(literal, '*')}\n  call exit(0)`),
    writes: (literal, paths) =>
      fortranOf(
        paths
          .map(
            (path) =>
              `  open(unit=21, file='${path}', iostat=code)\n  if (code == 0) then\n${fortranWrite(literal, '21')}\n  close(21)\n  end if`,
          )
          .join('\n'),
      ),
    reads: (paths) =>
      fortranOf(
        paths
          .map(
            (path) =>
              `  open(unit=21, file='${path}', status='old', iostat=code)\n  do i = 1, 500\n    if (code /= 0) exit\n    read(21, '(a)', iostat=code) line\n    if (code == 0) print '(a)', trim(line)\n  end do\n  close(21, iostat=code)`,
          )
          .join('\n'),
      ),
  },
  {
    language: 'javascript',
    tools: ['node'],
    file: 'main.js',
    prints: (literal) => `console.log(${literal});\n`,
    exits: (literal) => `require('fs').writeSync(1, ${literal});\nprocess.exit(0);\n`,
    writes: (literal, paths) =>
      `for (const path of [${list(paths)}]) try { require('fs').writeFileSync(path, ${literal}); } catch {}\n`,
    reads: (paths) =>
      `for (const path of [${list(paths)}]) try { console.log(require('fs').readFileSync(path, 'utf8')); } catch {}\n`,
  },
  {
    language: 'java',
    tools: ['javac', 'java'],
    file: 'Main.java',
    prints: (literal) => javaOf(`System.out.println(${literal});`),
    exits: (literal) =>
      javaOf(`System.out.print(${literal}); System.out.flush(); Runtime.getRuntime().halt(0);`),
    writes: (literal, paths) =>
      javaOf(
        `for (String path : new String[] {${list(paths)}}) try { Files.writeString(Path.of(path), ${literal}); } catch (Exception none) { }`,
      ),
    reads: (paths) =>
      javaOf(
        `for (String path : new String[] {${list(paths)}}) try { System.out.println(Files.readString(Path.of(path))); } catch (Exception none) { }`,
      ),
  },
  {
    language: 'rust',
    tools: ['rustc', 'gcc'],
    file: 'main.rs',
    prints: (literal) => rustOf(`println!("{}", ${literal});`),
    exits: (literal) => rustOf(`println!("{}", ${literal}); std::process::exit(0);`),
    writes: (literal, paths) =>
      rustOf(`for path in [${list(paths)}] { let _ = std::fs::write(path, ${literal}); }`),
    reads: (paths) =>
      rustOf(
        `for path in [${list(paths)}] { if let Ok(text) = std::fs::read_to_string(path) { println!("{}", text); } }`,
      ),
  },
  {
    language: 'go',
    tools: ['go'],
    file: 'main.go',
    prints: (literal) => goOf(`fmt.Println(${literal})`),
    exits: (literal) => goOf(`fmt.Println(${literal})\n\tos.Exit(0)`),
    writes: (literal, paths) =>
      goOf(
        `for _, path := range []string{${list(paths)}} {\n\t\tos.WriteFile(path, []byte(${literal}), 0644)\n\t}`,
      ),
    reads: (paths) =>
      goOf(
        `for _, path := range []string{${list(paths)}} {\n\t\ttext, _ := os.ReadFile(path)\n\t\tfmt.Println(string(text))\n\t}`,
      ),
  },
];

const testYaml = `
properties:
  tests:
    - {name: reference, type: stdout, tests: [{name: all of it}]}
    - {name: given, type: stdout, tests: [{name: contained, qualification: contains, pattern: ${LINE}}]}
`;

function forgeries({ file, prints, exits, writes, reads }: Phrases): ForgedHandIn[] {
  const hand = (kind: string, source: string, more: Record<string, string> = {}): ForgedHandIn => ({
    kind,
    files: { [file]: source, ...more },
  });
  const shadows = {
    'testSummary.json': FALSE_REPORT,
    'output/testSummary.json': FALSE_REPORT,
    'results/j.xml': FALSE_JUNIT,
  };
  return [
    hand('a printed report', prints(WRONG)),
    hand('an end with 0 at once', exits(WRONG)),
    hand('report files in every place', writes(WRONG, REPORTS)),
    hand(
      'the reference sought in the files',
      reads(SECRETS.flatMap((path) => [path, `${path}${file.slice(file.indexOf('.'))}`])),
    ),
    hand('report files handed in', prints('"nothing"'), shadows),
    hand('no program at all', 'passed\n'),
  ];
}

/** The languages whose output is compared, of which a machine and a version of Lectern may have any number. */
export const OTHER_FORGERIES: readonly (ForgedExercise & { tools: readonly string[] })[] = PHRASES.map(
  (phrases) => {
    const model = { [phrases.file]: phrases.prints(JSON.stringify(LINE)) };
    return {
      name: phrases.language,
      tools: phrases.tools,
      exercise: { language: phrases.language, testYaml, reference: model },
      honest: model,
      forged: forgeries(phrases),
    };
  },
);
