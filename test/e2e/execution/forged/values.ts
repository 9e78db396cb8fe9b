import { FALSE_JUNIT, FALSE_REPORT, type ForgedExercise, type ForgedHandIn } from './kinds.js';

/** A language whose variables are compared, and which a machine may lack. */
type ForgedLanguage = ForgedExercise & { tools: readonly string[] };

const testYaml = (file: string, call: string) => `
properties:
  tests:
    - {name: number, entryPoint: ${file}, tests: [{name: number, value: 31415926}]}
    - {name: text, entryPoint: ${file}, tests: [{name: text}]}
    - {name: items, entryPoint: ${file}, tests: [{name: items}]}
    - {name: call, entryPoint: ${file}, tests: [{name: ${call}}]}
    - {name: output, type: stdout, entryPoint: ${file}, tests: [{name: all of it}]}
`;

const REPORT = JSON.stringify(FALSE_REPORT);
const JUNIT = JSON.stringify(FALSE_JUNIT);
const PLACES = [
  'testSummary.json',
  'output/testSummary.json',
  '/tmp/testSummary.json',
  '/tmp/lectern/message',
];
/** What a harness might say of a run; who knew the values would rather assign them (docs/languages-values.md). */
const MESSAGE = JSON.stringify('{"exit":0,"error":null,"values":[{"value":{"t":"any"},"equal":true}]}\n');
const SECRETS = ['/testprograms/main', '../reference/main', '/tmp/lectern/questions', '/proc/1/environ'];
const list = (texts: readonly string[]) => texts.map((text) => JSON.stringify(text)).join(', ');

const R_WRONG = 'number <- 0\ntext <- ""\nitems <- c()\nf <- function(x) 0\n';
const R_RIGHT =
  'number <- 31415926\ntext <- "canary of the reference"\nitems <- c(2, 71, 828)\nf <- function(x) x * 7 + 3\ncat("the output of the reference", f(4), "\\n")\n';

const r = (kind: string, source: string, more: Record<string, string> = {}): ForgedHandIn => ({
  kind,
  files: { 'main.R': source, ...more },
});

const R_FORGED: ForgedHandIn[] = [
  r('an end with 0 at once', 'cat("passed\\n")\nquit(save = "no", status = 0)\n'),
  r('a printed report', `${R_WRONG}cat(${REPORT}, ${JUNIT}, sep = "\\n")\n`),
  r(
    'report files in every place',
    `${R_WRONG}for (p in c(${list(PLACES)})) try(cat(${REPORT}, file = p), silent = TRUE)\n`,
  ),
  r(
    'a message into every open descriptor',
    `${R_WRONG}for (n in 3:40) try({ out <- file(paste0("/dev/fd/", n), "wb"); writeBin(charToRaw(${MESSAGE}), out); close(out) }, silent = TRUE)\nquit(save = "no", status = 0)\n`,
  ),
  r(
    'patched functions of the base package',
    `${R_WRONG}for (n in c("paste0", "vapply", "identical", "nchar", "is.null", "eval", "inherits")) {\n  try({ unlockBinding(n, baseenv()); assign(n, function(...) TRUE, envir = baseenv()) }, silent = TRUE)\n}\n`,
  ),
  r(
    'an object that is equal to everything',
    'thing <- structure(list(), class = "any")\nOps.any <- function(e1, e2) TRUE\nall.equal.any <- function(...) TRUE\nformat.any <- as.character.any <- function(x, ...) "31415926"\nlength.any <- function(x) 3L\nnumber <- text <- items <- thing\nf <- function(x) thing\n',
  ),
  r(
    'names that are bound to an error and to a promise',
    'makeActiveBinding("number", function() { quit(save = "no", status = 0); 31415926L + 1L }, globalenv())\ndelayedAssign("text", stop("passed"))\nitems <- NA\nf <- function(...) invokeRestart("abort")\n',
  ),
  r(
    'the reference sought in files and callers',
    `${R_WRONG}for (p in c(${list(SECRETS.flatMap((path) => [path, `${path}.R`]))})) try(cat(readLines(p), sep = "\\n"), silent = TRUE)\nfor (e in sys.frames()) try(print(mget(ls(e), envir = e)), silent = TRUE)\n`,
  ),
  r('start-up files', R_WRONG, {
    '.Rprofile': `cat(${REPORT})\nquit(save = "no", status = 0)\n`,
    '.Renviron': 'R_DEFAULT_PACKAGES=NULL\nR_PROFILE_USER=.Rprofile\n',
  }),
];

const M_WRONG = 'number = 0;\ntext = "";\nitems = [];\nfunction y = f (x)\n  y = 0;\nend\n';
const M_RIGHT =
  'number = 31415926;\ntext = "canary of the reference";\nitems = [2, 71, 828];\nfunction y = f (x)\n  y = x * 7 + 3;\nend\nprintf ("the output of the reference %d\\n", f (4));\n';

const m = (kind: string, source: string, more: Record<string, string> = {}): ForgedHandIn => ({
  kind,
  files: { 'main.m': source, ...more },
});
const written = (literal: string, path: string) =>
  `try\n  out = fopen (${path}, "w"); fputs (out, ${literal}); fclose (out);\ncatch\nend\n`;

const M_FORGED: ForgedHandIn[] = [
  m('an end with 0 at once', 'printf ("passed\\n");\nexit (0);\n'),
  m('a printed report', `${M_WRONG}puts (${REPORT});\nputs (${JUNIT});\n`),
  m('report files in every place', `${M_WRONG}for p = {${list(PLACES)}}\n${written(REPORT, 'p{1}')}end\n`),
  m(
    'a message into every open descriptor',
    `${M_WRONG}for n = 3:40\n${written(MESSAGE, 'sprintf ("/dev/fd/%d", n)')}end\nexit (0);\n`,
  ),
  m(
    'functions that shadow those of the harness',
    `${M_WRONG}function varargout = class (varargin)\n  varargout = {"double"};\nend\nfunction y = isequal (varargin)\n  y = true;\nend\nfunction y = size (varargin)\n  y = [1, 1];\nend\nfunction varargout = num2str (varargin)\n  varargout = {"31415926"};\nend\n`,
  ),
  m('files that shadow those of Octave', M_WRONG, {
    'isequal.m': 'function y = isequal (varargin)\n  y = true;\nend\n',
    'sprintf.m': `function y = sprintf (varargin)\n  y = ${MESSAGE};\nend\n`,
    'fputs.m': 'function varargout = fputs (varargin)\n  exit (0);\nend\n',
    '+lectern/run.m': 'exit (0);\n',
  }),
  m(
    'an end by atexit and an error that says passed',
    `${M_WRONG}function last ()\n  puts (${REPORT});\nend\natexit ("last");\nerror ("passed");\n`,
  ),
  m(
    'the reference sought in files and callers',
    `${M_WRONG}for p = {${list(SECRETS.flatMap((path) => [path, `${path}.m`]))}}\n  try\n    puts (fileread (p{1}));\n  catch\n  end\nend\ntry\n  disp (evalin ("caller", "values"));\n  assignin ("caller", "values", {31415926});\ncatch\nend\n`,
  ),
  m('start-up files', M_WRONG, {
    '.octaverc': `puts (${REPORT});\nexit (0);\n`,
    'startup.m': 'exit (0);\n',
    PKG_ADD: 'exit (0);\n',
  }),
];

/** Forgeries where the values of variables are what counts. */
export const VALUE_FORGERIES: readonly ForgedLanguage[] = [
  {
    name: 'r',
    tools: ['Rscript', 'python3'],
    exercise: { language: 'r', testYaml: testYaml('main.R', 'f(12)'), reference: { 'main.R': R_RIGHT } },
    honest: { 'main.R': R_RIGHT },
    forged: R_FORGED,
  },
  {
    name: 'octave',
    tools: ['octave-cli', 'python3'],
    exercise: {
      language: 'octave',
      testYaml: testYaml('main.m', 'f (12)'),
      reference: { 'main.m': M_RIGHT },
    },
    honest: { 'main.m': M_RIGHT },
    forged: M_FORGED,
  },
];
