import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { KnownContent } from '../../../platform/http/known-content.js';
import { exampleErrors } from '../examples.errors.js';
import { ExampleVersionRepository } from '../repositories/example-version.repository.js';
import { ExampleRepository } from '../repositories/example.repository.js';
import type { ExampleFileRow } from '../repositories/example-file.repository.js';
import type { ExampleDownloadResponse, ExampleFileSet } from '../schemas/example-transfer.schema.js';
import type { ExampleVersionRow } from '../schemas/example-version.schema.js';
import { ExampleContents } from './example-contents.service.js';
import { encodeExampleFiles } from './example-files.js';

/** A version before the contents of its files are read. */
interface ListedVersion {
  facts: Omit<ExampleFileSet, 'files'>;
  files: ExampleFileRow[];
}

/** Downloads of whole versions; who may have them is decided before. */
@Injectable()
export class ExampleDownloadService {
  constructor(
    private readonly examples: ExampleRepository,
    private readonly versions: ExampleVersionRepository,
    private readonly contents: ExampleContents,
  ) {}

  /** The version with the highest number. 404 CONTENT_005 when there is none. */
  async newest(exampleId: string, withDependencies: boolean): Promise<KnownContent<ExampleDownloadResponse>> {
    const [version] = await this.versions.listNewestFirst(exampleId);
    if (version === undefined) throw exampleErrors.versionNotFound();
    return this.answer(version, withDependencies);
  }

  /** 404 CONTENT_005 when there is no such version, or none of a dependency that fits. */
  async version(
    versionId: string,
    withDependencies: boolean,
  ): Promise<KnownContent<ExampleDownloadResponse>> {
    const version = await this.versions.find(versionId);
    if (version === null) throw exampleErrors.versionNotFound();
    return this.answer(version, withDependencies);
  }

  private async answer(
    version: ExampleVersionRow,
    withDependencies: boolean,
  ): Promise<KnownContent<ExampleDownloadResponse>> {
    const sets = [await this.listed(version)];
    const needed = withDependencies ? await this.contents.needed(version.example_id) : [];
    for (const dependency of needed) sets.push(await this.listed(dependency));
    const hash = createHash('sha256')
      .update(JSON.stringify([withDependencies, sets]))
      .digest('hex');
    return { hash, read: () => this.read(sets, withDependencies) };
  }

  private async read(
    [main, ...needed]: readonly ListedVersion[],
    withDependencies: boolean,
  ): Promise<ExampleDownloadResponse> {
    if (main === undefined) throw exampleErrors.versionNotFound();
    const { title: _title, ...files } = await this.fileSet(main);
    if (!withDependencies) return { ...files, dependencies: null };
    const dependencies: ExampleFileSet[] = [];
    for (const dependency of needed) dependencies.push(await this.fileSet(dependency));
    return { ...files, dependencies };
  }

  /** Everything of a version but the contents of its files, which their hashes stand for. */
  private async listed(version: ExampleVersionRow): Promise<ListedVersion> {
    const example = await this.examples.find(version.example_id);
    if (example === null) throw exampleErrors.exampleNotFound();
    const facts = {
      example_id: example.id,
      version_id: version.id,
      version_tag: version.version_tag,
      identifier: example.identifier,
      directory: example.directory,
      title: version.title ?? example.title,
      meta: version.meta,
      test: version.test,
    };
    return { facts, files: await this.contents.list(version.id) };
  }

  private async fileSet({ facts, files }: ListedVersion): Promise<ExampleFileSet> {
    const { meta, test, ...head } = facts;
    return { ...head, files: encodeExampleFiles(await this.contents.readListed(files)), meta, test };
  }
}
