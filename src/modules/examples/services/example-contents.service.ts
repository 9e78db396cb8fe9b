import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ObjectStore } from '../../../platform/storage/object-store.js';
import { ObjectUsers } from '../../../platform/storage/object-users.js';
import type { ArchiveFile } from '../../../platform/storage/archive/archive-file.js';
import { exampleErrors } from '../examples.errors.js';
import {
  ExampleDependencyRepository,
  type NeededExample,
} from '../repositories/example-dependency.repository.js';
import { type ExampleFileRow, ExampleFileRepository } from '../repositories/example-file.repository.js';
import { ExampleVersionRepository } from '../repositories/example-version.repository.js';
import type { ExampleVersionRow } from '../schemas/example-version.schema.js';
import { mediaTypeOf, isBinaryName } from './binary-names.js';
import { pickVersion } from './version-tag.js';

/** Files that are written at the same time; each waits for the disk. */
const PARALLEL_WRITES = 8;

/** The files of versions, and which versions of other examples they need. */
@Injectable()
export class ExampleContents implements OnModuleInit {
  constructor(
    private readonly files: ExampleFileRepository,
    private readonly versions: ExampleVersionRepository,
    private readonly dependencies: ExampleDependencyRepository,
    private readonly objects: ObjectStore,
    private readonly users: ObjectUsers,
  ) {}

  onModuleInit(): void {
    this.users.register('examples', (hashes) => this.files.findUsed(hashes));
  }

  /** Stores contents durably, outside any transaction; what is then not referred to is swept some day. */
  async store(files: readonly ArchiveFile[]): Promise<ExampleFileRow[]> {
    const rows: ExampleFileRow[] = [];
    for (let start = 0; start < files.length; start += PARALLEL_WRITES) {
      const some = files.slice(start, start + PARALLEL_WRITES);
      rows.push(...(await Promise.all(some.map((file) => this.storeFile(file)))));
    }
    return rows;
  }

  /** Makes stored contents the files of a version, and the only ones; refused once the version is in use. */
  attach(versionId: string, stored: readonly ExampleFileRow[]): Promise<void> {
    return this.files.replace(versionId, stored);
  }

  /** The paths of all files of a version, sorted. */
  async listPaths(versionId: string): Promise<string[]> {
    return (await this.files.list(versionId)).map((row) => row.path);
  }

  /** The files of a version, sorted by path; those that `wanted` names. @throws ObjectNotFoundError, ObjectDamagedError */
  async read(versionId: string, wanted: (path: string) => boolean = () => true): Promise<ArchiveFile[]> {
    return this.readListed((await this.list(versionId)).filter((row) => wanted(row.path)));
  }

  /** The files of a version without their contents, sorted by path. */
  list(versionId: string): Promise<ExampleFileRow[]> {
    return this.files.list(versionId);
  }

  /** The contents of listed files, in the same order. @throws ObjectNotFoundError, ObjectDamagedError */
  async readListed(rows: readonly ExampleFileRow[]): Promise<ArchiveFile[]> {
    const found: ArchiveFile[] = [];
    for (const { path, content_hash, executable } of rows) {
      found.push({ path, executable, content: await this.objects.read(content_hash) });
    }
    return found;
  }

  /**
   * The versions that an example needs, directly or through others, sorted by identifier: of each the newest that fits
   * every constraint. @throws AppError CONTENT_005 when none fits
   */
  async needed(exampleId: string): Promise<ExampleVersionRow[]> {
    const chosen: ExampleVersionRow[] = [];
    for (const example of await this.dependencies.listNeeded(exampleId)) {
      chosen.push(await this.choose(example));
    }
    return chosen;
  }

  private async choose(needed: NeededExample): Promise<ExampleVersionRow> {
    const constraint = needed.constraints.filter((text) => text.trim() !== '').join(',');
    const versions = await this.versions.listNewestFirst(needed.id);
    const tag = pickVersion(
      versions.map((version) => version.version_tag),
      constraint,
    );
    const version = versions.find((candidate) => candidate.version_tag === tag);
    if (version === undefined) throw exampleErrors.noFittingVersion(needed.identifier, constraint);
    return version;
  }

  private async storeFile({ path, content, executable }: ArchiveFile): Promise<ExampleFileRow> {
    const { hash, size } = await this.objects.put(content);
    const media_type = isBinaryName(path) ? mediaTypeOf(path) : null;
    return { path, content_hash: hash, size, media_type, executable };
  }
}
