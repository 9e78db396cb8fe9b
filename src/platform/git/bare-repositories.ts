import { randomUUID } from 'node:crypto';
import { access, mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { ENV, type Env } from '../config/env.js';
import { type Author, type Change, commitScript } from './commit-script.js';
import { exitOf, runGit, startGit } from './git-command.js';
import { BranchMovedError, GitFailedError } from './git.errors.js';

const ID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const KEY = new RegExp(`^${ID}/[a-z0-9-]+(/${ID})?$`);
const MAIN = 'refs/heads/main';
const UNFINISHED_HOURS = 1;
const RENEWAL_MS = 60_000;

/**
 * Bare repositories below `LECTERN_HOME/repositories`, named by keys made of ids (`<id>/<kind>` or `<id>/<kind>/<id>`).
 * A repository appears at once and whole: it is made apart and then moved to its place, so that of many that make the
 * same one at the same time, on whatever server, the first wins and the others use his.
 */
@Injectable()
export class BareRepositories {
  /** Folder of all repositories; no other user of the machine looks into it. */
  readonly root: string;
  private readonly unfinished: string;
  private readonly author: Author;
  private readonly making = new Map<string, Promise<void>>();

  constructor(@Inject(ENV) env: Env) {
    this.root = join(env.LECTERN_HOME, 'repositories');
    this.unfinished = join(this.root, 'unfinished');
    this.author = { name: 'Lectern', email: `noreply@${new URL(env.PUBLIC_URL).hostname}` };
  }

  isKey(text: string): boolean {
    return KEY.test(text);
  }

  /** The key as a path below `root`. */
  pathOf(key: string): string {
    if (!this.isKey(key)) throw new Error(`${key} is no key of a repository`);
    return `${key}.git`;
  }

  folderOf(key: string): string {
    return join(this.root, this.pathOf(key));
  }

  /**
   * Tells every server on this disk that the repository is in use, until the function that it resolves with is called:
   * the time of its folder is renewed each minute.
   */
  async hold(key: string): Promise<() => void> {
    const renew = async () => {
      const now = new Date();
      await utimes(this.folderOf(key), now, now).catch(() => undefined);
    };
    await renew();
    const renewal = setInterval(() => void renew(), RENEWAL_MS).unref();
    return () => clearInterval(renewal);
  }

  async exists(key: string): Promise<boolean> {
    return access(join(this.folderOf(key), 'HEAD')).then(
      () => true,
      () => false,
    );
  }

  /** Makes the repository, with one commit on main, unless it is there. @throws GitMissingError, GitFailedError */
  async ensureNew(key: string, first: Change): Promise<void> {
    await this.ensure(key, (folder) => this.write(folder, MAIN, null, first));
  }

  /** Makes the repository as a copy of the main branch of another one, unless it is there. */
  async ensureCopy(key: string, of: string): Promise<void> {
    await this.ensure(key, async (folder) => {
      const head = await this.head(of);
      await copyObjects(this.folderOf(of), folder, head);
      await runGit(folder, ['update-ref', MAIN, head]);
    });
  }

  /** Commit at the top of main, 40 hex. */
  async head(key: string): Promise<string> {
    return (await runGit(this.folderOf(key), ['rev-parse', '--verify', MAIN])).trim();
  }

  /**
   * Commits a change on main and returns the id of the commit; a change that changes nothing makes none and returns
   * the present one. @throws BranchMovedError when main was moved meanwhile, UnsafeGitPathError, GitFailedError
   */
  async commit(key: string, change: Change): Promise<string> {
    const end = await this.hold(key);
    try {
      return await this.commitHeld(key, change);
    } finally {
      end();
    }
  }

  /** As `commit`, beginning anew as often as others move main meanwhile; `change` is asked anew each time. */
  async commitOnTop(key: string, change: () => Promise<Change>): Promise<string> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.commit(key, await change());
      } catch (error) {
        if (!(error instanceof BranchMovedError) || attempt >= 20) throw error;
      }
    }
  }

  /** Whether main has the path. */
  async has(key: string, path: string): Promise<boolean> {
    const found = await runGit(this.folderOf(key), ['ls-tree', MAIN, '--', path]);
    return found.trim() !== '';
  }

  /** Removes what processes that died while making repositories left behind; returns how many. */
  async removeUnfinished(): Promise<number> {
    const names = await readdir(this.unfinished).catch(() => []);
    const before = Date.now() - UNFINISHED_HOURS * 3600_000;
    let removed = 0;
    for (const name of names) {
      const folder = join(this.unfinished, name);
      const found = await stat(folder).catch(() => null);
      if (found === null || found.mtimeMs >= before) continue;
      await rm(folder, { recursive: true, force: true });
      removed += 1;
    }
    return removed;
  }

  private async commitHeld(key: string, change: Change): Promise<string> {
    const folder = this.folderOf(key);
    const before = await this.head(key);
    const place = `refs/lectern/${randomUUID()}`;
    const made = await this.write(folder, place, before, change);
    const trees = await runGit(folder, ['rev-parse', `${before}^{tree}`, `${made}^{tree}`]);
    const [old, now] = trees.trim().split('\n');
    const kept = old === now ? before : made;
    const updates = [`delete ${place} ${made}\n`];
    if (kept !== before) updates.unshift(`update ${MAIN} ${kept} ${before}\n`);
    try {
      await runGit(folder, ['update-ref', '--stdin'], updates);
    } catch (error) {
      await runGit(folder, ['update-ref', '-d', place]).catch(() => undefined);
      if ((await this.head(key)) !== before) throw new BranchMovedError();
      throw error;
    }
    return kept;
  }

  /** Makes it once at a time in this process; see the class for other processes. */
  private async ensure(key: string, fill: (folder: string) => Promise<unknown>): Promise<void> {
    if (await this.exists(key)) return;
    let making = this.making.get(key);
    if (making === undefined) {
      making = this.make(key, fill).finally(() => this.making.delete(key));
      this.making.set(key, making);
    }
    await making;
  }

  private async make(key: string, fill: (folder: string) => Promise<unknown>): Promise<void> {
    const [folder, target] = [join(this.unfinished, `${randomUUID()}.git`), this.folderOf(key)];
    await mkdir(this.root, { recursive: true, mode: 0o700 });
    await mkdir(folder, { recursive: true });
    try {
      await runGit(folder, ['init', '--quiet', '--bare', '--template=', '--initial-branch=main', '.']);
      await fill(folder);
      await mkdir(dirname(target), { recursive: true });
      await rename(folder, target);
    } catch (error) {
      if (!(await this.exists(key))) throw error;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  private async write(folder: string, ref: string, parent: string | null, change: Change): Promise<string> {
    const script = [...commitScript(ref, parent, change, this.author)];
    const output = await runGit(folder, ['fast-import', '--quiet', '--done'], script);
    const id = output.trim();
    if (!/^[0-9a-f]{40,64}$/.test(id)) throw new GitFailedError('fast-import', output);
    return id;
  }
}

/** Copies a commit and everything below it from one repository to another. */
async function copyObjects(from: string, to: string, commit: string): Promise<void> {
  const source = startGit(['pack-objects', '--revs', '--stdout', '--quiet'], { folder: from });
  const target = startGit(['index-pack', '--stdin'], { folder: to });
  source.stdin.on('error', () => undefined).end(`${commit}\n`);
  target.stdin.on('error', () => undefined);
  source.stdout.pipe(target.stdin);
  source.stderr.resume();
  target.stderr.resume();
  target.stdout.resume();
  const codes = await Promise.all([exitOf(source), exitOf(target)]);
  if (codes.some((code) => code !== 0)) throw new GitFailedError('pack-objects', 'the copy failed');
}
