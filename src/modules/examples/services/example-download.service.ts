import { Injectable } from '@nestjs/common';
import { exampleErrors } from '../examples.errors.js';
import { ExampleVersionRepository } from '../repositories/example-version.repository.js';
import { ExampleRepository } from '../repositories/example.repository.js';
import type { ExampleDownloadResponse, ExampleFileSet } from '../schemas/example-transfer.schema.js';
import type { ExampleVersionRow } from '../schemas/example-version.schema.js';
import { ExampleContents } from './example-contents.service.js';
import { encodeExampleFiles } from './example-files.js';

/** Downloads of whole versions; who may have them is decided before. */
@Injectable()
export class ExampleDownloadService {
  constructor(
    private readonly examples: ExampleRepository,
    private readonly versions: ExampleVersionRepository,
    private readonly contents: ExampleContents,
  ) {}

  /** The version with the highest number. 404 CONTENT_005 when there is none. */
  async newest(exampleId: string, withDependencies: boolean): Promise<ExampleDownloadResponse> {
    const [version] = await this.versions.listNewestFirst(exampleId);
    if (version === undefined) throw exampleErrors.versionNotFound();
    return this.answer(version, withDependencies);
  }

  /** 404 CONTENT_005 when there is no such version, or none of a dependency that fits. */
  async version(versionId: string, withDependencies: boolean): Promise<ExampleDownloadResponse> {
    const version = await this.versions.find(versionId);
    if (version === null) throw exampleErrors.versionNotFound();
    return this.answer(version, withDependencies);
  }

  private async answer(
    version: ExampleVersionRow,
    withDependencies: boolean,
  ): Promise<ExampleDownloadResponse> {
    const { title: _title, ...files } = await this.fileSet(version);
    if (!withDependencies) return { ...files, dependencies: null };
    const dependencies: ExampleFileSet[] = [];
    for (const needed of await this.contents.needed(version.example_id)) {
      dependencies.push(await this.fileSet(needed));
    }
    return { ...files, dependencies };
  }

  private async fileSet(version: ExampleVersionRow): Promise<ExampleFileSet> {
    const example = await this.examples.find(version.example_id);
    if (example === null) throw exampleErrors.exampleNotFound();
    return {
      example_id: example.id,
      version_id: version.id,
      version_tag: version.version_tag,
      identifier: example.identifier,
      directory: example.directory,
      title: version.title ?? example.title,
      files: encodeExampleFiles(await this.contents.read(version.id)),
      meta: version.meta,
      test: version.test,
    };
  }
}
