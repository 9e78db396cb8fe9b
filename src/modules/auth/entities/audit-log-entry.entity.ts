import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Who did what, when and from where; the database refuses to change or remove rows. */
@Entity({ schema: 'auth', name: 'audit_log' })
export class AuditLogEntry {
  @PrimaryColumn('uuid')
  id: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: string;

  /** Not a foreign key: the record outlives the account. */
  @Column('uuid', { name: 'actor_id', nullable: true })
  actorId: string | null;

  @Column('text')
  action: string;

  @Column('text', { name: 'target_type' })
  targetType: string;

  @Column('text', { name: 'target_id', nullable: true })
  targetId: string | null;

  @Column('text', { name: 'request_id', nullable: true })
  requestId: string | null;

  @Column('text', { nullable: true })
  ip: string | null;

  @Column('text', { name: 'user_agent', nullable: true })
  userAgent: string | null;

  @Column('jsonb', { default: {} })
  details: Record<string, unknown>;
}
