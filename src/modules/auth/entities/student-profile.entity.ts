import { Column, Entity, JoinColumn, ManyToOne, type Relation } from 'typeorm';
import { AuditedEntity } from '../../../platform/database/audited.entity.js';
import { User } from './user.entity.js';

/** A user as a student of one organization; the organization's entity comes later, so only its id is known here. */
@Entity({ schema: 'auth', name: 'student_profiles' })
export class StudentProfile extends AuditedEntity {
  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id' })
  user: Relation<User>;

  @Column('uuid', { name: 'user_id' })
  userId: string;

  @Column('uuid', { name: 'organization_id' })
  organizationId: string;

  @Column('text', { name: 'student_id', nullable: true, unique: true })
  studentId: string | null;

  @Column('citext', { name: 'student_email', nullable: true })
  studentEmail: string | null;

  @Column('jsonb', { default: {} })
  properties: Record<string, unknown>;
}
