import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { ExampleVersionRepository } from '../repositories/example-version.repository.js';
import { ExampleRepository } from '../repositories/example.repository.js';
import type { ExampleVersionRow } from '../schemas/example-version.schema.js';
import type { ExampleRow } from '../schemas/example.schema.js';
import { exampleErrors } from '../examples.errors.js';
import { sameVersions } from './version-tag.js';

/** How somebody names an example. */
export interface ExampleName {
  id?: string | null;
  identifier?: string | null;
}

/** What other modules ask the library for. */
@Injectable()
export class ExampleCatalogue {
  constructor(
    private readonly examples: ExampleRepository,
    private readonly versions: ExampleVersionRepository,
  ) {}

  /**
   * The example of this id, else of this identifier, that the actor sees; of several repositories that of the
   * organization goes first. 404 CONTENT_004 when there is none.
   */
  async findExample(actor: Actor, name: ExampleName, organizationId: string): Promise<ExampleRow> {
    const example =
      name.id != null
        ? await this.examples.findVisible(actor, name.id)
        : await this.examples.findVisibleByIdentifier(actor, name.identifier ?? '', organizationId);
    if (example === null) throw exampleErrors.exampleNotFound();
    return example;
  }

  /** The example, whoever asks; null when it is gone. */
  find(exampleId: string): Promise<ExampleRow | null> {
    return this.examples.find(exampleId);
  }

  /** The version, whoever asks; null when it is gone. */
  findVersion(versionId: string): Promise<ExampleVersionRow | null> {
    return this.versions.find(versionId);
  }

  /**
   * The version of a tag, as written or normalised, or the newest for `latest`; within a transaction it does not change
   * until its end. 404 CONTENT_005 when there is none.
   */
  async takeVersion(exampleId: string, tag: string): Promise<ExampleVersionRow> {
    const version = await this.versions.share(exampleId, sameVersions(tag));
    if (version === null) throw exampleErrors.versionNotFound();
    return version;
  }

  /** The newest version in the same way, or null when there is none. */
  takeNewest(exampleId: string): Promise<ExampleVersionRow | null> {
    return this.versions.share(exampleId, ['latest']);
  }
}
