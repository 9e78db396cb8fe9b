import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { uuidv7 } from 'uuidv7';
import type { Actor } from '../../../access/actor.js';
import { visibleExampleRepositories } from '../../../access/visibility/example-repositories.js';
import { listPage } from '../../../platform/database/listing.js';
import { Transaction } from '../../../platform/database/transaction.js';
import {
  type ExampleVersionListRow,
  type ExampleVersionQuery,
  type ExampleVersionRow,
  toExampleVersionList,
} from '../schemas/example-version.schema.js';
import { ExampleVersion } from '../entities/example-version.entity.js';

/** What an upload says about its version; names as in the entity. */
export type VersionFacts = Pick<
  ExampleVersion,
  | 'storagePath'
  | 'title'
  | 'description'
  | 'language'
  | 'license'
  | 'executionBackend'
  | 'studentSubmissionFiles'
  | 'additionalFiles'
  | 'studentTemplates'
  | 'testFiles'
  | 'testingServiceId'
  | 'meta'
  | 'test'
>;

const FROM = sql`FROM example.example_versions v JOIN example.examples e ON e.id = v.example_id
  JOIN example.example_repositories er ON er.id = e.example_repository_id`;

/** Versions of examples, without their files. */
@Injectable()
export class ExampleVersionRepository {
  constructor(private readonly tx: Transaction) {}

  /** `tags`: any of these, `latest` meaning the newest; null: all. */
  async listOfExample(exampleId: string, query: ExampleVersionQuery, tags: readonly string[] | null) {
    const newest = sql`(SELECT max(n.version_number) FROM example.example_versions n WHERE n.example_id = ${exampleId})`;
    const wanted =
      tags === null
        ? sql`TRUE`
        : sql`(v.version_tag = ANY(${tags}) OR (${tags.includes('latest')} AND v.version_number = ${newest}))`;
    return listPage<ExampleVersionListRow, ReturnType<typeof toExampleVersionList>>(
      this.tx,
      {
        select: sql`SELECT v.id, v.version_tag, v.version_number, v.title, v.description, v.testing_service_id,
                           v.example_id, v.created_at, v.updated_at FROM example.example_versions v`,
        where: [sql`v.example_id = ${exampleId}`, wanted],
        order: sql`v.version_number DESC`,
        tieBreak: sql`v.id`,
        paging: query,
      },
      toExampleVersionList,
    );
  }

  async findVisible(actor: Actor, id: string): Promise<ExampleVersionRow | null> {
    return this.tx.row<ExampleVersionRow>(
      sql`SELECT v.* ${FROM} WHERE v.id = ${id} AND ${visibleExampleRepositories(actor)}`,
    );
  }

  /** Whether or not the actor sees it. */
  async find(id: string): Promise<ExampleVersionRow | null> {
    return this.tx.row<ExampleVersionRow>(sql`SELECT v.* FROM example.example_versions v WHERE v.id = ${id}`);
  }

  /** All versions of an example, newest number first. */
  async listNewestFirst(exampleId: string): Promise<ExampleVersionRow[]> {
    return this.tx.rows<ExampleVersionRow>(
      sql`SELECT v.* FROM example.example_versions v WHERE v.example_id = ${exampleId} ORDER BY v.version_number DESC`,
    );
  }

  /** The version of a tag, locked against use and change until the end of the transaction. */
  async lockByTag(exampleId: string, tag: string): Promise<{ id: string } | null> {
    return this.tx.row<{ id: string }>(sql`
      SELECT id FROM example.example_versions WHERE example_id = ${exampleId} AND version_tag = ${tag} FOR UPDATE`);
  }

  /** The newest version of one of these tags (`latest`: of all), locked against change until the end of the transaction. */
  async share(exampleId: string, tags: readonly string[]): Promise<ExampleVersionRow | null> {
    return this.tx.row<ExampleVersionRow>(sql`
      SELECT v.* FROM example.example_versions v
      WHERE v.example_id = ${exampleId} AND (${tags.includes('latest')} OR v.version_tag = ANY(${tags}))
      ORDER BY v.version_number DESC LIMIT 1 FOR SHARE`);
  }

  /** Whether anything refers to the version; ask with the version locked. */
  async isUsed(id: string): Promise<boolean> {
    const answer = await this.tx.row<{ used: boolean }>(sql`SELECT example.version_in_use(${id}) AS used`);
    return answer?.used ?? false;
  }

  /** Adds a version with the next number. */
  async insert(exampleId: string, tag: string, facts: VersionFacts): Promise<string> {
    const next = await this.tx.row<{ number: number }>(sql`
      SELECT coalesce(max(version_number), 0) + 1 AS number FROM example.example_versions WHERE example_id = ${exampleId}`);
    const id = uuidv7();
    await this.tx.manager.insert(ExampleVersion, {
      ...(facts as object),
      id,
      exampleId,
      versionTag: tag,
      versionNumber: next?.number ?? 1,
    });
    return id;
  }

  async replace(id: string, facts: VersionFacts): Promise<void> {
    await this.tx.manager.update(ExampleVersion, id, facts as object);
  }

  /** The id of the enabled service with this slug, or null. */
  async findEnabledService(slug: string): Promise<string | null> {
    const service = await this.tx.row<{ id: string }>(sql`
      SELECT id FROM execution.services WHERE slug = ${slug} AND enabled AND archived_at IS NULL`);
    return service?.id ?? null;
  }
}
