import { Injectable } from '@nestjs/common';
import { Transaction } from '../../../platform/database/transaction.js';
import { violates } from '../../../platform/http/database-error.js';
import { exampleErrors } from '../examples.errors.js';
import { ExampleDependencyRepository } from '../repositories/example-dependency.repository.js';
import { ExampleLibraryRepository } from '../repositories/example-repository.repository.js';
import { ExampleVersionRepository, type VersionFacts } from '../repositories/example-version.repository.js';
import { ExampleRepository } from '../repositories/example.repository.js';
import type { ExampleUploadRequest } from '../schemas/example-transfer.schema.js';
import { type ExampleVersionGet, toExampleVersionGet } from '../schemas/example-version.schema.js';
import { ExampleContents } from './example-contents.service.js';
import type { ExampleMeta } from './meta-yaml.js';
import { type CheckedUpload, readUpload } from './read-upload.js';

/** Uploads into the library (contract 06, section 2): all of an upload is kept, or nothing. */
@Injectable()
export class ExampleUploadService {
  constructor(
    private readonly tx: Transaction,
    private readonly repositories: ExampleLibraryRepository,
    private readonly examples: ExampleRepository,
    private readonly versions: ExampleVersionRepository,
    private readonly dependencies: ExampleDependencyRepository,
    private readonly contents: ExampleContents,
  ) {}

  /** @throws AppError VAL_001, VERSION_001, CONFLICT_001, EXAMPLE_VERSION_…; ArchiveError, StorageFullError */
  async upload(input: ExampleUploadRequest): Promise<ExampleVersionGet> {
    const upload = await readUpload(input.directory, input.files);
    const serviceId = await this.findBackend(upload.meta);
    const stored = await this.contents.store(upload.files);
    return this.tx.run(async () => {
      const repository = await this.repositories.lock(input.repository_id);
      if (repository === null) throw exampleErrors.repositoryNotFound();
      const exampleId = await this.saveExample(repository.id, input.directory, upload);
      await this.recordDependencies(repository.id, exampleId, upload.meta);
      const facts = versionFacts(
        upload,
        serviceId,
        `${repository.id}/${input.directory}/${upload.meta.version}`,
      );
      const versionId = await this.saveVersion(exampleId, upload.meta, {
        ...facts,
        title: facts.title ?? input.directory,
      });
      await this.contents.attach(versionId, stored);
      const version = await this.versions.find(versionId);
      if (version === null) throw exampleErrors.versionNotFound();
      return toExampleVersionGet(version);
    });
  }

  private async findBackend(meta: ExampleMeta): Promise<string> {
    const slug = meta.executionBackend?.slug;
    if (slug === undefined) throw exampleErrors.noBackend();
    const id = await this.versions.findEnabledService(slug);
    if (id === null) throw exampleErrors.unknownBackend(slug);
    return id;
  }

  private async saveExample(
    repositoryId: string,
    directory: string,
    { meta, identifier }: CheckedUpload,
  ): Promise<string> {
    try {
      return await this.examples.save(repositoryId, {
        directory,
        identifier,
        title: meta.title ?? directory,
        description: meta.description ?? null,
        subject: meta.subject ?? null,
        category: meta.category ?? null,
        tags: [...new Set(meta.tags)],
      });
    } catch (error) {
      throw violates(error, 'examples_identifier') ? exampleErrors.identifierTaken(identifier) : error;
    }
  }

  private async recordDependencies(
    repositoryId: string,
    exampleId: string,
    meta: ExampleMeta,
  ): Promise<void> {
    const constraints = new Map(
      meta.testDependencies.map(({ identifier, versionConstraint }) => [
        identifier,
        versionConstraint ?? null,
      ]),
    );
    const ids = await this.dependencies.findIds(repositoryId, [...constraints.keys()]);
    const needed = [...constraints].map(([identifier, versionConstraint]) => {
      const id = ids.get(identifier);
      if (id === undefined) throw exampleErrors.unknownDependency(identifier);
      return { exampleId: id, versionConstraint };
    });
    try {
      await this.dependencies.replace(exampleId, needed);
    } catch (error) {
      const circular = ['example_dependencies_no_cycle', 'example_dependencies_no_self'];
      throw circular.some((name) => violates(error, name)) ? exampleErrors.dependencyCycle() : error;
    }
  }

  /** A version that exists is replaced only when its author says so and nothing refers to it. */
  private async saveVersion(exampleId: string, meta: ExampleMeta, facts: VersionFacts): Promise<string> {
    const existing = await this.versions.lockByTag(exampleId, meta.version);
    if (existing === null) return this.versions.insert(exampleId, meta.version, facts);
    if (!meta.updateExisting || (await this.versions.isUsed(existing.id))) {
      throw exampleErrors.versionExists(meta.version);
    }
    await this.versions.replace(existing.id, facts);
    return existing.id;
  }
}

function versionFacts(upload: CheckedUpload, testingServiceId: string, storagePath: string): VersionFacts {
  const { meta } = upload;
  return {
    storagePath,
    title: meta.title ?? null,
    description: meta.description ?? null,
    language: meta.language,
    license: meta.license,
    executionBackend: { ...meta.executionBackend },
    studentSubmissionFiles: meta.studentSubmissionFiles,
    additionalFiles: meta.additionalFiles,
    studentTemplates: meta.studentTemplates,
    testFiles: meta.testFiles,
    testingServiceId,
    meta: upload.rawMeta,
    test: upload.rawTest,
  };
}
