import { Column, Entity, JoinColumn, ManyToOne, type Relation } from 'typeorm';
import { AuditedEntity } from '../../../platform/database/audited.entity.js';
import { User } from './user.entity.js';

/** A single-use token with which an account gets its first password; only its hash is kept. */
@Entity({ schema: 'auth', name: 'set_up_tokens' })
export class SetUpToken extends AuditedEntity {
  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id' })
  user: Relation<User>;

  @Column('uuid', { name: 'user_id' })
  userId: string;

  @Column('bytea', { name: 'token_hash', unique: true })
  tokenHash: Buffer;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt: string;

  @Column('timestamptz', { name: 'used_at', nullable: true })
  usedAt: string | null;
}
