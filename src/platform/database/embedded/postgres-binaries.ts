import { access, mkdir, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { EmbeddedPostgresUnavailableError } from './embedded-postgres.errors.js';

/** Where the server's programs are, and what the environment must hold so that they find their libraries. */
export interface PostgresBinaries {
  /** Absolute path of `initdb`. */
  initdb: string;
  /** Absolute path of `postgres`. */
  postgres: string;
  /** Major version, such as 18. */
  major: string;
  /** The whole environment of the server; nothing of ours (PGDATA, LANG, secrets) leaks into it. */
  environment: Record<string, string>;
}

interface LibraryLink {
  source: string;
  target: string;
}

const MAJOR = '18';

/** The `native` folder of the installed `@embedded-postgres/<platform>`; throws when there is none for this platform. */
export function findNativeFolder(platform = `${process.platform}-${process.arch}`): string {
  const name = `@embedded-postgres/${platform}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
  } catch {
    throw new EmbeddedPostgresUnavailableError(
      `the package ${name} is not installed (no build for this platform, or npm left optional packages out).`,
    );
  }
}

/**
 * Makes the package in `nativeFolder` runnable. npm packages hold no links, so the package's postinstall makes
 * `libfoo.so.1 -> libfoo.so.1.2`; where that was skipped they are made here, in the package when it is writable,
 * else in `linkFolder`.
 */
export async function prepareBinaries(nativeFolder: string, linkFolder: string): Promise<PostgresBinaries> {
  const libraryFolders = [join(nativeFolder, 'lib')];
  if (!(await linksArePresent(nativeFolder)) && !(await makeLinks(nativeFolder))) {
    await mkdir(linkFolder, { recursive: true, mode: 0o755 });
    await makeLinks(nativeFolder, linkFolder);
    libraryFolders.unshift(linkFolder);
  }
  return {
    initdb: join(nativeFolder, 'bin', 'initdb'),
    postgres: join(nativeFolder, 'bin', 'postgres'),
    major: MAJOR,
    environment: {
      PATH: process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin',
      LC_ALL: 'C',
      TZ: 'UTC',
      ...(process.platform === 'linux' ? { LD_LIBRARY_PATH: libraryFolders.join(':') } : {}),
    },
  };
}

async function readLinks(nativeFolder: string): Promise<LibraryLink[]> {
  const text = await readFile(join(nativeFolder, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  return JSON.parse(text) as LibraryLink[];
}

async function linksArePresent(nativeFolder: string): Promise<boolean> {
  const links = await readLinks(nativeFolder);
  const found = await Promise.all(
    links.map(({ target }) =>
      access(resolve(nativeFolder, '..', target)).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.every(Boolean);
}

/** False when the folder cannot be written; a link that is already there is left as it is. */
async function makeLinks(nativeFolder: string, into?: string): Promise<boolean> {
  for (const { source, target } of await readLinks(nativeFolder)) {
    const path = into ? join(into, basename(target)) : resolve(nativeFolder, '..', target);
    const points = into ? resolve(nativeFolder, '..', source) : basename(source);
    try {
      await symlink(points, path);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code !== 'EEXIST') {
        if (into) throw error;
        return false;
      }
    }
  }
  return true;
}
