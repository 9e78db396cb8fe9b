import { Column, Entity, PrimaryColumn } from 'typeorm';
import { AuditedRow } from '../../../platform/database/audited-row.entity.js';

/** A role that members of organizations can have; seeded by a migration. */
@Entity({ schema: 'organization', name: 'organization_roles' })
export class OrganizationRole extends AuditedRow {
  @PrimaryColumn('text')
  id: string;

  @Column('text', { nullable: true })
  title: string | null;

  @Column('text', { nullable: true })
  description: string | null;

  @Column('boolean', { default: true })
  builtin: boolean;

  /** 1 for the lowest role. */
  @Column('integer', { name: 'hierarchy_level', unique: true })
  hierarchyLevel: number;
}
