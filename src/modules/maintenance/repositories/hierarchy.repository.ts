import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { Transaction } from '../../../platform/database/transaction.js';

/** Finds what a structure names by its paths. */
@Injectable()
export class HierarchyRepository {
  constructor(private readonly tx: Transaction) {}

  /** Id of the organization, or null. */
  async findOrganization(path: string): Promise<string | null> {
    return this.id(sql`
      SELECT id FROM organization.organizations WHERE organization_type = 'organization' AND path = ${path}`);
  }

  /** Id of the family in its organization, or null. */
  async findFamily(organizationId: string, path: string): Promise<string | null> {
    return this.id(sql`
      SELECT id FROM organization.course_families WHERE organization_id = ${organizationId} AND path = ${path}`);
  }

  /** Id of the course in its family, or null. */
  async findCourse(familyId: string, path: string): Promise<string | null> {
    return this.id(
      sql`SELECT id FROM course.courses WHERE course_family_id = ${familyId} AND path = ${path}`,
    );
  }

  private async id(query: ReturnType<typeof sql>): Promise<string | null> {
    return (await this.tx.row<{ id: string }>(query))?.id ?? null;
  }
}
