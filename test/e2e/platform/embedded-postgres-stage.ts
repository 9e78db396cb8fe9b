import { transformFile } from '@swc/core';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, cp, lstat, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { findNativeFolder } from '../../../src/platform/database/embedded/postgres-binaries.js';

/** What a child process is told to do with the supervisor. */
export interface ChildTask {
  home: string;
  nativeFolder: string;
  durable: boolean;
  /** Take the lock of the home folder first, as the server does. */
  lock?: boolean;
  reuse?: boolean;
}

/** What a child process says once its server is up, or why there is none. */
export interface ChildAnswer {
  url: string;
  adminUrl: string;
  reused: boolean;
  error?: string;
}

const CHILD = `
import { startEmbeddedPostgres } from './embedded/embedded-postgres.js';
import { lockHome } from './embedded/home-lock.js';
const task = JSON.parse(process.argv[2]);
try {
  if (task.lock) lockHome(task.home);
  const server = await startEmbeddedPostgres(task);
  process.stdin.once('data', async () => {
    await server.stop();
    process.exit(0);
  });
  console.log(JSON.stringify({ url: server.url, adminUrl: server.adminUrl, reused: server.reused }));
} catch (error) {
  console.log(JSON.stringify({ error: error.name + ': ' + error.message }));
  process.exit(1);
}
`;

/** A folder that every account can read, with the compiled supervisor, its packages and the server's programs. */
export class Stage {
  private readonly children = new Set<ChildProcess>();

  private constructor(
    readonly folder: string,
    private readonly node: string,
  ) {}

  static async make(): Promise<Stage> {
    const folder = await mkdtemp(join(tmpdir(), 'lectern-stage-'));
    await chmod(folder, 0o755);
    const source = join(import.meta.dirname, '../../../src/platform/database/embedded');
    await mkdir(join(folder, 'embedded'));
    for (const name of (await readdir(source)).filter((file) => /(?<!\.spec)\.ts$/.test(file))) {
      const { code } = await transformFile(join(source, name), {
        swcrc: false,
        jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
        module: { type: 'es6' },
      });
      await writeFile(join(folder, 'embedded', name.replace(/\.ts$/, '.js')), code);
    }
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
    await writeFile(join(folder, 'child.js'), CHILD);
    await copyPackage('pg', import.meta.filename, join(folder, 'node_modules'));
    await cp(findNativeFolder(), join(folder, 'package/native'), { recursive: true, verbatimSymlinks: true });
    return new Stage(folder, await reachableNode(folder));
  }

  /** The programs with the links that the postinstall script makes. */
  get nativeFolder(): string {
    return join(this.folder, 'package/native');
  }

  /** A copy of the programs below `parent`, without links unless asked for; resolves with its path. */
  async copyNative(parent: string, { links }: { links: boolean }): Promise<string> {
    const native = join(parent, 'package/native');
    await cp(this.nativeFolder, native, {
      recursive: true,
      verbatimSymlinks: true,
      filter: async (path) => links || !(await lstat(path)).isSymbolicLink(),
    });
    return native;
  }

  /** Runs the supervisor in a process of its own, as account `uid` if given, without any locale. */
  start(task: ChildTask, uid?: number): { child: ChildProcess; answer: Promise<ChildAnswer> } {
    const command = [this.node, join(this.folder, 'child.js'), JSON.stringify(task)];
    const account = uid === undefined ? {} : { uid, gid: uid };
    const child = spawn(command[0]!, command.slice(1), {
      ...account,
      cwd: '/',
      env: { PATH: process.env['PATH'] ?? '', LANG: undefined, LC_ALL: undefined },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.children.add(child);
    child.once('close', () => this.children.delete(child));
    const answer = new Promise<ChildAnswer>((resolve, reject) => {
      createInterface({ input: child.stdout! }).once('line', (line) =>
        resolve(JSON.parse(line) as ChildAnswer),
      );
      child.once('error', reject);
      child.once('close', (code) => reject(new Error(`The child ended with ${code} and said nothing.`)));
    });
    return { child, answer };
  }

  /** Ends a child in good order. */
  async stop(child: ChildProcess): Promise<void> {
    const closed = new Promise((resolve) => child.once('close', resolve));
    child.stdin!.write('stop\n');
    await closed;
  }

  async remove(): Promise<void> {
    for (const child of this.children) {
      const closed = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGKILL');
      await closed;
    }
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Node.js itself may lie below a folder that only root can enter. */
async function reachableNode(folder: string): Promise<string> {
  if (process.getuid?.() !== 0) return process.execPath;
  const trial = spawnSync(process.execPath, ['--version'], { uid: 65534, gid: 65534, cwd: '/' });
  if (trial.status === 0) return process.execPath;
  const copy = join(folder, 'node');
  await cp(process.execPath, copy);
  return copy;
}

async function copyPackage(name: string, from: string, target: string): Promise<void> {
  const description = findDescription(name, from);
  await cp(dirname(description), join(target, name), {
    recursive: true,
    filter: (path) => !path.slice(dirname(description).length).includes('node_modules'),
  });
  const { dependencies } = JSON.parse(await readFile(description, 'utf8')) as {
    dependencies?: Record<string, string>;
  };
  for (const dependency of Object.keys(dependencies ?? {})) {
    await copyPackage(dependency, description, target);
  }
}

function findDescription(name: string, from: string): string {
  const folders = createRequire(from).resolve.paths(name) ?? [];
  const found = folders.map((folder) => join(folder, name, 'package.json')).find((path) => existsSync(path));
  if (!found) throw new Error(`${name} is not installed.`);
  return found;
}
