import { Column, Entity, JoinColumn, ManyToOne, type Relation } from 'typeorm';
import { AuditedEntity } from '../../../platform/database/audited.entity.js';
import { Deployment } from './deployment.entity.js';

/** One step in the life of a deployment. */
@Entity({ schema: 'course', name: 'deployment_history' })
export class DeploymentHistoryEntry extends AuditedEntity {
  @ManyToOne(() => Deployment, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'deployment_id' })
  deployment: Relation<Deployment>;

  @Column('uuid', { name: 'deployment_id' })
  deploymentId: string;

  @Column('text')
  action: string;

  @Column('uuid', { name: 'example_version_id', nullable: true })
  exampleVersionId: string | null;

  @Column('uuid', { name: 'previous_example_version_id', nullable: true })
  previousExampleVersionId: string | null;

  @Column('text', { name: 'example_identifier', nullable: true })
  exampleIdentifier: string | null;

  @Column('text', { name: 'version_tag', nullable: true })
  versionTag: string | null;

  @Column('text', { name: 'workflow_id', nullable: true })
  workflowId: string | null;
}
