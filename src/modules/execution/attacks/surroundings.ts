import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';

import type { SandboxLevel } from '../sandbox/box.js';
import { statFields } from '../sandbox/process-meter.js';
import type { AttackTarget } from './attack.js';
import type { SecretWords } from './secret-words.js';

const READABLE = 0o644;
const SHARED = 0o666;
const PRIVATE = 0o600;
const OPEN_FOLDER = 0o755;
const CAP_SYS_RESOURCE = 24n;

/** Names, kinds, modes, owners, times and contents below a folder, as one text. */
function fingerprint(folder: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    const stats = lstatSync(path);
    hash.update(
      JSON.stringify([name, stats.mode, stats.uid, stats.gid, stats.nlink, stats.size, stats.mtimeMs]),
    );
    if (stats.isFile()) hash.update(readFileSync(path));
    if (stats.isSymbolicLink()) hash.update(readlinkSync(path));
  }
  return hash.digest('hex');
}

/** What the surroundings of all attacks of one suite share. */
export interface SurroundingsPlan {
  /** Host folder that everybody may enter. */
  base: string;
  /** Name of this attack, different from all that go on at the same time. */
  mark: string;
  level: SandboxLevel;
  root: string;
  words: SecretWords;
}

/**
 * What lies around the box of one attack on the host: files, listeners and a process of the worker's user, each
 * with a word of its own. Afterwards it tells what was done to them.
 */
export class Surroundings {
  private accepted: string[] = [];
  private readonly before: string;

  private constructor(
    readonly target: AttackTarget,
    private readonly servers: readonly Server[],
    private readonly bystander: ChildProcess,
  ) {
    this.before = fingerprint(target.folder);
  }

  static async lay({ base, mark, level, root, words }: SurroundingsPlan): Promise<Surroundings> {
    const folder = join(base, `host-${mark}`);
    mkdirSync(folder, { mode: OPEN_FOLDER });
    chmodSync(folder, OPEN_FOLDER);
    const files = {
      open: join(folder, 'open'),
      shared: join(folder, 'shared'),
      closed: join(folder, 'closed'),
    };
    writeFileSync(files.open, words.make(`an open file of the host (${mark})`), { mode: READABLE });
    writeFileSync(files.closed, words.make(`a closed file of the host (${mark})`), { mode: PRIVATE });
    writeFileSync(files.shared, words.make(`a shared file of the host (${mark})`));
    chmodSync(files.shared, SHARED);
    const greeting = words.make(`a listener of the host (${mark})`);
    const places = { socket: join(folder, 'socket'), abstractName: `lectern-attack-${mark}` };
    const accepted: string[] = [];
    const servers = await Promise.all([
      listen(greeting, { port: 0, host: '0.0.0.0' }, () => accepted.push('a TCP port')),
      listen(greeting, { path: places.socket }, () => accepted.push('a unix socket')),
      listen(greeting, { path: `\0${places.abstractName}` }, () => accepted.push('an abstract socket')),
    ]);
    const bystander = startBystander(words.make(`the environment of a process of the host (${mark})`));
    const address = servers[0]?.address();
    const surroundings = new Surroundings(
      {
        ...{ level, root, folder, ...files, ...places },
        port: String(typeof address === 'object' ? address?.port : ''),
        addresses: addressesOfHost(),
        ...{ worker: String(process.pid), bystander: String(bystander.pid) },
        fixesOomScore: hasResourceCapability(),
      },
      servers,
      bystander,
    );
    surroundings.accepted = accepted;
    return surroundings;
  }

  /** What was done to them, one sentence each; empty when nothing was. */
  observe(): string[] {
    const found = this.accepted.map((what) => `connection: ${what} of the host was reached`);
    if (fingerprint(this.target.folder) !== this.before)
      found.push('change: files of the host are not what they were');
    const { exitCode, signalCode, pid } = this.bystander;
    const state = statFields(Number(pid))[0];
    if (exitCode !== null || signalCode !== null || state === undefined || 'TtZX'.includes(state))
      found.push('disturbance: a process of the host was stopped or ended');
    return found;
  }

  async close(): Promise<void> {
    const gone = this.bystander.exitCode === null && this.bystander.signalCode === null;
    const ended = gone ? once(this.bystander, 'exit') : Promise.resolve();
    this.bystander.kill('SIGKILL');
    await ended;
    await Promise.all(this.servers.map((server) => new Promise((resolve) => server.close(resolve))));
    rmSync(this.target.folder, { recursive: true, force: true });
  }
}

/** A listener that greets with a word. */
async function listen(
  greeting: string,
  place: { port: number; host: string } | { path: string },
  accepted: () => void,
): Promise<Server> {
  const server = createServer((socket) => {
    accepted();
    socket.on('error', () => undefined).end(greeting);
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(place, resolve));
  return server;
}

/** A process of our user that does nothing and ends with us. */
function startBystander(word: string): ChildProcess {
  return spawn('/bin/cat', [], { env: { LECTERN_BYSTANDER: word }, stdio: ['pipe', 'ignore', 'ignore'] });
}

/** CAP_SYS_RESOURCE in the first user namespace; root in a container often has not. */
function hasResourceCapability(): boolean {
  const effective = /^CapEff:\s+([0-9a-f]+)/mu.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
  return ((BigInt(`0x${effective}`) >> CAP_SYS_RESOURCE) & 1n) === 1n;
}

function addressesOfHost(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);
}
