import fc from 'fast-check';
import type { ResultFormat } from '../../../formats/grader-yaml.js';
import { type GradedTest, ResultsError } from '../graded-test.js';
import { readResults } from './read-results.js';

const read = (text: string, path: string, format: ResultFormat = 'auto') =>
  readResults([{ path, text }], format);
const told = (tests: GradedTest[]) =>
  tests.map(({ suite, name, outcome, earned, possible }) => [suite, name, outcome, earned, possible]);

const junit = (text: string) => told(read(text, 'a.xml').tests);
const tap = (...lines: string[]) => told(read(lines.join('\n'), 'a.tap').tests);
const json = (value: unknown) => read(JSON.stringify(value), 'results.json');
const refused = (text: string, path: string, format?: ResultFormat) =>
  expect(() => read(text, path, format)).toThrow(ResultsError);

describe('JUnit', () => {
  it('tells of suites, cases, messages and output', () => {
    const { tests, format } = read(
      `<?xml version="1.0"?><testsuites><testsuite name="outer"><testsuite name="inner">
         <testcase name="a" classname="C" time="0.1"><system-out>said</system-out></testcase>
         <testcase name="b" time="1,234.5"><failure message="no &lt;way&gt;"><![CDATA[line 3]]></failure></testcase>
         <testcase name="c"><error/></testcase>
         <testcase name="d"><skipped message="later"/></testcase>
       </testsuite></testsuite><testsuite><testcase name="e" classname="Only"/></testsuite></testsuites>`,
      'TEST-x.xml',
    );
    expect(format).toBe('junit');
    expect(told(tests)).toEqual([
      ['outer › inner', 'a', 'passed', null, null],
      ['outer › inner', 'b', 'failed', null, null],
      ['outer › inner', 'c', 'failed', null, null],
      ['outer › inner', 'd', 'skipped', null, null],
      ['Only', 'e', 'passed', null, null],
    ]);
    expect(tests.map(({ message, output }) => [message, output])).toEqual([
      ['', 'said'],
      ['no <way>\nline 3', ''],
      ['', ''],
      ['later', ''],
      ['', ''],
    ]);
  });

  it('of a test that is skipped and fails says that it failed', () => {
    expect(
      junit('<testsuite name="s"><testcase name="a"><failure/><skipped/></testcase></testsuite>'),
    ).toEqual([['s', 'a', 'failed', null, null]]);
  });

  it('may come in parts', () => {
    const part = (name: string) => ({
      path: `${name}.xml`,
      text: `<testsuite><testcase name="${name}"/></testsuite>`,
    });
    expect(readResults([part('a'), part('b')], 'junit').tests.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  const CASE = '<testcase name="a"/>';
  it.each([
    ['nothing', ''],
    ['text', 'passed'],
    ['no cases', '<testsuite/>'],
    ['a cut-off end', `<testsuite>${CASE}`],
    ['a second root', `<testsuite>${CASE}</testsuite><testsuite>${CASE}</testsuite>`],
    ['another root', `<suite>${CASE}</suite>`],
    ['a case outside of suites', `<testsuites>${CASE}</testsuites>`],
    ['a case in a case', `<testsuite><testcase name="a">${CASE}</testcase></testsuite>`],
    ['a case without a name', '<testsuite><testcase/></testsuite>'],
    ['a document type', `<!DOCTYPE testsuite><testsuite>${CASE}</testsuite>`],
    ['entities', `<!DOCTYPE t [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><testsuite>&c;${CASE}</testsuite>`],
    [
      'an external entity',
      `<!DOCTYPE t [<!ENTITY a SYSTEM "file:///etc/passwd">]><testsuite>&a;${CASE}</testsuite>`,
    ],
    ['an unknown entity', `<testsuite>&passed;${CASE}</testsuite>`],
    ['endless nesting', `${'<testsuite>'.repeat(5000)}${CASE}${'</testsuite>'.repeat(5000)}`],
    ['no number as time', '<testsuite><testcase name="a" time="soon"/></testsuite>'],
    ['a negative time', '<testsuite><testcase name="a" time="-1"/></testsuite>'],
    ['too many cases', `<testsuite>${CASE.repeat(6000)}</testsuite>`],
    ['bare markup', '<testsuite><testcase name=a/></testsuite>'],
  ])('refuses %s', (_what, text) => refused(text, 'a.xml'));
});

describe('Gradescope', () => {
  it('tells of points, status, visibility and the whole', () => {
    const run = json({
      score: 44,
      execution_time: 3,
      output: 'the whole',
      visibility: 'after_due_date',
      stdout_visibility: 'visible',
      tests: [
        {
          score: 1.5,
          max_score: 2,
          name: 'a',
          number: '1.1',
          output: 'x',
          tags: ['t'],
          visibility: 'after_published',
        },
        { status: 'passed', max_score: 1, name: 'b', visibility: 'hidden' },
        { status: 'failed', max_score: 1, name: 'c' },
        { score: 5, max_score: 4, name: 'd', visibility: 'visible' },
        { output: 'only words' },
      ],
    });
    expect(told(run.tests)).toEqual([
      ['Tests', '1.1 a', null, 1.5, 2],
      ['Tests', 'b', 'passed', null, 1],
      ['Tests', 'c', 'failed', null, 1],
      ['Tests', 'd', null, 4, 4],
      ['Tests', 'Test 5', 'passed', 0, 0],
    ]);
    expect(run.tests.map(({ visibility }) => visibility)).toEqual([
      'after_graded',
      'never',
      'after_due',
      'always',
      'after_due',
    ]);
    expect(run.tests[3]?.message).toBe('Of 5 points at most 4 count.');
    expect(run).toMatchObject({
      total: { earned: 44, possible: null },
      logVisibility: 'always',
      message: '',
    });
  });

  it.each<[string, unknown]>([
    ['nothing', {}],
    ['no tests and no score', { tests: [] }],
    ['negative points', { tests: [{ score: -1, max_score: 2 }] }],
    ['points as text', { tests: [{ score: '2', max_score: 2 }] }],
    ['points of nothing', { tests: [{ score: 2 }] }],
    ['an unknown status', { tests: [{ status: 'ok', max_score: 1 }] }],
    ['an unknown visibility', { tests: [{ status: 'passed', visibility: 'maybe' }] }],
    ['neither score nor status', { tests: [{ max_score: 2 }] }],
    ['a list', [{ score: 2, max_score: 2 }]],
  ])('refuses %s', (_what, value) => refused(JSON.stringify(value), 'results.json', 'gradescope'));

  it.each(['{"score": 1e999, "tests": []}', '{"score": NaN}', '{"score": 1', '', 'null', '1'])(
    'refuses %s',
    (text) => refused(text, 'results.json', 'gradescope'),
  );
});

describe('PrairieLearn', () => {
  it('tells of points and of the whole', () => {
    const run = json({
      gradable: true,
      score: 0.25,
      message: 'm',
      output: 'o',
      images: [{ url: 'data:' }],
      tests: [
        { name: 'a', points: 1, max_points: 3, message: 'x', output: 'y' },
        { name: 'b', max_points: 1, points: 0 },
      ],
    });
    expect(told(run.tests)).toEqual([
      ['Tests', 'a', null, 1, 3],
      ['Tests', 'b', null, 0, 1],
    ]);
    expect(run).toMatchObject({ format: 'prairielearn', message: 'm\no', total: { earned: 1, possible: 4 } });
    expect(run.tests[0]).toMatchObject({ message: 'x', output: 'y' });
  });

  it('of what is not gradable gives no points', () => {
    const run = json({ gradable: false, format_errors: ['no main'], score: 1 });
    expect(told(run.tests)).toEqual([['Tests', 'Gradable', 'failed', null, null]]);
    expect(run).toMatchObject({ total: null, message: 'no main' });
  });

  it.each<[string, unknown]>([
    ['a score above 1', { score: 1.1 }],
    ['more points than possible', { tests: [{ points: 2, max_points: 1 }] }],
    ['negative points', { tests: [{ points: -1, max_points: 1 }] }],
    ['points without a maximum', { tests: [{ points: 1 }] }],
    ['nothing', { gradable: true }],
  ])('refuses %s', (_what, value) => refused(JSON.stringify(value), 'results.json', 'prairielearn'));
});

describe('TAP', () => {
  it('tells of points, directives and diagnostics', () => {
    const { tests } = read(
      [
        'TAP version 14',
        '1..5',
        'ok 1 - adds \\# numbers',
        'not ok 2 - subtracts',
        '  ---',
        '  message: ok 3 - is no result here',
        '  ...',
        '# a comment',
        'ok 3 # SKIP no network',
        'not ok 4 - later # todo soon',
        'ok',
      ].join('\n'),
      'a.tap',
    );
    expect(told(tests).map(([, name, outcome]) => [name, outcome])).toEqual([
      ['adds # numbers', 'passed'],
      ['subtracts', 'failed'],
      ['Test 3', 'skipped'],
      ['later', 'skipped'],
      ['Test 5', 'passed'],
    ]);
    expect(tests.map(({ message }) => message)).toEqual([
      '',
      'message: ok 3 - is no result here',
      'no network',
      'soon',
      '',
    ]);
  });

  it('makes collections of subtests', () => {
    const lines = [
      '# Subtest: sums',
      '    ok 1 - small',
      '    # Subtest: large',
      '        not ok 1 - big',
      '        1..1',
      '    not ok 2 - large',
      '    1..2',
      'not ok 1 - sums',
      'ok 2 - rest',
      '1..2',
    ];
    expect(tap(...lines)).toEqual([
      ['sums', 'small', 'passed', null, null],
      ['sums › large', 'big', 'failed', null, null],
      ['Tests', 'rest', 'passed', null, null],
    ]);
  });

  it('of a test that failed with all subtests passed says that it failed', () => {
    expect(
      tap('    ok 1 - a', '    1..1', 'not ok 1 - sums', '1..1').map(([, name, outcome]) => [name, outcome]),
    ).toEqual([
      ['a', 'passed'],
      ['sums', 'failed'],
    ]);
  });

  it.each([
    ['no plan', ['ok 1']],
    ['too few tests', ['1..3', 'ok 1', 'ok 2']],
    ['too many tests', ['1..1', 'ok 1', 'ok 2']],
    ['a plan in the midst', ['ok 1', '1..2', 'ok 2']],
    ['two plans', ['1..1', 'ok 1', '1..1']],
    ['tests out of order', ['1..2', 'ok 2', 'ok 1']],
    ['Bail out!', ['1..1', 'ok 1', 'Bail out! no database']],
    ['no tests', ['1..0 # SKIP all']],
    ['nothing', ['']],
    ['a subtest without its plan', ['    ok 1', 'ok 1', '1..1']],
    ['a subtest without a result', ['1..1', 'ok 1', '    ok 1', '    1..1']],
    ['a test that is better than its subtests', ['    not ok 1', '    1..1', 'ok 1', '1..1']],
    ['a diagnostic without end', ['1..1', 'ok 1', '  ---', '  a: b']],
    ['an absurd plan', ['1..99999999999999999999', 'ok 1']],
  ])('refuses %s', (_what, lines) => refused(lines.join('\n'), 'a.tap'));
});

describe('CTRF', () => {
  const report = (tests: object[], summary: object = {}) => ({
    reportFormat: 'CTRF',
    results: {
      tool: { name: 'x' },
      summary: { tests: tests.length, passed: 0, failed: 0, pending: 0, skipped: 0, other: 0, ...summary },
      tests,
    },
  });

  it('tells of tests', () => {
    const tests = [
      { name: 'a', status: 'passed', duration: 1, suite: ['s', 't'], stdout: ['x', 'y'] },
      { name: 'b', status: 'failed', duration: 1, message: 'm', trace: 'at 1' },
      { name: 'c', status: 'other' },
      { name: 'd', status: 'pending' },
    ];
    const run = json(report(tests, { passed: 1, failed: 1, other: 1, pending: 1 }));
    expect(told(run.tests).map(([suite, , outcome]) => [suite, outcome])).toEqual([
      ['s › t', 'passed'],
      ['Tests', 'failed'],
      ['Tests', 'failed'],
      ['Tests', 'skipped'],
    ]);
    expect(run.tests[0]?.output).toBe('x\ny');
    expect(run.tests[1]?.message).toBe('m\nat 1');
  });

  it('refuses a summary that does not fit, and no tests', () => {
    const one = [{ name: 'a', status: 'passed' }];
    expect(json(report(one, { passed: 1 })).tests).toHaveLength(1);
    for (const summary of [{ passed: 2 }, { failed: 1 }, { tests: 2, passed: 1 }, {}]) {
      expect(() => json(report(one, summary))).toThrow(ResultsError);
    }
    expect(() => json(report([]))).toThrow(ResultsError);
  });
});

describe('whatever a file holds', () => {
  const formats = fc.constantFrom<ResultFormat>('auto', 'junit', 'gradescope', 'prairielearn', 'tap', 'ctrf');
  const paths = fc.constantFrom('a.xml', 'a.tap', 'results.json', 'other');
  const pieces = fc.constantFrom(
    ...[
      '<testsuite>',
      '</testsuite>',
      '<testcase name="a">',
      '</testcase>',
      '<failure/>',
      '<![CDATA[',
      ']]>',
      '&lt;',
    ],
    ...[
      'ok 1\n',
      'not ok\n',
      '1..1\n',
      '    ',
      '  ---\n',
      '  ...\n',
      '# Subtest: a\n',
      '\n',
      '{"tests":',
      '[',
      ']',
      '}',
    ],
    ...[
      '{"name":"a",',
      '"score":',
      '1',
      ',"max_score":2',
      '"gradable":true,',
      '\0',
      '\ud800',
      '<!DOCTYPE a>',
    ],
  );

  it('it is results or a ResultsError', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces).map((all) => all.join('')),
      fc.json(),
    );
    fc.assert(
      fc.property(texts, paths, formats, (text, path, format) => {
        try {
          expect(read(text, path, format).tests.length).toBeLessThanOrEqual(5000);
        } catch (error) {
          expect(error).toBeInstanceOf(ResultsError);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('more than one format, or one JSON file, is refused', () => {
    const tapFile = { path: 'a.tap', text: '1..1\nok' };
    const scope = { path: 'results.json', text: '{"score": 1, "tests": []}' };
    expect(() => readResults([tapFile, scope], 'auto')).toThrow('more than one format');
    expect(() => readResults([scope, { ...scope, path: 'b.json' }], 'auto')).toThrow(
      'more than one gradescope file',
    );
    expect(() => readResults([], 'tap')).toThrow('no results');
    expect(() => read('{"tests": [{"points": 1, "max_score": 1}]}', 'results.json')).toThrow(
      'no known format',
    );
  });
});
