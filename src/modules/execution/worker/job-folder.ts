import { lstat, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, sep } from 'node:path';
import type { ArchiveFile } from '../../../platform/storage/archive/archive-file.js';
import { safePath } from '../../../platform/storage/archive/safe-path.js';
import type { TesterDirectories } from '../tester/tester-input.js';
import type { ExampleDownload, ExampleFiles } from './server-client.js';

const PREFIX = 'lectern-job-';
const OWNED = new RegExp(`^${PREFIX}(\\d+)-`);
const MAX_PATH_BYTES = 1024;
const MAX_ARTIFACTS = 1000;
const MAX_ARTIFACT_BYTES = 100 * 1024 * 1024;
const DATA_URI = /^data:[^,]{0,200};base64,/;

/**
 * The folders of one job, below a folder of the worker or the system's temporary one. Their names have capitals: dependencies lie beside
 * them under their identifiers, which have none.
 */
export class JobFolder {
  private constructor(private readonly root: string) {}

  static async create(below = tmpdir()): Promise<JobFolder> {
    return new JobFolder(await mkdtemp(join(below, `${PREFIX}${process.pid}-`)));
  }

  get directories(): TesterDirectories {
    return {
      student: join(this.root, 'Student'),
      reference: join(this.root, 'Reference'),
      tests: join(this.root, 'Tests'),
      artifacts: join(this.root, 'Artifacts'),
    };
  }

  /** Puts hand-in, example and its dependencies where the tester looks for them; `testFiles` are paths in the example. */
  async fill(
    handIn: readonly ArchiveFile[],
    example: ExampleDownload,
    testFiles: readonly string[],
  ): Promise<void> {
    const { student, reference, tests, artifacts } = this.directories;
    for (const folder of [student, reference, tests, artifacts]) await mkdir(folder, { recursive: true });
    for (const file of handIn) await put(student, file.path, file.content);
    await putExample(reference, example);
    for (const dependency of example.dependencies ?? []) {
      await putExample(
        join(this.root, safePath(dependency.identifier.toLowerCase(), MAX_PATH_BYTES)),
        dependency,
      );
    }
    for (const path of testFiles) await this.copyTestFile(path, example);
  }

  /** What the tests left in the folder of artifacts: regular files only, within the limits of an upload. */
  async artifacts(): Promise<{ path: string; content: Buffer }[]> {
    const found: { path: string; content: Buffer }[] = [];
    let bytes = 0;
    const { artifacts } = this.directories;
    for (const entry of await readdir(artifacts, { recursive: true, withFileTypes: true })) {
      const file = join(entry.parentPath, entry.name);
      const { size } = await lstat(file);
      bytes += size;
      if (!entry.isFile() || found.length >= MAX_ARTIFACTS || bytes > MAX_ARTIFACT_BYTES) continue;
      const path = file
        .slice(artifacts.length + 1)
        .split(sep)
        .join('/');
      found.push({ path, content: await readFile(file) });
    }
    return found;
  }

  async remove(): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
  }

  /** A test file, or all files below a folder of tests. */
  private async copyTestFile(path: string, example: ExampleFiles): Promise<void> {
    // As its author wrote it in meta.yaml: perhaps ./file or folder/.
    const wanted = path.replace(/^\.\//, '').replace(/\/+$/, '');
    const prefix = `${wanted}/`;
    for (const [name, content] of Object.entries(example.files)) {
      if (name === wanted || name.startsWith(prefix))
        await put(this.directories.tests, name, decode(content));
    }
  }
}

/** Removes the folders of workers that are gone. */
export async function sweepJobFolders(below = tmpdir()): Promise<void> {
  for (const name of await readdir(below)) {
    const pid = Number(OWNED.exec(name)?.[1]);
    if (pid && !isAlive(pid)) {
      await rm(join(below, name), { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function putExample(folder: string, example: ExampleFiles): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [path, content] of Object.entries(example.files)) await put(folder, path, decode(content));
}

async function put(folder: string, path: string, content: Buffer): Promise<void> {
  const file = join(folder, safePath(path, MAX_PATH_BYTES));
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content, { flag: 'wx' });
}

/** Files of an example come as text, or as a data URI where they are no text. */
function decode(content: string): Buffer {
  const head = DATA_URI.exec(content.slice(0, 300))?.[0];
  return head === undefined ? Buffer.from(content) : Buffer.from(content.slice(head.length), 'base64');
}
