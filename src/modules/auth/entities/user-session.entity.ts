import { Column, Entity, Index, JoinColumn, ManyToOne, type Relation } from 'typeorm';
import { AuditedEntity } from '../../../platform/database/audited.entity.js';
import { User } from './user.entity.js';

/** A login that goes on until it is ended, revoked or 90 days old. */
@Entity({ schema: 'auth', name: 'user_sessions' })
export class UserSession extends AuditedEntity {
  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id' })
  user: Relation<User>;

  @Index()
  @Column('uuid', { name: 'user_id' })
  userId: string;

  @Column('text', { name: 'created_ip', nullable: true })
  createdIp: string | null;

  @Column('text', { name: 'last_ip', nullable: true })
  lastIp: string | null;

  @Column('text', { name: 'user_agent', nullable: true })
  userAgent: string | null;

  @Column('text', { name: 'device_label', nullable: true })
  deviceLabel: string | null;

  @Column('integer', { name: 'refresh_counter', default: 0 })
  refreshCounter: number;

  @Column('timestamptz', { name: 'last_seen_at', nullable: true })
  lastSeenAt: string | null;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt: string;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt: string | null;

  @Column('text', { name: 'revocation_reason', nullable: true })
  revocationReason: string | null;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt: string | null;
}
