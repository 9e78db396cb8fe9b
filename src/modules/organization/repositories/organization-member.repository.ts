import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { uuidv7 } from 'uuidv7';
import type { ScopedRole } from '../../../access/roles.js';
import { Transaction } from '../../../platform/database/transaction.js';

/** Who holds which role in an organization. */
@Injectable()
export class OrganizationMemberRepository {
  constructor(private readonly tx: Transaction) {}

  async insert(organizationId: string, userId: string, role: ScopedRole): Promise<string> {
    const id = uuidv7();
    await this.tx.execute(sql`
      INSERT INTO organization.organization_members (id, organization_id, user_id, organization_role_id)
      VALUES (${id}, ${organizationId}, ${userId}, ${role})`);
    return id;
  }
}
