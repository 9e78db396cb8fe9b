import type { SuiteCollection } from '../../formats/test-suite.js';
import type { BoxFile, BoxLimits } from '../../sandbox/box.js';
import { interruption, type RunEnd, type Side } from '../boxed-runs.js';
import type { TestSession } from '../language.js';
import type { FolderView } from '../student-files/folder-view.js';
import { TesterError } from '../tester.errors.js';
import { requireTool } from '../toolchain.js';
import { type CompilePlan, OUT, type ProgramLanguage } from './program-language.js';
import { shellScript } from './shell-script.js';

/** What came of compiling: COMPLETED with the files of the program, or why there is none. */
export interface Compilation extends RunEnd {
  compiled: boolean;
  /** What the compiler said, at most some kilobytes. */
  output: string;
  /** `files` is null when the sources themselves are run. */
  program: { files: readonly BoxFile[] | null; start: CompilePlan['start'] } | null;
}

type Built = Omit<Compilation, 'program'> & { files: readonly BoxFile[] | null };

const COMPILE_SECONDS = 60;
const PROGRAM_BYTES = 64 * 1024 * 1024;
const PROGRAM_FILES = 2000;
const MESSAGE_CHARACTERS = 6000;
/** Makes the folder for the program anew; mostly a hand-in has nothing in its place, and `rm` is not started. */
const EMPTY_OUT = `{ mkdir ${OUT} 2>/dev/null || { rm -rf ${OUT} && mkdir ${OUT}; }; }`;

/** The sources of a collection: sourceFiles, else entryPoint, else what the language takes; or what is missing. */
export async function sourcesOf(
  language: ProgramLanguage,
  collection: SuiteCollection,
  folder: FolderView,
): Promise<{ sources: string[] } | { missing: string }> {
  const named = collection.sourceFiles.length > 0 ? collection.sourceFiles : [collection.entryPoint ?? ''];
  if (named[0] === '') {
    const all = await language.sourcesIn(folder);
    return all.length > 0 ? { sources: all } : { missing: `There is no ${language.title} source file.` };
  }
  for (const name of named) {
    if (!(await folder.hasFile(name))) return { missing: `The file ${name} is missing.` };
  }
  return { sources: [...named] };
}

/** Compilations of a tester run by side and command: collections that ask for the same program share it. */
const known = new WeakMap<TestSession, Map<string, Promise<Built>>>();

/**
 * Compiles the program of one side in a box of its own; what was made comes out as files. The same command for the
 * same folder makes the same program, so it is run once.
 */
export async function compile(
  language: ProgramLanguage,
  collection: SuiteCollection,
  side: Side,
  session: TestSession,
): Promise<Compilation> {
  const limits = compilerLimits(language, session);
  const plan = await planFor(language, collection, side, session, limits);
  if ('missing' in plan) return { ...refused(plan.missing, ''), program: null };
  const builds = known.get(session) ?? new Map<string, Promise<Built>>();
  known.set(session, builds);
  const key = JSON.stringify([side, plan.steps, plan.env, plan.product]);
  const build = builds.get(key) ?? runPlan(plan, side, limits, session);
  builds.set(key, build);
  const { files, ...built } = await build;
  return { ...built, program: built.compiled ? { files, start: plan.start } : null };
}

async function planFor(
  language: ProgramLanguage,
  collection: SuiteCollection,
  side: Side,
  session: TestSession,
  limits: BoxLimits,
): Promise<CompilePlan | { missing: string }> {
  const folder = session[side];
  const found = await sourcesOf(language, collection, folder);
  if ('missing' in found) return found;
  const { settings } = session.input;
  return language.plan({
    collection,
    folder,
    sources: found.sources,
    compiler: compilerOf(language, collection.compiler ?? settings?.compiler, found.sources),
    flags: [...(settings?.flags ?? []), ...collection.compilerFlags],
    name: programName(collection),
    limits,
  });
}

function compilerLimits({ compilerRoom }: ProgramLanguage, { boxes, input }: TestSession): BoxLimits {
  const seconds = Math.min(COMPILE_SECONDS, input.settings?.compileTimeoutSeconds ?? COMPILE_SECONDS);
  const limits = boxes.ceilingFor(seconds);
  const needs = Object.entries(compilerRoom) as [keyof BoxLimits, number][];
  return {
    ...limits,
    ...Object.fromEntries(needs.map(([name, least]) => [name, Math.max(limits[name] ?? 0, least)])),
  };
}

async function runPlan(
  plan: CompilePlan,
  side: Side,
  limits: BoxLimits,
  session: TestSession,
): Promise<Built> {
  const { boxes, input } = session;
  const steps = await Promise.all(
    plan.steps.map(async ([tool, ...rest]) => [await requireTool(tool ?? ''), ...rest]),
  );
  const request = {
    command: ['/bin/sh', '-c', `${EMPTY_OUT} && ${shellScript(steps)}`],
    workFrom: input.directories[side],
    readOnly: [...(plan.readOnly ?? []), ...(await boxes.companions(side))],
    env: { ...plan.env, ...input.settings?.env },
    ...(plan.product === null
      ? {}
      : { collect: { folder: OUT, maxFiles: PROGRAM_FILES, maxBytes: PROGRAM_BYTES } }),
    limits,
  };
  const outcome = await boxes.run(request, { buildsWith: steps.map(([tool = '']) => tool) });
  const output = Buffer.concat([outcome.stdout, outcome.stderr])
    .toString('utf8')
    .slice(0, MESSAGE_CHARACTERS);
  const broken = interruption(outcome, limits);
  if (broken) {
    return { ...refused(broken.message.replace('The program', 'Compiling'), output), status: broken.status };
  }
  const made = plan.product === null || outcome.files.some(({ path }) => path === plan.product);
  if (outcome.exitCode !== 0 || !made) {
    return refused(`The program does not compile.\n${output}`.trim(), output);
  }
  const files = plan.product === null ? null : outcome.files.map((file) => ({ ...file, executable: true }));
  return { status: 'COMPLETED', message: '', compiled: true, output, files };
}

function refused(message: string, output: string): Built {
  return { status: 'FAILED', message, compiled: false, output, files: null };
}

function programName(collection: SuiteCollection): string {
  const name = collection.executableName ?? '';
  return /^[A-Za-z0-9_][\w.-]{0,63}$/.test(name) ? name : 'main';
}

function compilerOf(
  { compilers, usualCompiler }: ProgramLanguage,
  asked: string | undefined,
  sources: readonly string[],
): string {
  const wanted = asked ?? usualCompiler(sources);
  if (!compilers.includes(wanted)) {
    throw new TesterError('BAD_INPUT', `"${wanted}" is not one of the compilers ${compilers.join(', ')}.`);
  }
  return wanted;
}
