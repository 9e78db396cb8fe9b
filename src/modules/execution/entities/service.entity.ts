import { Column, Entity, JoinColumn, ManyToOne, OneToOne, type Relation } from 'typeorm';
import { AuditedEntity } from '../../../platform/database/audited.entity.js';
import { User } from '../../auth/entities/user.entity.js';
import { ServiceType } from './service-type.entity.js';

/** An account that executes jobs. */
@Entity({ schema: 'execution', name: 'services' })
export class Service extends AuditedEntity {
  @Column('text', { unique: true })
  slug: string;

  @Column('text')
  name: string;

  @Column('text', { nullable: true })
  description: string | null;

  @ManyToOne(() => ServiceType, { onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'service_type_id' })
  serviceType: Relation<ServiceType>;

  @Column('uuid', { name: 'service_type_id' })
  serviceTypeId: string;

  @OneToOne(() => User, { onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'user_id' })
  user: Relation<User>;

  @Column('uuid', { name: 'user_id', unique: true })
  userId: string;

  @Column('jsonb', { default: {} })
  config: Record<string, unknown>;

  @Column('boolean', { default: true })
  enabled: boolean;

  @Column('timestamptz', { name: 'last_seen_at', nullable: true })
  lastSeenAt: string | null;

  @Column('jsonb', { default: {} })
  properties: Record<string, unknown>;

  @Column('timestamptz', { name: 'archived_at', nullable: true })
  archivedAt: string | null;
}
