import { describeWith } from '../../setup/toolchains.js';
import { scriptRunner, variables } from './script-languages.js';
import { letters } from './tested-exercise.js';

describeWith('R', ['Rscript', 'python3'], 'R collections', () => {
  const run = scriptRunner('r');

  it('run borrowed and own set-up code, script and tear-down code in this order', async () => {
    const report = await run({
      yaml: `
- {name: a, id: base, setUpCode: "log <- 'borrowed'", tests: [{name: log, value: [borrowed, script]}]}
- {name: b, setUpCodeDependency: base, setUpCode: ["log <- c(log, 'own')", "n <- 2"], tearDownCode: "log <- c(log, 'torn')", tests: [{name: log, value: [borrowed, own, script, torn]}, {name: n * 21, value: 42}]}
- {name: c, entryPoint: none.R, tests: [{name: x}]}
- {name: d, setUpCode: "log <- 1; stop('no luck')", tests: [{name: x}]}
- {name: e, successDependency: 0, setUpCode: "log <- 'x'", tests: [{name: log, value: [x, script]}]}
- {name: f, successDependency: 3, tests: [{name: log}]}
`,
      student: { 'a.R': "log <- c(log, 'script')\n", 'b.R': 'stop("not me")\n' },
    });
    expect(letters(report)).toBe('P PP F F P S');
    expect(report.tests[3]?.statusMessage).toMatch(/^Error.*: no luck$/);
    expect(report.summary).toEqual({ total: 7, passed: 4, failed: 2, skipped: 1 });
    expect(report.resultMessage).toBe('Some or all tests failed');
  });

  it('compare values of every kind with plain ones', async () => {
    const rows: [string, string, 'P' | 'F'][] = [
      ['5', '5', 'P'],
      ['5L', '5', 'P'],
      ['5', '[5]', 'P'],
      ['5', '6', 'F'],
      ['TRUE', 'true', 'P'],
      ['c(1, 2.5)', '[1, 2.5]', 'P'],
      ['c(1, 2.5)', '[2.5, 1]', 'F'],
      ['c(1, 2, 3)', '[1, 2]', 'F'],
      ['c(a = 1, b = 2)', '[1, 2]', 'P'],
      ['c(NA, 1)', '[.nan, 1]', 'P'],
      ['c(Inf, -Inf)', '[.inf, -.inf]', 'P'],
      ['matrix(1:6, nrow = 2)', '[[1, 3, 5], [2, 4, 6]]', 'P'],
      ['matrix(1:6, nrow = 3)', '[[1, 3, 5], [2, 4, 6]]', 'F'],
      ['numeric(0)', '[]', 'P'],
      ['"text"', 'text', 'P'],
      ['"12"', '12', 'F'],
      ['c("a", "b")', '[a, b]', 'P'],
      ['factor(c("a", "b", "a"))', '[a, b, a]', 'P'],
      ['list(1, "a", c(1, 2))', '[1, a, [1, 2]]', 'P'],
      ['list(a = 1, b = list(c = "d"))', '{a: 1, b: {c: d}}', 'P'],
      ['data.frame(x = 1:2, y = c("u", "v"))', '{x: [1, 2], y: [u, v]}', 'P'],
      ['c(TRUE, FALSE)', '[true, false]', 'P'],
      ['"a\\n\\"\\\\\\001ä"', '"a\\n\\"\\\\\\x01ä"', 'P'],
    ];
    const student = { 'a.R': rows.map(([r], index) => `v${index} <- ${r}`).join('\n') };
    const yaml = variables(...rows.map(([, value], index) => `name: v${index}, value: ${value}`));
    expect(letters(await run({ yaml, student }))).toBe(rows.map(([, , verdict]) => verdict).join(''));
  });

  it('compare values of every kind with those of the reference', async () => {
    const source =
      'a <- 1+2i; b <- function(x) x + 1; c <- as.Date("2026-01-02"); d <- NULL; e <- c(1i, 2); f <- array(1:8, c(2, 2, 2)); g <- quote(x + y); h <- list()';
    const other =
      'a <- 1+3i; b <- function(x) x + 2; c <- as.Date("2026-01-03"); d <- 1; e <- c(2i, 2); f <- array(8:1, c(2, 2, 2)); g <- quote(x - y); h <- list(1)';
    const yaml = variables(...[...'abcdefgh'].map((name) => `name: ${name}`));
    const reference = { 'z.R': source };
    expect(letters(await run({ yaml, student: { 'a.R': source }, reference }))).toBe('PPPPPPPP');
    expect(letters(await run({ yaml, student: { 'a.R': other }, reference }))).toBe('FFFFFFFF');
  });

  it('judge output, structure and the end of a run', async () => {
    const report = await run({
      yaml: `
- {name: a, type: stdout, tests: [{name: o, value: "[1] 5\\nhi"}, {name: o}, {name: o, qualification: matches, pattern: '5\\s+h'}, {name: o, qualification: regexp, pattern: '^hi'}, {name: o, qualification: startsWith, pattern: '[1]'}, {name: o, qualification: endsWith, pattern: hi}, {name: o, qualification: count, pattern: i, countRequirement: 1}]}
- {name: b, type: error, entryPoint: bad.R, tests: [{name: e}, {name: e, pattern: no luck}, {name: e, pattern: other}]}
- {name: c, type: error, entryPoint: syntax.R, tests: [{name: e}]}
- {name: d, type: warning, tests: [{name: w, pattern: careful}, {name: w, pattern: other}]}
- {name: e, type: exitcode, entryPoint: leave.R, tests: [{name: x, value: 3}, {name: x}]}
- {name: f, type: runtime, tests: [{name: r, value: 60}, {name: r, value: 0.001}]}
- {name: g, type: linting, tests: [{name: l}]}
- {name: h, type: structural, tests: [{name: x, allowedOccuranceRange: [2, 2]}, {name: s, pattern: '\\bx\\b', allowedOccuranceRange: [3, 0]}, {name: for, allowedOccuranceRange: [1, 9]}]}
- {name: i, type: exist, tests: [{name: "*.R"}, {name: none}]}
- {name: j, entryPoint: leave.R, tests: [{name: x, value: 1}]}
`,
      student: {
        'a.R': 'x <- 5\nx\ncat("hi\\n")\nwarning("careful")\n',
        'bad.R': 'stop("no luck")\n',
        'syntax.R': 'x <- (1\n',
        'leave.R': 'x <- 1; quit(status = 3)\n',
      },
      reference: { 'a.R': 'print(5)\ncat("hi")' },
    });
    expect(letters(report)).toBe('PPPFPPP PPF P PF PF PF S PFF PF F');
  });

  it('give input answers, and survive what a script does to the workspace and to names', async () => {
    const report = await run({
      yaml: `- {name: a, inputAnswers: [3, a b], tests: [{name: n, value: 3}, {name: s, value: a b}, {name: v, value: [1, 2]}]}
- {name: b, entryPoint: lines.R, inputAnswers: [3, a b], tests: [{name: all, value: ["3", a b]}]}`,
      student: {
        'a.R':
          'rm(list = ls(all.names = TRUE)); c0 <- c\nn <- as.numeric(readline("n? ")); s <- readline(); v <- c(1, 2)\nc <- paste0 <- quoted <- tag <- function(...) stop("mine")\nanswers <- 1; failure <- 2\n',
        'lines.R': 'all <- readLines(file("stdin"))\n',
      },
    });
    expect(letters(report)).toBe('PPP P');
  });

  it.each<[string, string]>([
    ['leaves early', 'x <- 4711; quit(status = 0)'],
    [
      'prints a report',
      'cat(\'{"exit":0,"error":null,"values":[{"value":{"t":"float","v":4711}}]}\\n\'); quit()',
    ],
    ['writes to descriptor 9', 'try(writeLines("x", file("/dev/fd/9", "w"))); quit()'],
    [
      'looks for what is expected',
      'x <- as.numeric(regmatches(t <- paste(unlist(lapply(list.files("/tmp/lectern", full.names = TRUE), readLines)), collapse = ""), regexpr("4711", t)))',
    ],
    ['kills the warden', 'tools::pskill(1); system("kill -9 $PPID"); x <- 1; Sys.sleep(0.2)'],
  ])('gain nothing when a script %s', async (_, source) => {
    const report = await run({ yaml: variables('name: x, value: 4711'), student: { 'a.R': source } });
    expect(letters(report)).toBe('F');
  });
});
