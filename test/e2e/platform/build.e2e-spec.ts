import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');

let clone: string;

beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'lectern-build-'));
  for (const path of ['scripts', 'bin', 'package.json', 'tsconfig.json', 'tsconfig.build.json']) {
    cpSync(join(ROOT, path), join(clone, path), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(clone, 'node_modules'));
  mkdirSync(join(clone, 'src'));
  write('cli.ts', 'console.log(JSON.stringify(process.argv.slice(2)));');
});

afterEach(() => rmSync(clone, { recursive: true }));

function write(name: string, text: string): void {
  writeFileSync(join(clone, 'src', name), text);
}

function run(...args: string[]) {
  return spawnSync(process.execPath, args, { cwd: clone, encoding: 'utf8' });
}

function output(name: string): string {
  return readFileSync(join(clone, 'dist/src', name), 'utf8');
}

describe('the build', () => {
  it('compiles when a source changed and not otherwise', () => {
    expect(run('scripts/build.mjs').stderr).toContain('compiling');
    const { ino, mtimeMs } = statSync(join(clone, 'dist/.sources'));
    // A checkout gives files new times; their content is what counts.
    write('cli.ts', readFileSync(join(clone, 'src/cli.ts'), 'utf8'));
    expect(run('scripts/build.mjs')).toMatchObject({ status: 0, stderr: '' });
    expect(statSync(join(clone, 'dist/.sources'))).toMatchObject({ ino, mtimeMs });
    write('cli.ts', 'console.log("second");');
    expect(run('scripts/build.mjs').status).toBe(0);
    expect(output('cli.js')).toContain('second');
  });

  it('removes what a removed source had become', () => {
    write('extra.ts', 'export const extra = 1;');
    run('scripts/build.mjs');
    expect(existsSync(join(clone, 'dist/src/extra.js'))).toBe(true);
    rmSync(join(clone, 'src/extra.ts'));
    run('scripts/build.mjs');
    expect(existsSync(join(clone, 'dist/src/extra.js'))).toBe(false);
    expect(existsSync(join(clone, 'dist/src/cli.js'))).toBe(true);
  });

  it('fails on a type error, and does not take what that left behind for built', () => {
    run('scripts/build.mjs');
    const good = readFileSync(join(clone, 'src/cli.ts'), 'utf8');
    write('cli.ts', 'export const broken: number = "no";');
    const failed = run('scripts/build.mjs');
    expect(failed.status).toBe(1);
    expect(failed.stderr).toContain('TS2322');
    write('cli.ts', good);
    expect(run('scripts/build.mjs').status).toBe(0);
    expect(output('cli.js')).toContain('process.argv');
  });

  it('is done by the command before it runs, without a word', () => {
    const { status, stdout, stderr } = run('bin/lectern.mjs', 'db', '--status');
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '["db","--status"]\n', stderr: '' });
  });
});
