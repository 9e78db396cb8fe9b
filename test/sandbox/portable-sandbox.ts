import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  chmodSync,
} from 'node:fs';
import { execFileSync, spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { transformSync } from '@swc/core';

import { compileAttacks } from '../../src/modules/execution/attacks/programs.js';

const REPOSITORY = join(__dirname, '../..');
const SOURCES = ['src/modules/execution/sandbox', 'src/modules/execution/attacks', 'src/cli'];

/** An unprivileged user and group that exist on every system. */
export const NOBODY = 65_534;

/**
 * A copy of the sandbox, its command and the attacks that every user can read and plain node can run, wherever
 * the repository lies; so that a test run by root can run the very same code as an ordinary user.
 */
export class PortableSandbox {
  readonly folder = mkdtempSync(join(tmpdir(), 'lectern-portable-'));
  /** Holds the compiled attacks; handed to boxes as their working folder. */
  readonly attacks = join(this.folder, 'programs');
  readonly driver = join(this.folder, 'driver.js');
  readonly command = join(this.folder, 'command.js');
  /** A node that every user may run. */
  readonly node: string;

  constructor() {
    chmodSync(this.folder, 0o755);
    writeFileSync(join(this.folder, 'package.json'), '{"type":"module"}');
    for (const source of SOURCES) this.transpile(source);
    cpSync(join(REPOSITORY, 'node_modules/commander'), join(this.folder, 'node_modules/commander'), {
      recursive: true,
    });
    writeFileSync(this.driver, DRIVER);
    writeFileSync(this.command, COMMAND);
    this.node = this.nodeForAll();
    cpSync(join(REPOSITORY, 'attacks'), join(this.folder, 'attacks'), { recursive: true });
    compileAttacks(join(REPOSITORY, 'attacks'), this.attacks);
    execFileSync('/usr/bin/chmod', ['-R', 'a+rX', this.folder]);
  }

  /** A new folder below this one that belongs to the user. */
  folderFor(user: number | null, name: string): string {
    const folder = mkdtempSync(join(this.folder, `${name}-`));
    if (user !== null) execFileSync('/usr/bin/chown', [`${user}:${user}`, folder]);
    return folder;
  }

  /** The words before a command that make it run as this user; null is whoever we are. */
  static as(user: number | null): string[] {
    if (user === null) return [];
    return ['/usr/bin/setpriv', `--reuid=${user}`, `--regid=${user}`, '--clear-groups', '--'];
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Ours, or a copy of it when it lies where only we may go. */
  private nodeForAll(): string {
    const user = process.getuid?.() === 0 ? NOBODY : null;
    const [program = '', ...rest] = [...PortableSandbox.as(user), process.execPath, '--version'];
    if (spawnSync(program, rest, { cwd: '/' }).status === 0) return process.execPath;
    const copy = join(this.folder, 'node');
    cpSync(process.execPath, copy, { dereference: true });
    return copy;
  }

  private transpile(source: string): void {
    for (const name of readdirSync(join(REPOSITORY, source))) {
      if (!name.endsWith('.ts') || name.endsWith('.spec.ts')) continue;
      const { code } = transformSync(readFileSync(join(REPOSITORY, source, name), 'utf8'), {
        filename: name,
        swcrc: false,
        jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
        module: { type: 'es6' },
      });
      const target = join(this.folder, source, name.replace(/\.ts$/u, '.js'));
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, code);
    }
  }
}

/** Opens a sandbox and serves one request a line; bytes travel as base64. */
const DRIVER = `
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { Sandbox } from './src/modules/execution/sandbox/sandbox.js';

const [root, minLevel, slots] = process.argv.slice(2);
const say = (message) => process.stdout.write(JSON.stringify(message) + '\\n');
const sandbox = await Sandbox.open({ root, minLevel, slots: Number(slots), ready: 2 });
say({ level: sandbox.level, layers: sandbox.layers });
const inputs = new Map();
for await (const line of createInterface({ input: process.stdin })) {
  const { id, request, input, streams, rest } = JSON.parse(line);
  if (rest) {
    await sandbox.rest();
    say({ id });
    continue;
  }
  const bytes = (value) => value.toString('base64');
  if (input !== undefined) {
    if (input === null) inputs.get(id).end();
    else inputs.get(id).write(Buffer.from(input, 'base64'));
    continue;
  }
  if (streams) inputs.set(id, (request.stdin = new PassThrough()));
  else if (request.stdin !== undefined) request.stdin = Buffer.from(request.stdin, 'base64');
  for (const { files = [] } of request.readOnly ?? [])
    for (const file of files) file.content = Buffer.from(file.content);
  if (request.channel) request.onChannel = (piece) => say({ id, piece: bytes(piece) });
  sandbox.run(request).then(
    (outcome) => say({ id, outcome: { ...outcome, stdout: bytes(outcome.stdout), stderr: bytes(outcome.stderr),
      channel: bytes(outcome.channel), files: outcome.files.map((file) => ({ ...file, content: bytes(file.content) })) } }),
    (error) => say({ id, error: error.name + ': ' + error.message }),
  );
}
await sandbox.close();
`;

const COMMAND = `
import { Command } from 'commander';
import { sandboxCommand } from './src/cli/sandbox.command.js';
await new Command('lectern').addCommand(sandboxCommand()).parseAsync();
`;
