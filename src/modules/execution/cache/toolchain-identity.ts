import { readdirSync, realpathSync, statSync } from 'node:fs';

/** Where package managers write down what is installed: any change of a tool or library below /usr changes them. */
const PACKAGE_RECORDS = [
  '/var/lib/dpkg/status',
  '/lib/apk/db/installed',
  '/usr/lib/apk/db/installed',
  '/var/lib/rpm/rpmdb.sqlite',
  '/usr/lib/sysimage/rpm/rpmdb.sqlite',
  '/var/lib/pacman/local',
];

/** Where people put tools and libraries past the package manager, and what the boxes see of /etc. */
const PLACES = [
  '/usr/bin',
  '/usr/lib',
  '/usr/local/bin',
  '/usr/local/lib',
  '/usr/local/include',
  '/usr/lib/python3/dist-packages',
  '/etc/alternatives',
  '/etc/ld.so.cache',
  '/etc/localtime',
];
const PYTHON_PLACES = '/usr/local/lib';

/**
 * A text that changes when the tools change that programs are compiled and run with: packages installed, upgraded or
 * removed, tools put below /usr/local, other alternatives chosen, another kernel architecture, another version of
 * Node. `tools` are absolute paths that count with their own size and time as well.
 */
export function toolchainIdentity(tools: readonly string[]): string {
  const places = [...PACKAGE_RECORDS, ...PLACES, ...localPythonPlaces(), ...tools];
  return [process.arch, process.version, ...places.map(factsOf)].join('\n');
}

function localPythonPlaces(): string[] {
  try {
    return readdirSync(PYTHON_PLACES)
      .filter((name) => name.startsWith('python3'))
      .map((name) => `${PYTHON_PLACES}/${name}/dist-packages`);
  } catch {
    return [];
  }
}

function factsOf(path: string): string {
  try {
    const real = realpathSync.native(path);
    const { ino, size, mtimeMs } = statSync(real);
    return `${path} ${real} ${ino} ${size} ${mtimeMs}`;
  } catch {
    return `${path} missing`;
  }
}
