import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import type { SandboxLevel } from '../sandbox/box.js';
import { statFields } from '../sandbox/process-meter.js';
import type { AttackTarget } from './attack.js';
import { Listener } from './listener.js';
import type { SecretWords } from './secret-words.js';

const READABLE = 0o644;
const SHARED = 0o666;
const PRIVATE = 0o600;
const OPEN_FOLDER = 0o755;
const CAP_SYS_RESOURCE = 24n;
const LOOK_MS = 10;
/** A safety net: a process that does nothing but answer, and has not by then, is not what it was. */
const LONGEST_MS = 60_000;

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
  private readonly before: string;

  private constructor(
    readonly target: AttackTarget,
    private readonly listeners: readonly Listener[],
    private readonly bystander: ChildProcess,
  ) {
    this.before = fingerprint(target.folder);
  }

  static async lay({ base, mark, level, root, words }: SurroundingsPlan): Promise<Surroundings> {
    const folder = join(base, `host-${mark}`);
    await mkdir(folder, { mode: OPEN_FOLDER });
    await chmod(folder, OPEN_FOLDER);
    const files = {
      open: join(folder, 'open'),
      shared: join(folder, 'shared'),
      closed: join(folder, 'closed'),
    };
    await writeFile(files.open, words.make(`an open file of the host (${mark})`), { mode: READABLE });
    await writeFile(files.closed, words.make(`a closed file of the host (${mark})`), { mode: PRIVATE });
    await writeFile(files.shared, words.make(`a shared file of the host (${mark})`));
    await chmod(files.shared, SHARED);
    const greeting = words.make(`a listener of the host (${mark})`);
    const places = { socket: join(folder, 'socket'), abstractName: `lectern-attack-${mark}` };
    const [tcp, ...others] = await Promise.all([
      Listener.atPort('a TCP port', greeting),
      Listener.atPath('a unix socket', places.socket, greeting),
      Listener.atPath('an abstract socket', `\0${places.abstractName}`, greeting),
    ]);
    const bystander = startBystander(words.make(`the environment of a process of the host (${mark})`));
    return new Surroundings(
      {
        ...{ level, root, folder, ...files, ...places },
        port: String(tcp.place.port),
        addresses: addressesOfHost(),
        ...{ worker: String(process.pid), bystander: String(bystander.pid) },
        fixesOomScore: hasResourceCapability(),
      },
      [tcp, ...others],
      bystander,
    );
  }

  /** What was done to them, one sentence each; empty when nothing was. */
  async observe(): Promise<string[]> {
    const found: string[] = [];
    for (const listener of this.listeners) {
      if (await listener.wasReached()) found.push(`connection: ${listener.what} of the host was reached`);
    }
    if (fingerprint(this.target.folder) !== this.before)
      found.push('change: files of the host are not what they were');
    if (!(await this.bystanderAnswers()))
      found.push('disturbance: a process of the host was stopped or ended');
    return found;
  }

  /** Signals that it was sent before take effect before it answers; one that was stopped or ended never does. */
  private async bystanderAnswers(): Promise<boolean> {
    const { stdin, stdout } = this.bystander;
    let answers = false;
    stdout?.once('data', () => (answers = true));
    stdin?.on('error', () => undefined).write('?\n');
    const end = performance.now() + LONGEST_MS;
    while (!answers && !this.bystanderIsOut() && performance.now() < end) await pause(LOOK_MS);
    return answers;
  }

  private bystanderIsOut(): boolean {
    const { exitCode, signalCode, pid } = this.bystander;
    const state = statFields(Number(pid))[0];
    return exitCode !== null || signalCode !== null || state === undefined || 'TtZX'.includes(state);
  }

  async close(): Promise<void> {
    const gone = this.bystander.exitCode === null && this.bystander.signalCode === null;
    const ended = gone ? once(this.bystander, 'exit') : Promise.resolve();
    this.bystander.kill('SIGKILL');
    await ended;
    await Promise.all(this.listeners.map((listener) => listener.close()));
    await rm(this.target.folder, { recursive: true, force: true });
  }
}

/** A process of our user that says what it is told, and ends with us. */
function startBystander(word: string): ChildProcess {
  return spawn('/bin/cat', [], { env: { LECTERN_BYSTANDER: word }, stdio: ['pipe', 'pipe', 'ignore'] });
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
