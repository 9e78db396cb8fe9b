import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SuiteCollection } from '../../formats/test-suite.js';
import type { BoxLimits } from '../../sandbox/box.js';
import { interruption, type RunEnd, type Side } from '../boxed-runs.js';
import type { TestSession } from '../language.js';
import { TesterError } from '../tester.errors.js';
import type { FolderView } from '../student-files/folder-view.js';
import type { ExecutionSettings } from '../tester-input.js';
import { requireTool } from '../toolchain.js';

/** A compilation: COMPLETED with the host folder that holds the program, or why there is none. */
export interface Compilation extends RunEnd {
  compiled: boolean;
  /** What the compiler said, at most some kilobytes. */
  output: string;
  program: { folder: string; name: string } | null;
}

const CPP_ENDINGS = ['.cpp', '.cc', '.cxx', '.C'];
const C_ENDINGS = ['.c'];
const COMPILERS = ['gcc', 'g++'];
const COMPILE_SECONDS = 60;
/** Driver, compiler proper, assembler and linker are the compiler's, not the student's. */
const COMPILE_PROCESSES = 16;
const PROGRAM_BYTES = 64 * 1024 * 1024;
const MESSAGE_CHARACTERS = 6000;
const OUT = '.lectern-out';

/** The sources of a folder: sourceFiles, else entryPoint, else all of its C and C++ files; or what is missing. */
export async function sourcesOf(
  collection: SuiteCollection,
  folder: FolderView,
): Promise<{ sources: string[] } | { missing: string }> {
  const named = collection.sourceFiles.length > 0 ? collection.sourceFiles : [collection.entryPoint ?? ''];
  if (named[0] === '') {
    const all = await folder.filesEndingIn([...C_ENDINGS, ...CPP_ENDINGS]);
    return all.length > 0 ? { sources: all } : { missing: 'There is no C source file.' };
  }
  for (const name of named) {
    if (!(await folder.hasFile(name))) return { missing: `The file ${name} is missing.` };
  }
  return { sources: [...named] };
}

/** Compilations of a tester run by side and command: collections that ask for the same program share it. */
const known = new WeakMap<TestSession, Map<string, Promise<Compilation>>>();

/**
 * Compiles the program of one side in a box of its own; the program comes out as a file. The same command for the
 * same folder gives the same program, so it is run once.
 */
export async function compile(
  collection: SuiteCollection,
  side: Side,
  session: TestSession,
): Promise<Compilation> {
  const found = await sourcesOf(collection, session[side]);
  if ('missing' in found) return refused(found.missing, '');
  const command = await commandFor(collection, found.sources, session.input.settings);
  const limits = session.boxes.limitsFor(
    Math.min(COMPILE_SECONDS, session.input.settings?.compileTimeoutSeconds ?? COMPILE_SECONDS),
  );
  const compilations = known.get(session) ?? new Map<string, Promise<Compilation>>();
  known.set(session, compilations);
  const key = JSON.stringify([side, command]);
  const earlier = compilations.get(key);
  if (earlier) return earlier;
  const compilation = build(command, programName(collection), side, limits, session);
  compilations.set(key, compilation);
  return compilation;
}

async function build(
  command: string[],
  name: string,
  side: Side,
  limits: BoxLimits,
  session: TestSession,
): Promise<Compilation> {
  const { boxes, input } = session;
  const outcome = await boxes.run({
    command,
    workFrom: input.directories[side],
    readOnly: await boxes.companions(side),
    env: input.settings?.env,
    collect: { folder: OUT, maxFiles: 4, maxBytes: PROGRAM_BYTES },
    limits: { ...limits, processes: Math.max(limits.processes, COMPILE_PROCESSES) },
  });
  const output = Buffer.concat([outcome.stdout, outcome.stderr])
    .toString('utf8')
    .slice(0, MESSAGE_CHARACTERS);
  const broken = interruption(outcome, limits);
  if (broken) {
    return { ...refused(broken.message.replace('The program', 'Compiling'), output), status: broken.status };
  }
  const program = outcome.files.find((file) => file.path === name);
  if (outcome.exitCode !== 0 || !program) {
    return refused(`The program does not compile.\n${output}`.trim(), output);
  }
  const kept = await keep(program.content, name, session);
  return { status: 'COMPLETED', message: '', compiled: true, output, program: kept };
}

async function commandFor(
  collection: SuiteCollection,
  sources: readonly string[],
  settings: ExecutionSettings = {},
): Promise<string[]> {
  return [
    ...['/bin/sh', '-c', `mkdir -p ${OUT} && exec "$@"`, 'sh'],
    await requireTool(compilerOf(collection, sources, settings.compiler)),
    ...['-Wall', '-Wextra', ...(settings.flags ?? []), ...collection.compilerFlags],
    // ./ keeps a file named like an option from being one.
    ...sources.map((source) => `./${source}`),
    ...['-o', `${OUT}/${programName(collection)}`, ...collection.linkerFlags],
  ];
}

function refused(message: string, output: string): Compilation {
  return { status: 'FAILED', message, compiled: false, output, program: null };
}

function programName(collection: SuiteCollection): string {
  const name = collection.executableName ?? '';
  return /^[A-Za-z0-9_][\w.-]{0,63}$/.test(name) ? name : 'main';
}

function compilerOf(
  collection: SuiteCollection,
  sources: readonly string[],
  setting: string | undefined,
): string {
  const isCpp = sources.some((source) => CPP_ENDINGS.some((ending) => source.endsWith(ending)));
  const wanted = collection.compiler ?? setting ?? (isCpp ? 'g++' : 'gcc');
  if (!COMPILERS.includes(wanted)) {
    throw new TesterError('BAD_INPUT', `"${wanted}" is not one of the compilers ${COMPILERS.join(', ')}.`);
  }
  return wanted;
}

/** Puts the program where the next box can bind it: readable by the box's user, gone when the tests are over. */
async function keep(
  content: Buffer,
  name: string,
  session: TestSession,
): Promise<NonNullable<Compilation['program']>> {
  const folder = await mkdtemp(join(tmpdir(), 'lectern-program-'));
  session.onEnd(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, name), content);
  await chmod(join(folder, name), 0o755);
  await chmod(folder, 0o755);
  return { folder, name };
}
