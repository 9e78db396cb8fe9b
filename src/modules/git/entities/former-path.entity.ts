import { Column, Entity } from 'typeorm';
import { AuditedEntity } from '../../../platform/database/audited.entity.js';

/** A path (or user name) that something had before; written by triggers when it changes. One owner is set. */
@Entity({ schema: 'git', name: 'former_paths' })
export class FormerPath extends AuditedEntity {
  @Column('uuid', { name: 'organization_id', nullable: true })
  organizationId: string | null;

  @Column('uuid', { name: 'course_family_id', nullable: true })
  courseFamilyId: string | null;

  @Column('uuid', { name: 'course_id', nullable: true })
  courseId: string | null;

  @Column('uuid', { name: 'user_id', nullable: true })
  userId: string | null;

  @Column('text')
  path: string;
}
