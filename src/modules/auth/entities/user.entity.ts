import { Column, Entity } from 'typeorm';
import { AuditedEntity } from '../../../platform/database/audited.entity.js';

/** An account of a person or of a service. */
@Entity({ schema: 'auth', name: 'users' })
export class User extends AuditedEntity {
  @Column('citext', { unique: true })
  username: string;

  @Column('citext', { unique: true, nullable: true })
  email: string | null;

  @Column('text', { name: 'given_name', nullable: true })
  givenName: string | null;

  @Column('text', { name: 'family_name', nullable: true })
  familyName: string | null;

  /** Argon2id in PHC form; null: no password, no login. */
  @Column('text', { name: 'password_hash', nullable: true, select: false })
  passwordHash: string | null;

  @Column('boolean', { name: 'password_reset_required', default: false })
  passwordResetRequired: boolean;

  @Column('boolean', { name: 'is_service', default: false })
  isService: boolean;

  @Column('jsonb', { default: {} })
  properties: Record<string, unknown>;

  @Column('timestamptz', { name: 'last_login_at', nullable: true })
  lastLoginAt: string | null;

  @Column('timestamptz', { name: 'archived_at', nullable: true })
  archivedAt: string | null;
}
