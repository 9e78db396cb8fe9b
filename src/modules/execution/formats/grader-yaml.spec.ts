import { parseGraderYaml } from './grader-yaml.js';

const problems = (text: string) => {
  const parsed = parseGraderYaml(text);
  return parsed.ok ? [] : parsed.problems.map(({ message, line, key }) => `${line} ${key ?? ''}: ${message}`);
};
const GRADE = 'grade: {command: [sh]}\n';

describe('grader.yaml', () => {
  it('has defaults, and numbers where texts are due', () => {
    const parsed = parseGraderYaml(
      'version: 1.10\nrun: [{name: 1, command: [prog, 3.10, -0]}]\ngrade: {command: [a]}\n',
    );
    expect(parsed).toEqual({
      ok: true,
      file: {
        name: 'Test Suite',
        version: '1.10',
        run: [{ name: '1', command: ['prog', '3.10', '-0'], files: [] }],
        grade: { command: ['a'], folder: 'grader' },
        results: { format: 'auto', weights: [], visibility: 'always', output: 'show' },
      },
    });
  });

  it.each<[string, string, RegExp]>([
    ['no grading program', 'name: a\n', /grade: either grade or autograder/],
    [
      'two of them',
      `${GRADE}autograder: {kind: gradescope, source: a, trust: shared}\n`,
      /either grade or autograder/,
    ],
    ['unknown keys', `${GRADE}suprise: 1\n`, /^2 suprise: unknown key/],
    ['paths that lead elsewhere', 'grade: {command: [a], folder: ../x}\n', /1 grade.folder: .*without/],
    ['absolute paths', 'grade: {command: [a], folder: /x}\n', /grade.folder: a relative path/],
    ['an empty command', 'grade: {command: []}\n', /grade.command/],
    ['no time', 'grade: {command: [a], timeout: 0}\n', /grade.timeout/],
    ['endless time', 'grade: {command: [a], timeout: .inf}\n', /grade.timeout/],
    [
      'trust that nobody gave',
      'autograder: {kind: gradescope, source: a}\n',
      /autograder.trust: .*has to be said/,
    ],
    [
      'runs of an autograder',
      'run: [{name: a, command: [a]}]\nautograder: {kind: gradescope, source: a, trust: shared}\n',
      /run/,
    ],
    ['twin runs', `run: [{name: a, command: [a]}, {name: a, command: [a]}]\n${GRADE}`, /run: two runs/],
    ['names of runs that are paths', `run: [{name: .., command: [a]}]\n${GRADE}`, /run\[0\].name/],
    [
      'two inputs',
      `run: [{name: a, command: [a], stdin: x, stdin_file: y}]\n${GRADE}`,
      /either stdin or stdin_file/,
    ],
    [
      'negative weights',
      `${GRADE}results: {weights: [{test: a, points: -1}]}\n`,
      /results.weights\[0\].points/,
    ],
    ['unknown visibility', `${GRADE}results: {visibility: maybe}\n`, /results.visibility: one of always/],
  ])('refuses %s', (_what, text, complaint) => {
    expect(problems(text).join('\n')).toMatch(complaint);
  });
});
