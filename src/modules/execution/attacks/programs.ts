import { execFileSync } from 'node:child_process';
import { accessSync, chmodSync, constants, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

const COMPILERS = ['/usr/bin/gcc', '/usr/local/bin/gcc', '/usr/bin/cc'];
const LIBRARY = 'preload.c';

/** The attacks are C programs, and there is no compiler for them on this machine. */
export class NoCompilerError extends Error {
  constructor() {
    super(
      'The attacks are C programs and are compiled on this machine, but there is no gcc: ' +
        'install it (Debian: sudo apt-get install gcc libc6-dev).',
    );
    this.name = 'NoCompilerError';
  }
}

/** The folder `attacks` with the C sources: of this checkout, or of the image. */
export function sourceFolder(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    const sources = join(folder, 'attacks');
    if (existsSync(join(sources, 'attack.h'))) return sources;
    if (folder === dirname(folder)) throw new Error('The folder attacks/ with the C sources is missing.');
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The first of these host programs that is missing. */
export const missingOf = (programs: readonly string[]): string | undefined =>
  programs.find((path) => !isProgram(path));

/**
 * Compiles the C programs into `target`: `attacks`, which holds them all, and the library `preload.so`. Throws a
 * NoCompilerError when there is no gcc.
 */
export function compileAttacks(sources: string, target: string): void {
  const compiler = COMPILERS.find(isProgram);
  if (!compiler) throw new NoCompilerError();
  mkdirSync(target, { recursive: true, mode: 0o755 });
  const files = readdirSync(sources).filter((name) => name.endsWith('.c') && name !== LIBRARY);
  const [program, library] = [join(target, 'attacks'), join(target, 'preload.so')];
  const paths = files.map((name) => join(sources, name));
  execFileSync(compiler, ['-O1', '-w', '-pthread', '-o', program, ...paths, '-lrt'], { stdio: 'pipe' });
  execFileSync(compiler, ['-O1', '-shared', '-fPIC', '-o', library, join(sources, LIBRARY)], {
    stdio: 'pipe',
  });
  for (const path of [target, program, library]) chmodSync(path, 0o755);
}
