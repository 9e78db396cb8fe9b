import { Column, Entity, Index, JoinColumn, ManyToOne, type Relation } from 'typeorm';
import { AuditedEntity } from '../../../platform/database/audited.entity.js';
import { Organization } from '../../organization/entities/organization.entity.js';

/** A collection of examples (contract: ExampleRepository), of one organization or shared by all. */
@Entity({ schema: 'example', name: 'example_repositories' })
export class ExampleLibrary extends AuditedEntity {
  @Column('text')
  name: string;

  @Column('text', { name: 'source_url' })
  sourceUrl: string;

  @Column('text', { nullable: true })
  description: string | null;

  @Column('text', { name: 'source_type', default: 'git' })
  sourceType: string;

  /** Sealed; see CredentialSeal. */
  @Column('text', { name: 'access_credentials', nullable: true })
  accessCredentials: string | null;

  @Column('text', { name: 'default_version', nullable: true })
  defaultVersion: string | null;

  @ManyToOne(() => Organization, { onDelete: 'RESTRICT', nullable: true })
  @JoinColumn({ name: 'organization_id' })
  organization: Relation<Organization> | null;

  /** Null: shared. */
  @Index('example_repositories_organization')
  @Column('uuid', { name: 'organization_id', nullable: true })
  organizationId: string | null;
}
