import { Column, Entity } from 'typeorm';
import { AuditedEntity } from '../../../platform/database/audited.entity.js';

/** The one row that says whether the system is being maintained, or will be. */
@Entity({ schema: 'maintenance', name: 'maintenance_state' })
export class MaintenanceState extends AuditedEntity {
  @Column('boolean', { default: true, unique: true })
  singleton: boolean;

  @Column('boolean', { default: false })
  active: boolean;

  @Column('text', { default: '' })
  message: string;

  @Column('timestamptz', { name: 'activated_at', nullable: true })
  activatedAt: string | null;

  @Column('uuid', { name: 'activated_by', nullable: true })
  activatedBy: string | null;

  @Column('timestamptz', { name: 'scheduled_at', nullable: true })
  scheduledAt: string | null;

  @Column('uuid', { name: 'scheduled_by', nullable: true })
  scheduledBy: string | null;
}
