import { Column, Entity } from 'typeorm';
import { AuditedEntity } from '../../../platform/database/audited.entity.js';

/** A link with which people make their own accounts; the one who made it is `createdBy`. */
@Entity({ schema: 'auth', name: 'invite_links' })
export class InviteLink extends AuditedEntity {
  /** Kept as it is, because lists show it again. */
  @Column('text', { unique: true })
  token: string;

  @Column('citext', { nullable: true })
  email: string | null;

  @Column('integer', { name: 'max_uses' })
  maxUses: number;

  @Column('integer', { name: 'use_count', default: 0 })
  useCount: number;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt: string;

  @Column('text', { array: true, default: [] })
  roles: string[];

  @Column('text', { nullable: true })
  note: string | null;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt: string | null;
}
