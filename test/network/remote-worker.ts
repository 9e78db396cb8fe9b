import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { boxUsersOf } from '../../bench/abandoned.js';
import type { WorkerSite } from './worker-site.js';

const ROOT = join(import.meta.dirname, '../..');

/** `lectern worker` at a site, with nothing but the server's address and a token; the same folder in each of its lives. */
export class RemoteWorker {
  private readonly folder = mkdtempSync(join(tmpdir(), 'lectern-remote-'));
  private child: ChildProcess | null = null;
  private said = '';

  constructor(
    readonly name: string,
    private readonly site: WorkerSite,
    token: string,
    private readonly options: readonly string[] = [],
  ) {
    this.writeToken(token);
  }

  /** Puts a new token into its file. */
  writeToken(token: string): void {
    writeFileSync(join(this.folder, 'token'), `${token}\n`, { mode: 0o600 });
  }

  /** Everything its log has said. */
  get log(): string {
    return this.said;
  }

  /** Starts it; its process is the child itself, not a shell around it. */
  start(): void {
    const words = [
      ...[...this.site.enter, process.execPath, join(ROOT, 'dist/src/cli.js'), 'worker'],
      ...['--url', this.site.url, '--token-file', join(this.folder, 'token'), '--slots', '1'],
      ...['--name', this.name, '--work-dir', join(this.folder, 'work'), ...this.options],
    ];
    const [program = '', ...rest] = words;
    // Another folder than ours and an empty environment: nothing of the server is at hand.
    this.child = spawn(program, rest, {
      cwd: '/',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: '/usr/bin:/bin:/usr/sbin:/sbin' },
    });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on('data', (piece: Buffer) => (this.said += piece.toString('utf8')));
  }

  /** Host users that it has claimed for its boxes; none when it is not root or does not run. */
  get boxUsers(): number[] {
    return this.child?.pid === undefined ? [] : boxUsersOf(this.child.pid);
  }

  signal(signal: NodeJS.Signals): void {
    this.child?.kill(signal);
  }

  /** Sends the signal and resolves with exit code and signal once it is gone. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<[number | null, NodeJS.Signals | null]> {
    const { child } = this;
    if (child === null) return [null, null];
    if (child.exitCode !== null || child.signalCode !== null) return [child.exitCode, child.signalCode];
    const gone = once(child, 'exit');
    child.kill(signal);
    return (await gone) as [number | null, NodeJS.Signals | null];
  }

  /** What its work folder holds, but for the two folders that stay, and what it keeps so as not to fetch it again. */
  leftovers(): string[] {
    const paths = readdirSync(join(this.folder, 'work'), { recursive: true, encoding: 'utf8' });
    const used = paths.filter((path) => path !== 'cache' && !path.startsWith(join('cache', '/')));
    return used.filter((path) => !['jobs', 'sandbox', join('sandbox', 'stage')].includes(path));
  }

  async remove(): Promise<void> {
    await this.end('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}
