import { Column, Entity, JoinColumn, OneToOne, type Relation } from 'typeorm';
import { AuditedEntity } from '../../../platform/database/audited.entity.js';
import { CourseContent } from './course-content.entity.js';

/** The example version assigned to a content, and how far its release is. */
@Entity({ schema: 'course', name: 'deployments' })
export class Deployment extends AuditedEntity {
  @OneToOne(() => CourseContent, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'course_content_id' })
  content: Relation<CourseContent>;

  @Column('uuid', { name: 'course_content_id', unique: true })
  courseContentId: string;

  @Column('uuid', { name: 'example_id', nullable: true })
  exampleId: string | null;

  @Column('uuid', { name: 'example_version_id', nullable: true })
  exampleVersionId: string | null;

  @Column('text', { name: 'example_identifier', nullable: true })
  exampleIdentifier: string | null;

  @Column('text', { name: 'version_tag', nullable: true })
  versionTag: string | null;

  @Column('text', { name: 'deployment_status', default: 'pending' })
  deploymentStatus: string;

  @Column('text', { name: 'deployment_message', nullable: true })
  deploymentMessage: string | null;

  @Column('timestamptz', { name: 'assigned_at', default: () => 'now()' })
  assignedAt: string;

  @Column('timestamptz', { name: 'deployed_at', nullable: true })
  deployedAt: string | null;

  @Column('timestamptz', { name: 'last_attempt_at', nullable: true })
  lastAttemptAt: string | null;

  /** Folder of its files in the course's repositories. */
  @Column('text', { name: 'deployment_path', nullable: true })
  deploymentPath: string | null;

  /** Commit of the release. */
  @Column('text', { name: 'version_identifier', nullable: true })
  versionIdentifier: string | null;

  @Column('text', { name: 'workflow_id', nullable: true })
  workflowId: string | null;

  @Column('jsonb', { name: 'deployment_metadata', nullable: true })
  deploymentMetadata: Record<string, unknown> | null;
}
