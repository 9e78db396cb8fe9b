import { Column, Entity, JoinColumn, ManyToOne, type Relation } from 'typeorm';
import { AuditedEntity } from '../../../platform/database/audited.entity.js';
import { User } from './user.entity.js';

/** A long-lived token of a user; only its hash and its first characters are kept. */
@Entity({ schema: 'auth', name: 'api_tokens' })
export class ApiToken extends AuditedEntity {
  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id' })
  user: Relation<User>;

  @Column('uuid', { name: 'user_id' })
  userId: string;

  @Column('text')
  name: string;

  @Column('text', { nullable: true })
  description: string | null;

  @Column('bytea', { name: 'token_hash', unique: true })
  tokenHash: Buffer;

  @Column('text', { name: 'token_prefix' })
  tokenPrefix: string;

  @Column('text', { array: true, default: [] })
  scopes: string[];

  @Column('jsonb', { default: {} })
  properties: Record<string, unknown>;

  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt: string | null;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt: string | null;

  @Column('text', { name: 'revocation_reason', nullable: true })
  revocationReason: string | null;

  @Column('timestamptz', { name: 'last_used_at', nullable: true })
  lastUsedAt: string | null;

  @Column('bigint', { name: 'usage_count', default: 0 })
  usageCount: number;
}
