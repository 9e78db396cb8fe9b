import type { Files } from './tested-exercise.js';

/** What every language of programs must get right, told in its own words. */
export interface ProgramCase {
  /** As `lectern test` and services name it. */
  language: string;
  toolchain: string;
  tools: string[];
  /** Reads whole numbers and prints the square of each on a line, "done" to stderr, ends with 3. */
  right: Files;
  /** Prints the doubles instead. */
  wrong: Files;
  broken: Files;
  /** Prints 4 and ends with an error whose text holds `crash`. */
  crashing: Files;
  crash: string;
  endless: Files;
  hungry: Files;
  /** Warns at compiling or at run with a text that holds it; none where the language has no warnings. */
  warning: { files: Files; pattern: string } | null;
  /** Tests of type structural on `right`, and the letters they get. */
  structure: { tests: string; letters: string };
  /** What the compiler says about `broken`. */
  complaint: RegExp;
}

/** The exercise all cases share, but for structure. */
export function squaresYaml(structure: string): string {
  return `
name: Squares
properties:
  tests:
    - {name: compiles, type: compile, tests: [{name: compiles}]}
    - name: output
      type: stdout
      inputAnswers: [2, 3]
      successDependency: compiles
      tests:
        - {name: all}
        - {name: first, qualification: matchesLine, lineNumber: 1, value: 4}
        - {name: numbers, qualification: numericOutput, value: "4 9.0"}
        - {name: search, qualification: regexp, pattern: '4\\s+9'}
        - {name: more, stdin: "5\\n", value: 25}
    - {name: both, type: stdio, inputAnswers: [1], tests: [{name: one, value: 1}]}
    - {name: complaint, type: stderr, inputAnswers: [2], tests: [{name: done, qualification: contains, value: done}]}
    - {name: code, type: exitcode, inputAnswers: [2], tests: [{name: code, value: 3}]}
    - {name: time, type: runtime, inputAnswers: [2], tests: [{name: quick, value: 20}]}
    - {name: errs, type: error, inputAnswers: [2], tests: [{name: error}, {name: other, pattern: no such words}]}
    - {name: structure, type: structural, tests: [${structure}]}
    - {name: files, type: exist, tests: [{name: "**/*.*"}, {name: absent.txt}]}
    - {name: values, type: variable, tests: [{name: x, value: 1}]}
`;
}
/** Letters of the collections before and behind structure for a right hand-in. */
export const RIGHT_LETTERS = ['P PPPPP P P P P PF', 'PF S'] as const;
