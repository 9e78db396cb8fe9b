import { Column, Entity, JoinColumn, ManyToOne, type Relation, Unique } from 'typeorm';
import { AuditedEntity } from '../../../platform/database/audited.entity.js';
import { User } from '../../auth/entities/user.entity.js';

/** A university, faculty or institute, or the space of one person; its path begins every git path below it. */
@Entity({ schema: 'organization', name: 'organizations' })
@Unique('organizations_type_path', ['organizationType', 'path'])
@Unique('organizations_type_number', ['organizationType', 'number'])
export class Organization extends AuditedEntity {
  @Column('text')
  path: string;

  @Column('text', { name: 'organization_type' })
  organizationType: string;

  @Column('text', { nullable: true })
  title: string | null;

  @ManyToOne(() => User, { onDelete: 'RESTRICT', nullable: true })
  @JoinColumn({ name: 'user_id' })
  user: Relation<User> | null;

  @Column('uuid', { name: 'user_id', nullable: true, unique: true })
  userId: string | null;

  @Column('text', { nullable: true })
  description: string | null;

  @Column('text', { nullable: true })
  number: string | null;

  @Column('text', { nullable: true })
  email: string | null;

  @Column('text', { nullable: true })
  telephone: string | null;

  @Column('text', { name: 'fax_number', nullable: true })
  faxNumber: string | null;

  @Column('text', { nullable: true })
  url: string | null;

  @Column('text', { name: 'postal_code', nullable: true })
  postalCode: string | null;

  @Column('text', { name: 'street_address', nullable: true })
  streetAddress: string | null;

  @Column('text', { nullable: true })
  locality: string | null;

  @Column('text', { nullable: true })
  region: string | null;

  @Column('text', { nullable: true })
  country: string | null;

  @Column('jsonb', { default: {} })
  properties: Record<string, unknown>;

  @Column('timestamptz', { name: 'archived_at', nullable: true })
  archivedAt: string | null;
}
