import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { uuidv7 } from 'uuidv7';
import type { Actor } from '../../../access/actor.js';
import { visibleCourseFamilies } from '../../../access/visibility/course-families.js';
import { assignments, insertion } from '../../../platform/database/changes.js';
import { containsText, equals, listPage } from '../../../platform/database/listing.js';
import { Transaction } from '../../../platform/database/transaction.js';
import {
  type BareCourseFamilyRow,
  type CourseFamilyCreate,
  type CourseFamilyListRow,
  type CourseFamilyQuery,
  type CourseFamilyRow,
  toCourseFamilyList,
} from '../schemas/course-family.schema.js';

const COLUMNS = ['id', 'path', 'organization_id', 'title', 'description', 'properties'] as const;
const CHANGEABLE = ['path', 'title', 'description', 'properties'] as const;

/** Course families: found through what the actor may see. */
@Injectable()
export class CourseFamilyRepository {
  constructor(private readonly tx: Transaction) {}

  async listVisible(actor: Actor, query: CourseFamilyQuery) {
    return listPage<CourseFamilyListRow, ReturnType<typeof toCourseFamilyList>>(
      this.tx,
      {
        select: sql`SELECT f.id, f.title, f.organization_id, f.path, f.created_at, f.updated_at
                    FROM organization.course_families f`,
        where: [
          visibleCourseFamilies(actor),
          ...equals('f.id', query.id),
          ...equals('f.title', query.title),
          ...equals('f.path', query.path),
          ...equals('f.organization_id', query.organization_id),
          ...containsText('f.description', query.description),
        ],
        order: sql`f.created_at`,
        tieBreak: sql`f.id`,
        paging: query,
      },
      toCourseFamilyList,
    );
  }

  /** The row with its organization, or null when there is none for the actor. */
  async findVisible(actor: Actor, id: string): Promise<CourseFamilyRow | null> {
    return this.tx.row<CourseFamilyRow>(sql`
      SELECT f.*, to_jsonb(o) AS organization FROM organization.course_families f
      JOIN organization.organizations o ON o.id = f.organization_id
      WHERE f.id = ${id} AND ${visibleCourseFamilies(actor)}`);
  }

  /** The row, locked until the end of the transaction. */
  async lock(id: string): Promise<BareCourseFamilyRow | null> {
    return this.tx.row<BareCourseFamilyRow>(
      sql`SELECT * FROM organization.course_families WHERE id = ${id} FOR UPDATE`,
    );
  }

  async insert(input: CourseFamilyCreate): Promise<string> {
    const id = uuidv7();
    await this.tx.execute(insertion('organization.course_families', COLUMNS, { ...input, id }));
    return id;
  }

  async update(id: string, changes: Readonly<Record<string, unknown>>): Promise<void> {
    const set = assignments(CHANGEABLE, changes);
    if (set !== null)
      await this.tx.execute(sql`UPDATE organization.course_families SET ${set} WHERE id = ${id}`);
  }
}
