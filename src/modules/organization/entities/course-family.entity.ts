import { Column, Entity, JoinColumn, ManyToOne, type Relation, Unique } from 'typeorm';
import { AuditedEntity } from '../../../platform/database/audited.entity.js';
import { Organization } from './organization.entity.js';

/** Courses that belong together, e.g. all years of a lecture. */
@Entity({ schema: 'organization', name: 'course_families' })
@Unique('course_families_organization_path', ['organizationId', 'path'])
export class CourseFamily extends AuditedEntity {
  @ManyToOne(() => Organization, { onDelete: 'RESTRICT', nullable: false })
  @JoinColumn({ name: 'organization_id' })
  organization: Relation<Organization>;

  @Column('uuid', { name: 'organization_id' })
  organizationId: string;

  @Column('text')
  path: string;

  @Column('text', { nullable: true })
  title: string | null;

  @Column('text', { nullable: true })
  description: string | null;

  @Column('jsonb', { default: {} })
  properties: Record<string, unknown>;
}
