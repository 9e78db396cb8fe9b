import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A role that members of organizations can have; seeded by a migration. */
@Entity({ schema: 'organization', name: 'organization_roles' })
export class OrganizationRole {
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

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt: Date;

  /** Row version; counts up with every change. */
  @Column('integer', { default: 1 })
  version: number;

  @Column('uuid', { name: 'created_by', nullable: true })
  createdBy: string | null;

  @Column('uuid', { name: 'updated_by', nullable: true })
  updatedBy: string | null;
}
