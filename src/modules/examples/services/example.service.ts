import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { exampleErrors } from '../examples.errors.js';
import { ExampleVersionRepository } from '../repositories/example-version.repository.js';
import { ExampleRepository } from '../repositories/example.repository.js';
import { type ExampleVersionQuery, toExampleVersionGet } from '../schemas/example-version.schema.js';
import { type ExampleQuery, toExampleGet } from '../schemas/example.schema.js';
import { sameVersions } from './version-tag.js';

/** Reading the library. */
@Injectable()
export class ExampleService {
  constructor(
    private readonly examples: ExampleRepository,
    private readonly versions: ExampleVersionRepository,
  ) {}

  list(actor: Actor, query: ExampleQuery) {
    return this.examples.listVisible(actor, query);
  }

  /** 404 CONTENT_004 when there is none for the actor. */
  async get(actor: Actor, id: string) {
    const example = await this.examples.findVisible(actor, id);
    const repository = example === null ? null : await this.examples.findRepositoryOf(id);
    if (example === null || repository === null) throw exampleErrors.exampleNotFound();
    const versions = await this.versions.listNewestFirst(id);
    return toExampleGet({
      example,
      repository,
      versions,
      dependencies: await this.examples.listDependencies(id),
    });
  }

  /** 404 CONTENT_004 when there is no such example for the actor. */
  async listVersions(actor: Actor, exampleId: string, query: ExampleVersionQuery) {
    const example = await this.examples.findVisible(actor, exampleId);
    if (example === null) throw exampleErrors.exampleNotFound();
    return this.versions.listOfExample(exampleId, query, query.version_tag?.flatMap(sameVersions) ?? null);
  }

  /** 404 CONTENT_005 when there is none for the actor. */
  async getVersion(actor: Actor, versionId: string) {
    const version = await this.versions.findVisible(actor, versionId);
    if (version === null) throw exampleErrors.versionNotFound();
    return toExampleVersionGet(version);
  }
}
