import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ensureBuilt } from './build.mjs';
import { ensureSystem } from './setup.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const MAIN = join(ROOT, 'dist', 'src', 'main.js');

/**
 * `npm start`: compiles what changed, installs what the system lacks, and becomes the server. The server runs in
 * this very process, so every signal reaches it, kill -9 included.
 */
async function start() {
  // Not together: the compiler would keep a failing build waiting for apt.
  await ensureBuilt();
  await ensureSystem();
  endWithNpm();
  await import(MAIN);
}

/** npm passes a signal on, but kill -9 gives it no time to: the server then notices that its parent is gone. */
function endWithNpm() {
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event !== 'start' || parent === 1) return;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 1000).unref();
}

/** `npm run dev`: the compiler watches, and every compilation without errors restarts the server. */
async function watch() {
  await ensureSystem();
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const compiler = spawn(
    process.execPath,
    [tsc, '-p', 'tsconfig.build.json', '--watch', '--preserveWatchOutput'],
    {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const server = new RestartableServer();
  createInterface({ input: compiler.stdout }).on('line', (line) => {
    console.log(line);
    if (line.includes('Found 0 errors')) server.restart();
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      compiler.kill();
      server.stop(signal).then(() => process.exit(0));
    });
  }
}

/** The server as a child process; a restart waits until the old one has let go of its port and its home. */
class RestartableServer {
  #turn = Promise.resolve();
  #child;

  restart() {
    this.#turn = this.#turn.then(async () => {
      await this.#end('SIGTERM');
      this.#child = spawn(process.execPath, ['--enable-source-maps', MAIN], { cwd: ROOT, stdio: 'inherit' });
    });
  }

  async stop(signal) {
    await this.#turn;
    await this.#end(signal);
  }

  #end(signal) {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
    return new Promise((resolve) => {
      child.once('close', resolve);
      child.kill(signal);
    });
  }
}

await (process.argv.includes('--watch') ? watch() : start()).catch((error) => {
  console.error(`lectern: ${error.stack ?? error.message}`);
  process.exit(1);
});
