import { Column, Entity, JoinColumn, ManyToOne, type Relation, Unique } from 'typeorm';
import { AuditedEntity } from '../../../platform/database/audited.entity.js';
import { User } from '../../auth/entities/user.entity.js';
import { CourseFamily } from './course-family.entity.js';
import { CourseFamilyRole } from './course-family-role.entity.js';

/** What a user may do in a course family. */
@Entity({ schema: 'organization', name: 'course_family_members' })
@Unique('course_family_members_user_scope', ['userId', 'courseFamilyId'])
export class CourseFamilyMember extends AuditedEntity {
  @ManyToOne(() => User, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'user_id' })
  user: Relation<User>;

  @Column('uuid', { name: 'user_id' })
  userId: string;

  @ManyToOne(() => CourseFamily, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'course_family_id' })
  courseFamily: Relation<CourseFamily>;

  @Column('uuid', { name: 'course_family_id' })
  courseFamilyId: string;

  @ManyToOne(() => CourseFamilyRole, { nullable: false })
  @JoinColumn({ name: 'course_family_role_id' })
  role: Relation<CourseFamilyRole>;

  @Column('text', { name: 'course_family_role_id' })
  roleId: string;

  @Column('jsonb', { default: {} })
  properties: Record<string, unknown>;
}
