import { accessSync, constants, mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { tryLock, type FileLock } from './file-lock.js';

/** Another server uses this LECTERN_HOME; the message names its pid. */
export class HomeInUseError extends Error {
  override readonly name = 'HomeInUseError';

  constructor(
    home: string,
    readonly pid: number,
  ) {
    super(
      `Lectern is already running (pid ${pid || 'unknown'}) on ${home}. ` +
        'Stop it first, or set LECTERN_HOME and PORT to start another one.',
    );
  }
}

/**
 * Makes this process the only server of `home` (created when absent) until `release` or the process's death, be it
 * kill -9. Throws HomeInUseError when another process is it, and EACCES when
 * the folder may not be written.
 */
export function lockHome(home: string): FileLock {
  mkdirSync(home, { recursive: true, mode: 0o711 });
  const path = realpathSync(home);
  accessSync(path, constants.W_OK);
  const lock = tryLock(join(path, 'server.lock'));
  if ('holder' in lock) throw new HomeInUseError(home, lock.holder.pid);
  return lock;
}
