import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { EmbeddedPostgresUnavailableError } from './embedded-postgres.errors.js';
import type { PostgresBinaries } from './postgres-binaries.js';

/** As whom the server runs, since PostgreSQL refuses uid 0. */
export interface ServerIdentity {
  /** What to tell people, such as `account postgres`. */
  label: string;
  /** Words before every command, such as `unshare …`; mostly none. */
  prefix: readonly string[];
  /** What to hand to `spawn`; empty keeps the caller's account. */
  account: { uid?: number; gid?: number };
  /** Numbers, as seen from here, that must own the data folder. */
  owner: { uid: number; gid: number };
}

const NOBODY = 65534;
/** The server may not read this as uid 0: the program must load, its data's parent must be reachable. */
const PROBE = '"$1" --version && [ "$(id -u)" != 0 ] && cd "$2"';

/**
 * The first way to run the server that works on this machine: a plain user as himself; root as account postgres,
 * else nobody; where these cannot reach the files (a 0700 parent), in a user namespace whose uid is not 0.
 * Throws EmbeddedPostgresUnavailableError with what each attempt said.
 */
export function chooseServerIdentity(binaries: PostgresBinaries, folder: string): ServerIdentity {
  const refusals: string[] = [];
  for (const identity of candidates()) {
    const refusal = probe(identity, binaries, folder);
    if (refusal === undefined) return identity;
    refusals.push(`  as ${identity.label}: ${refusal}`);
  }
  throw new EmbeddedPostgresUnavailableError(
    `nobody who is not root can run ${binaries.postgres} with data in ${folder}.\n${refusals.join('\n')}\n` +
      'Folders above both must be open to others (chmod o+x), or user namespaces allowed.',
  );
}

function candidates(): ServerIdentity[] {
  const uid = process.getuid?.() ?? NOBODY;
  const gid = process.getgid?.() ?? NOBODY;
  const namespace = {
    label: 'nobody in a user namespace',
    prefix: ['unshare', '--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`, '--'],
    account: {},
    owner: { uid, gid },
  };
  if (uid !== 0) {
    const self = { label: `uid ${uid}`, prefix: [], account: {}, owner: { uid, gid } };
    // initdb wants a name for its uid, which a container's made-up uid does not have.
    return hasName(uid) || process.platform !== 'linux' ? [self] : [namespace, self];
  }
  return [...accounts(), namespace];
}

function accounts(): ServerIdentity[] {
  return ['postgres', 'nobody'].flatMap((name) => {
    const entry = passwd().find((fields) => fields[0] === name);
    const uid = Number(entry?.[2]);
    const gid = Number(entry?.[3]);
    if (!entry || !(uid > 0) || !(gid > 0)) return [];
    return [{ label: `account ${name}`, prefix: [], account: { uid, gid }, owner: { uid, gid } }];
  });
}

function hasName(uid: number): boolean {
  const entries = passwd();
  if (entries.some((fields) => Number(fields[2]) === uid)) return true;
  // Accounts may come from a directory service that /etc/passwd does not list.
  return spawnSync('id', ['-un'], { stdio: 'ignore' }).status === 0;
}

function passwd(): string[][] {
  try {
    return readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':'));
  } catch {
    return [];
  }
}

function probe(identity: ServerIdentity, binaries: PostgresBinaries, folder: string): string | undefined {
  const [program, ...args] = [...identity.prefix, 'sh', '-c', PROBE, 'sh', binaries.postgres, folder];
  const result = spawnSync(program!, args, {
    ...identity.account,
    cwd: '/',
    env: binaries.environment,
    encoding: 'utf8',
    timeout: 20_000,
  });
  if (result.status === 0) return undefined;
  return result.error?.message ?? (result.stderr.trim() || `the trial run ended with ${result.status}`);
}
