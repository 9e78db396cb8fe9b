import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { uuidv7 } from 'uuidv7';
import type { Actor } from '../../../access/actor.js';
import { visibleExampleRepositories } from '../../../access/visibility/example-repositories.js';
import { assignments } from '../../../platform/database/changes.js';
import { containsText, equals, listPage } from '../../../platform/database/listing.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { ExampleLibrary } from '../entities/example-repository.entity.js';
import {
  type ExampleRepositoryCreate,
  type ExampleRepositoryListRow,
  type ExampleRepositoryQuery,
  type ExampleRepositoryRow,
  type ExampleRepositoryUpdate,
  toExampleRepositoryList,
} from '../schemas/example-repository.schema.js';

const CHANGEABLE = ['name', 'description', 'access_credentials', 'default_version'] as const;

/** Example repositories: found through what the actor may see. Credentials go in and never come out. */
@Injectable()
export class ExampleLibraryRepository {
  constructor(private readonly tx: Transaction) {}

  async listVisible(actor: Actor, query: ExampleRepositoryQuery) {
    return listPage<ExampleRepositoryListRow, ReturnType<typeof toExampleRepositoryList>>(
      this.tx,
      {
        select: sql`SELECT er.id, er.name, er.description, er.source_type, er.source_url, er.organization_id,
                           er.created_at, er.updated_at FROM example.example_repositories er`,
        where: [
          visibleExampleRepositories(actor),
          ...equals('er.id', query.id),
          ...containsText('er.name', query.name),
          ...equals('er.source_type', query.source_type),
          ...equals('er.organization_id', query.organization_id),
        ],
        order: sql`er.created_at`,
        tieBreak: sql`er.id`,
        paging: query,
      },
      toExampleRepositoryList,
    );
  }

  async findVisible(actor: Actor, id: string): Promise<ExampleRepositoryRow | null> {
    return this.tx.row<ExampleRepositoryRow>(
      sql`SELECT er.* FROM example.example_repositories er WHERE er.id = ${id} AND ${visibleExampleRepositories(actor)}`,
    );
  }

  /** The row, locked until the end of the transaction; whoever writes examples of a repository waits here. */
  async lock(id: string): Promise<ExampleRepositoryRow | null> {
    return this.tx.row<ExampleRepositoryRow>(
      sql`SELECT * FROM example.example_repositories WHERE id = ${id} FOR NO KEY UPDATE`,
    );
  }

  /** `access_credentials` must be sealed. */
  async insert(input: ExampleRepositoryCreate): Promise<string> {
    const id = uuidv7();
    await this.tx.manager.insert(ExampleLibrary, {
      id,
      name: input.name,
      sourceUrl: input.source_url,
      description: input.description ?? null,
      sourceType: input.source_type,
      accessCredentials: input.access_credentials ?? null,
      defaultVersion: input.default_version ?? null,
      organizationId: input.organization_id ?? null,
    });
    return id;
  }

  /** `access_credentials` must be sealed. */
  async update(id: string, changes: ExampleRepositoryUpdate): Promise<void> {
    const set = assignments(CHANGEABLE, changes);
    if (set !== null)
      await this.tx.execute(sql`UPDATE example.example_repositories SET ${set} WHERE id = ${id}`);
  }
}
