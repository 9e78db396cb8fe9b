import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Sandbox } from '../../../src/modules/execution/sandbox/sandbox.js';
import { TesterError } from '../../../src/modules/execution/tester/tester.errors.js';
import { writeArchive } from '../../../src/platform/storage/archive/write-archive.js';
import { documentedExamples } from './documented-examples.js';
import { type Contents, letters, LIMITS, score, testHandIn } from './tested-exercise.js';

let home: string;
let sandbox: Sandbox;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'lectern-any-sandbox-'));
  sandbox = await Sandbox.open({ root: home, minLevel: 'L2', slots: 1 });
});
afterAll(async () => {
  await sandbox?.close();
  await rm(home, { recursive: true, force: true });
});

type Files = Contents;
const grade = (reference: Files, student: Files = { 'main.py': 'print(input())\n' }, more = {}) =>
  testHandIn({ language: 'grader', testYaml: '', reference }, student, sandbox, more, home);

/** An exercise whose grading program is this script. */
const scripted = (script: string, yaml = ''): Files => ({
  'grader.yaml': `grade: {command: [sh, grade.sh]}\n${yaml}`,
  'grader/grade.sh': script,
});

const JUNIT = (cases: string) => `echo '<testsuite name="s">${cases}</testsuite>' > results/j.xml\n`;
const PASS = '<testcase name="free"/>';

const refusal = async (reference: Files, student?: Files, more = {}): Promise<TesterError> => {
  const error: unknown = await grade(reference, student, more).then(
    () => new Error('there is a report'),
    (reason: unknown) => reason,
  );
  if (error instanceof TesterError) return error;
  throw error;
};

describe('the examples of docs/any-tester.md', () => {
  const examples = documentedExamples();

  it('are all of them', () => expect(examples).toHaveLength(5));

  it.each(examples)('$title gets what the text says', async ({ exercise, handIn, earned, possible }) => {
    const report = await grade(exercise, handIn);
    expect(score(report)).toBe(earned / possible);
    expect(report.name).not.toBe('Test Suite');
  });
});

describe('a grading program', () => {
  it('works beside the hand-in, the example and its runs, and cannot change them', async () => {
    const report = await grade(
      {
        ...scripted(
          `test -f /student/main.py && test -f /example/data/in.txt && test "$(cat /runs/a/stdout)" = 'four five' &&
           test "$(cat /runs/a/exit_code)" = 0 && test "$(cat /runs/a/files/sub/x)" = 'four five' || exit 1
           for f in /student/main.py /example/grader.yaml /runs/a/stdout /lectern/bin/lectern-run; do
             if echo x 2> /dev/null > $f; then exit 1; fi
           done
           ${JUNIT(PASS)}`,
          'run: [{name: a, command: [sh, -c, "cat $1 | tee out/sub/x", x, data/in.txt], files: [data/in.txt], take: out}]',
        ),
        'data/in.txt': 'four five\n',
      },
      { 'main.py': 'print(1)\n', 'out/sub/readme': 'x\n', 'data/in.txt': 'mine\n' },
    );
    expect(letters(report)).toBe('P');
    expect(report).toMatchObject({ type: 'any', environment: { trust: 'isolated', format: 'junit' } });
  });

  it('has runs done with input, arguments, given and taken files, and learns how they ended', async () => {
    const report = await grade(
      scripted(`
        set -e
        mkdir -p mine/deep; echo given > mine/deep/file; printf '#!/bin/sh\\nexit 7\\n' > mine/prog; chmod +x mine/prog
        test "$(echo hello | lectern-run --give mine -- sh -c 'cat; cat mine/deep/file; echo "$2"; echo err >&2' x 'a b' 'c  d' 2> err)" = "hello
given
c  d"
        test "$(cat err)" = err
        lectern-run --give mine -- mine/prog || test $? = 7
        lectern-run --outcome o -- sh -c 'kill -9 $$' || test $? = 139
        grep -q '"signal": "SIGKILL"' o
        lectern-run --timeout 0.3 --outcome o -- sleep 20 || test $? = 124
        grep -q '"end": "time"' o
        lectern-run --take out --into got -- sh -c 'mkdir -p out/a; echo x > out/a/b; ln -s /etc/passwd out/link'
        test "$(cat got/a/b)" = x; test ! -e got/link
        lectern-run --take ../up -- true || test $? = 125
        lectern-run --give /etc/passwd -- true || test $? = 125
        lectern-run -- no-such-program 2> err || test $? = 127 -o $? = 1
        ${JUNIT(PASS)}`),
    );
    expect(report.debug).toMatchObject({ grader: { stdout: '' } });
    expect(letters(report)).toBe('P');
  });

  it('and many others get their runs, though each waits for one, with a single slot', async () => {
    const one = scripted(`test "$(echo 1 | lectern-run python3 main.py)" = 1 && ${JUNIT(PASS)}`);
    const reports = await Promise.all(Array.from({ length: 4 }, () => grade(one)));
    expect(reports.map(score)).toEqual([1, 1, 1, 1]);
  });

  it('runs under the limits of the service, and so do its runs', async () => {
    const limits = { ...LIMITS, wallSeconds: 1 };
    const slow = await refusal(scripted('sleep 60'), undefined, { limits });
    expect(slow).toMatchObject({
      code: 'BAD_RESULTS',
      message: expect.stringContaining('took longer than 1 s'),
    });
    const capped = scripted(`lectern-run --timeout 50 -- sleep 60; test $? = 124 && ${JUNIT(PASS)}`);
    expect(score(await grade(capped, undefined, { settings: { timeoutSeconds: 1 } }))).toBe(1);
  });

  it('ends with its job', async () => {
    const job = new AbortController();
    const ended = refusal(scripted('lectern-run sleep 60'), undefined, {
      signal: job.signal,
      box: { run: (request: never) => (setImmediate(() => job.abort()), sandbox.run(request)) },
    });
    expect(await ended).toMatchObject({ code: 'CANCELLED' });
  });

  it('leaves no folder behind', async () => {
    const before = await readdir(home);
    await grade(scripted(JUNIT(PASS)));
    expect(await readdir(home)).toEqual(before);
  });
});

describe('no report comes of', () => {
  it.each<[string, string]>([
    ['no results', 'true'],
    ['a killed grader', `${JUNIT(PASS)}kill -9 $$`],
    ['a grader that talks without end', `${JUNIT(PASS)}yes`],
    ['links among the results', `${JUNIT(PASS)}ln -s /etc/passwd results/x.xml`],
    ['results as a link', `${JUNIT(PASS)}mv results away; ln -s away results`],
    ['results in another place', `${JUNIT(PASS)}mv results other`],
    ['bytes that are no text', `printf '\\377' > results/j.xml`],
    ['two formats', `${JUNIT(PASS)}printf '1..1\\nok\\n' > results/a.tap`],
    ['more than 4 MiB', `head -c 5000000 /dev/zero > results/j.xml`],
    ['a broken file', `echo '<testsuite><testcase name="a"/>' > results/j.xml`],
  ])('%s', async (_what, script) => {
    expect(await refusal(scripted(script))).toMatchObject({ code: 'BAD_RESULTS' });
  });

  it('an exercise that is broken', async () => {
    const codes = [
      await refusal({ 'main.py': '' }),
      await refusal({ 'grader.yaml': 'grade: {command: [sh]}\nsurprise: 1\n' }),
      await refusal({ 'grader.yaml': 'grade: {command: [sh]}\n' }),
      await refusal({ ...scripted('true'), 'grader/results/j.xml': '<testsuite/>' }),
      await refusal({
        'grader.yaml': 'autograder: {kind: gradescope, source: a.zip, trust: shared}\n',
        'a.zip': 'no zip',
      }),
      await refusal({
        'grader.yaml': 'autograder: {kind: gradescope, source: a, trust: shared}\n',
        'a/x': 'x',
      }),
    ].map(({ code, message }) => [code, message.split(/[:.]/u)[0]]);
    expect(codes).toEqual([
      ['BAD_INPUT', 'The example has no grader'],
      ['BAD_TEST_YAML', 'grader'],
      ['BAD_INPUT', 'The example has no folder or zip grader'],
      ['BAD_INPUT', 'grader has a "results" already'],
      ['BAD_INPUT', 'a'],
      ['BAD_INPUT', 'a has no run_autograder at its top'],
    ]);
  });

  it('a program that says why to tutors only', async () => {
    const error = await refusal(scripted('echo the hidden case 7 broke >&2; exit 1'));
    expect(error.message).not.toContain('hidden');
    expect(error.debug).toEqual({
      grader: { stdout: '', stderr: 'the hidden case 7 broke\n', visibility: 'never' },
    });
  });
});

describe('an autograder of another system', () => {
  const zip = async (files: Record<string, string>) =>
    writeArchive(
      Object.entries(files).map(([path, content]) => ({
        path,
        content: Buffer.from(content),
        executable: path === 'run_autograder',
      })),
    );

  it('comes as a zip and runs unchanged; the report says how far it is to be trusted', async () => {
    const autograder = await zip({
      'setup.sh': 'apt-get install everything\n',
      run_autograder:
        '#!/bin/bash\nset -e\ntest -f /autograder/source/setup.sh\npython3 /autograder/submission/main.py < /autograder/source/in > /tmp/out\n' +
        'cmp /tmp/out /autograder/source/in\necho grading went well\n' +
        `echo '{"score": 8, "output": "fine", "tests": []}' > /autograder/results/results.json\n`,
      in: 'echo\n',
    });
    const report = await grade({
      'grader.yaml':
        'autograder: {kind: gradescope, source: autograder.zip, trust: shared}\nresults: {points: 10}\n',
      'autograder.zip': autograder,
    });
    expect(report).toMatchObject({
      summary: { total: 5, passed: 4, failed: 1, skipped: 0 },
      properties: { points: { earned: 8, possible: 10 } },
      statusMessage: 'fine',
      environment: { trust: 'shared', format: 'gradescope' },
      details: expect.stringMatching(/^trust: shared\n(.|\n)*setup.sh was not run/),
      debug: { grader: { stdout: 'grading went well\n' } },
    });
  });
});
