import { Injectable } from '@nestjs/common';
import sql, { join, type Sql } from 'sql-template-tag';
import { uuidv7 } from 'uuidv7';
import type { Actor } from '../../../access/actor.js';
import { visibleExampleRepositories } from '../../../access/visibility/example-repositories.js';
import { containsText, equals, listPage } from '../../../platform/database/listing.js';
import { Transaction } from '../../../platform/database/transaction.js';
import type { ExampleRepositoryRow } from '../schemas/example-repository.schema.js';
import {
  type ExampleDependencyRow,
  type ExampleListRow,
  type ExampleQuery,
  type ExampleRow,
  toExampleList,
} from '../schemas/example.schema.js';
import { identifierPattern } from '../services/identifier-pattern.js';

/** What an upload says about its example. */
export interface ExampleFacts {
  directory: string;
  identifier: string;
  title: string;
  description: string | null;
  subject: string | null;
  category: string | null;
  tags: string[];
}

const FROM = sql`FROM example.examples e
  JOIN example.example_repositories er ON er.id = e.example_repository_id`;

/** Examples: found through the repositories that the actor may see. */
@Injectable()
export class ExampleRepository {
  constructor(private readonly tx: Transaction) {}

  async listVisible(actor: Actor, query: ExampleQuery) {
    return listPage<ExampleListRow, ReturnType<typeof toExampleList>>(
      this.tx,
      {
        select: sql`SELECT e.id, e.directory, e.identifier, e.title, e.subject, e.category, e.tags,
                           e.example_repository_id, e.created_at, e.updated_at ${FROM}`,
        where: [
          visibleExampleRepositories(actor),
          ...equals('e.id', query.id),
          ...equals('e.example_repository_id', query.repository_id),
          ...identifierIs(query.identifier),
          ...containsText('e.title', query.title),
          ...equals('e.category', query.category),
          ...(query.tags === undefined ? [] : [sql`e.tags @> ${query.tags}::text[]`]),
          ...mentions(query.search),
        ],
        order: sql`e.created_at`,
        tieBreak: sql`e.id`,
        paging: query,
      },
      toExampleList,
    );
  }

  async findVisible(actor: Actor, id: string): Promise<ExampleRow | null> {
    return this.tx.row<ExampleRow>(
      sql`SELECT e.* ${FROM} WHERE e.id = ${id} AND ${visibleExampleRepositories(actor)}`,
    );
  }

  /**
   * The example of this identifier that the actor sees; of several repositories one of the organization
   * `organizationId` goes first, then shared ones.
   */
  async findVisibleByIdentifier(
    actor: Actor,
    identifier: string,
    organizationId: string,
  ): Promise<ExampleRow | null> {
    return this.tx.row<ExampleRow>(sql`
      SELECT e.* ${FROM} WHERE e.identifier = ${identifier} AND ${visibleExampleRepositories(actor)}
      ORDER BY (er.organization_id = ${organizationId}) DESC NULLS LAST, er.organization_id IS NULL DESC, e.created_at, e.id
      LIMIT 1`);
  }

  /** Whether or not the actor sees it. */
  async find(id: string): Promise<ExampleRow | null> {
    return this.tx.row<ExampleRow>(sql`SELECT e.* FROM example.examples e WHERE e.id = ${id}`);
  }

  async findRepositoryOf(exampleId: string): Promise<ExampleRepositoryRow | null> {
    return this.tx.row<ExampleRepositoryRow>(sql`SELECT er.* ${FROM} WHERE e.id = ${exampleId}`);
  }

  async listDependencies(exampleId: string): Promise<ExampleDependencyRow[]> {
    const recorded = await this.tx.rows<Omit<ExampleDependencyRow, 'dependency'>>(
      sql`SELECT d.* FROM example.example_dependencies d WHERE d.example_id = ${exampleId} ORDER BY d.created_at, d.id`,
    );
    const ids = recorded.map((row) => row.depends_id);
    const needed = await this.tx.rows<ExampleRow>(
      sql`SELECT e.* FROM example.examples e WHERE e.id = ANY(${ids})`,
    );
    const byId = new Map(needed.map((row) => [row.id, row]));
    return recorded.flatMap((row) => {
      const dependency = byId.get(row.depends_id);
      return dependency === undefined ? [] : [{ ...row, dependency }];
    });
  }

  /** Makes or describes anew the example of a directory; returns its id. */
  async save(repositoryId: string, facts: ExampleFacts): Promise<string> {
    const saved = await this.tx.row<{ id: string }>(sql`
      INSERT INTO example.examples
        (id, example_repository_id, directory, identifier, title, description, subject, category, tags)
      VALUES (${uuidv7()}, ${repositoryId}, ${facts.directory}, ${facts.identifier}, ${facts.title},
              ${facts.description}, ${facts.subject}, ${facts.category}, ${facts.tags})
      ON CONFLICT ON CONSTRAINT examples_directory DO UPDATE SET
        identifier = excluded.identifier, title = excluded.title, description = excluded.description,
        subject = excluded.subject, category = excluded.category, tags = excluded.tags
      RETURNING id`);
    if (saved === null) throw new Error('The example was not saved.');
    return saved.id;
  }
}

function identifierIs(wanted: readonly string[] | undefined): Sql[] {
  if (wanted === undefined) return [];
  const any = wanted.map((identifier) =>
    identifier.includes('*')
      ? sql`('.' || e.identifier) ~ ${identifierPattern(identifier)}`
      : sql`e.identifier = ${identifier}`,
  );
  return [sql`(${join(any, ' OR ')})`];
}

function mentions(search: string | undefined): Sql[] {
  if (search === undefined) return [];
  const [title, description, identifier] = ['e.title', 'e.description', 'e.identifier'].flatMap((column) =>
    containsText(column, search),
  );
  return [sql`(${title} OR ${description} OR ${identifier})`];
}
