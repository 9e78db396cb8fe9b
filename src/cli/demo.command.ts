import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { runDemo } from '../../demo/journey.js';
import { projectRoot } from '../../demo/paths.js';
import { readEnv } from '../platform/config/env.js';
import { answers, DemoServer } from './demo-server.js';

/** What the command takes from the configuration when no option says otherwise. */
interface DemoDefaults {
  /** LECTERN_URL, else PUBLIC_URL. */
  readonly url: string;
  readonly username: string;
  /** ADMIN_PASSWORD; undefined: the file admin-password in `home`. */
  readonly password: string | undefined;
  /** LECTERN_HOME */
  readonly home: string;
}

interface DemoFlags {
  readonly url?: string;
  readonly username?: string;
  readonly password?: string;
  readonly out: string;
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * `lectern demo`: walks the journey against a running server, or against one that it starts and stops when
 * none answers. The exit code is 1 when a verdict differs.
 */
export function demoCommand(): Command {
  return new Command('demo')
    .description('walk the whole journey, from an empty course to the gradebook, and check every verdict')
    .option('--url <url>', 'address of the server')
    .option('--username <name>', 'name of an administrator')
    .option('--password <password>', 'password of the administrator')
    .option('--out <folder>', 'folder for the chart of scores', join('demo', 'output'))
    .action(async (flags: DemoFlags) => {
      const defaults = defaultsFromEnvironment();
      const url = (flags.url ?? defaults.url).replace(/\/+$/, '');
      const server = await serverFor(url, flags.out);
      try {
        const ok = await walk(url, flags, defaults);
        if (!ok) process.exitCode = 1;
      } finally {
        await server?.stop();
      }
    });
}

function defaultsFromEnvironment(): DemoDefaults {
  const env = readEnv();
  return {
    url: env.LECTERN_URL ?? env.PUBLIC_URL,
    username: env.ADMIN_USERNAME,
    password: env.ADMIN_PASSWORD,
    home: env.LECTERN_HOME,
  };
}

async function walk(url: string, flags: DemoFlags, defaults: DemoDefaults): Promise<boolean> {
  const { ok } = await runDemo({
    url,
    username: flags.username ?? defaults.username,
    // Read late: a server that was started just now has only now written the file.
    password: flags.password ?? defaults.password ?? storedPassword(defaults.home),
    out: resolve(flags.out),
    log: (line) => console.log(line),
    interactive: process.stdout.isTTY === true,
    home: defaults.home,
  });
  return ok;
}

async function serverFor(url: string, out: string): Promise<DemoServer | undefined> {
  if (await answers(url)) {
    console.log(`Using the server at ${url}`);
    return undefined;
  }
  if (!LOOPBACK.has(new URL(url).hostname)) throw new Error(`no server answers at ${url}`);
  const logFile = resolve(out, 'server.log');
  console.log(`No server answers at ${url}; starting one (its output: ${logFile})`);
  // As npm start does it, so that what the system lacks is installed; it becomes the server itself.
  const server = await DemoServer.start(join(projectRoot(), 'scripts', 'start.mjs'), url, logFile);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void server.stop().finally(() => process.exit(1)));
  }
  return server;
}

function storedPassword(home: string): string {
  const path = join(home, 'admin-password');
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw new Error(
      `the administrator's password is neither in ADMIN_PASSWORD nor in ${path}; name it with --password`,
      { cause: error },
    );
  }
}
