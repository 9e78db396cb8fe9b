import { Column, Entity, JoinColumn, OneToOne, type Relation } from 'typeorm';
import { AuditedEntity } from '../../../platform/database/audited.entity.js';
import { User } from './user.entity.js';

/** How a user shows himself to others. */
@Entity({ schema: 'auth', name: 'profiles' })
export class Profile extends AuditedEntity {
  @OneToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id' })
  user: Relation<User>;

  @Column('uuid', { name: 'user_id', unique: true })
  userId: string;

  @Column('integer', { name: 'avatar_color', nullable: true })
  avatarColor: number | null;

  @Column('text', { name: 'avatar_image', nullable: true })
  avatarImage: string | null;

  @Column('citext', { nullable: true, unique: true })
  nickname: string | null;

  @Column('text', { nullable: true })
  bio: string | null;

  @Column('text', { nullable: true })
  url: string | null;

  @Column('text', { name: 'language_code', nullable: true })
  languageCode: string | null;

  @Column('jsonb', { default: {} })
  properties: Record<string, unknown>;
}
