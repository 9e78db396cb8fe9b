import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { AddressInfo } from 'node:net';
import type { TestApplication } from '../setup/test-application.js';
import type { TestClient } from '../setup/test-client.js';

export interface GitResult {
  code: number;
  output: string;
}

const folders: string[] = [];
afterAll(() => Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true }))));

/** Starts listening and returns the origin. */
export async function listen(t: TestApplication): Promise<string> {
  await t.app.listen(0, '127.0.0.1');
  const { port } = t.app.getHttpServer().address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}

/** A fresh API token of a user. */
export async function gitToken(client: TestClient, scopes: string[] = []): Promise<string> {
  const answer = await client.post('/api-tokens', { name: 'git', scopes });
  if (answer.status !== 201) throw new Error(`no token: ${answer.status} ${answer.raw.toString()}`);
  return answer.body.token as string;
}

/** The real git client in an empty folder, without the configuration of the machine. */
export class GitClient {
  private constructor(readonly folder: string) {}

  static async open(): Promise<GitClient> {
    const folder = await mkdtemp(join(tmpdir(), 'lectern-git-'));
    folders.push(folder);
    return new GitClient(folder);
  }

  /** Runs git; never asks, never throws. */
  run(...args: string[]): Promise<GitResult> {
    return this.at('.', ...args);
  }

  /** Runs git in a folder below. */
  at(folder: string, ...args: string[]): Promise<GitResult> {
    const env = {
      PATH: process.env['PATH'],
      HOME: this.folder,
      LC_ALL: 'C.UTF-8',
      GIT_TERMINAL_PROMPT: '0',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_AUTHOR_NAME: 'Ada',
      GIT_AUTHOR_EMAIL: 'ada@uni.example',
      GIT_COMMITTER_NAME: 'Ada',
      GIT_COMMITTER_EMAIL: 'ada@uni.example',
    };
    return new Promise((resolve) => {
      execFile(
        'git',
        args,
        { cwd: join(this.folder, folder), env, maxBuffer: 64 * 1024 * 1024 },
        (error, stdout, stderr) => {
          const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
          resolve({ code, output: `${stdout}${stderr}` });
        },
      );
    });
  }

  /** Runs git in a folder below; throws when it fails. */
  async must(folder: string, ...args: string[]): Promise<string> {
    const { code, output } = await this.at(folder, ...args);
    if (code !== 0) throw new Error(`git ${args.join(' ')}: ${output}`);
    return output.trim();
  }

  async write(path: string, content: string | Buffer): Promise<void> {
    const file = join(this.folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

/** The clone URL of a repository with a token in it, as clients write it. */
export function cloneUrl(origin: string, path: string, token: string): string {
  return `${origin.replace('://', `://oauth2:${token}@`)}/git/${path}.git`;
}
