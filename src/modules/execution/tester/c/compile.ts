import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SuiteCollection } from '../../formats/test-suite.js';
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

/** Compiles the program of one side in a box of its own; the program comes out as a file. */
export async function compile(
  collection: SuiteCollection,
  side: Side,
  session: TestSession,
): Promise<Compilation> {
  const found = await sourcesOf(collection, session[side]);
  if ('missing' in found) return refused(found.missing, '');
  const { boxes, input } = session;
  const limits = boxes.limitsFor(
    Math.min(COMPILE_SECONDS, input.settings?.compileTimeoutSeconds ?? COMPILE_SECONDS),
  );
  const outcome = await boxes.run({
    command: await commandFor(collection, found.sources, input.settings),
    workFrom: input.directories[side],
    readOnly: await boxes.companions(side),
    env: input.settings?.env,
    collect: { folder: OUT, maxFiles: 4, maxBytes: PROGRAM_BYTES },
    limits: { ...limits, processes: Math.max(limits.processes, COMPILE_PROCESSES) },
  });
  const output = `${outcome.stdout.toString('utf8')}${outcome.stderr.toString('utf8')}`.slice(
    0,
    MESSAGE_CHARACTERS,
  );
  const broken = interruption(outcome, limits);
  if (broken)
    return { ...refused(broken.message.replace('The program', 'Compiling'), output), status: broken.status };
  const program = outcome.files.find((file) => file.path === programName(collection));
  if (outcome.exitCode !== 0 || !program)
    return refused(`The program does not compile.\n${output}`.trim(), output);
  const kept = await keep(program.content, program.path, session);
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
