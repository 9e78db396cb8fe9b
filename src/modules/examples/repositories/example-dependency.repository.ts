import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { uuidv7 } from 'uuidv7';
import { Transaction } from '../../../platform/database/transaction.js';

/** An example that another one needs, directly or through others, with every constraint on the way. */
export interface NeededExample {
  id: string;
  identifier: string;
  constraints: string[];
}

/** A dependency to record. */
export interface NewDependency {
  exampleId: string;
  versionConstraint: string | null;
}

/** Which example needs which. */
@Injectable()
export class ExampleDependencyRepository {
  constructor(private readonly tx: Transaction) {}

  /** Ids by identifier of those examples of a repository that exist. */
  async findIds(repositoryId: string, identifiers: readonly string[]): Promise<Map<string, string>> {
    const rows = await this.tx.rows<{ id: string; identifier: string }>(sql`
      SELECT id, identifier FROM example.examples
      WHERE example_repository_id = ${repositoryId} AND identifier = ANY(${identifiers})`);
    return new Map(rows.map((row) => [row.identifier, row.id]));
  }

  /** Everything the example needs, sorted by identifier. */
  async listNeeded(exampleId: string): Promise<NeededExample[]> {
    return this.tx.rows<NeededExample>(sql`
      WITH RECURSIVE needed (id) AS (
        SELECT ${exampleId}::uuid
        UNION SELECT d.depends_id FROM needed n JOIN example.example_dependencies d ON d.example_id = n.id)
      SELECT e.id, e.identifier, coalesce(array_agg(d.version_constraint) FILTER (WHERE d.version_constraint IS NOT NULL), '{}')
        AS constraints
      FROM needed n JOIN example.example_dependencies d ON d.example_id = n.id
      JOIN example.examples e ON e.id = d.depends_id
      GROUP BY e.id, e.identifier ORDER BY e.identifier, e.id`);
  }

  /** Leaves exactly these dependencies of the example. */
  async replace(exampleId: string, dependencies: readonly NewDependency[]): Promise<void> {
    await this.tx.execute(sql`DELETE FROM example.example_dependencies WHERE example_id = ${exampleId}`);
    await this.tx.execute(sql`
      INSERT INTO example.example_dependencies (id, example_id, depends_id, version_constraint)
      SELECT id, ${exampleId}::uuid, depends_id, version_constraint FROM unnest(
        ${dependencies.map(() => uuidv7())}::uuid[],
        ${dependencies.map((dependency) => dependency.exampleId)}::uuid[],
        ${dependencies.map((dependency) => dependency.versionConstraint)}::text[])
        AS dependency (id, depends_id, version_constraint)`);
  }
}
