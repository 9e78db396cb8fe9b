import { Column, Entity, JoinColumn, ManyToOne, type Relation } from 'typeorm';
import { AuditedEntity } from '../../../platform/database/audited.entity.js';
import { UserSession } from './user-session.entity.js';

/** One link of a session's chain of refresh tokens; only its hash is kept. */
@Entity({ schema: 'auth', name: 'refresh_tokens' })
export class RefreshToken extends AuditedEntity {
  @ManyToOne(() => UserSession, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'session_id' })
  session: Relation<UserSession>;

  @Column('uuid', { name: 'session_id' })
  sessionId: string;

  @Column('bytea', { name: 'token_hash', unique: true })
  tokenHash: Buffer;

  @Column('uuid', { name: 'parent_id', nullable: true })
  parentId: string | null;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt: string;

  @Column('timestamptz', { name: 'used_at', nullable: true })
  usedAt: string | null;
}
