import { Column, Entity, JoinColumn, ManyToOne, type Relation, Unique } from 'typeorm';
import { AuditedEntity } from '../../../platform/database/audited.entity.js';
import { User } from '../../auth/entities/user.entity.js';
import { CourseGroup } from './course-group.entity.js';
import { CourseRole } from './course-role.entity.js';
import { Course } from './course.entity.js';

/** What a user is in a course. */
@Entity({ schema: 'course', name: 'course_members' })
@Unique('course_members_user', ['userId', 'courseId'])
@Unique('course_members_course', ['id', 'courseId'])
export class CourseMember extends AuditedEntity {
  @ManyToOne(() => User, { onDelete: 'RESTRICT', nullable: false })
  @JoinColumn({ name: 'user_id' })
  user: Relation<User>;

  @Column('uuid', { name: 'user_id' })
  userId: string;

  @ManyToOne(() => Course, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'course_id' })
  course: Relation<Course>;

  @Column('uuid', { name: 'course_id' })
  courseId: string;

  @ManyToOne(() => CourseRole, { nullable: false })
  @JoinColumn({ name: 'course_role_id' })
  role: Relation<CourseRole>;

  @Column('text', { name: 'course_role_id' })
  courseRoleId: string;

  @ManyToOne(() => CourseGroup, { onDelete: 'NO ACTION', nullable: true })
  @JoinColumn({ name: 'course_group_id' })
  group: Relation<CourseGroup> | null;

  /** Of the same course, by a composite foreign key. */
  @Column('uuid', { name: 'course_group_id', nullable: true })
  courseGroupId: string | null;

  @Column('jsonb', { default: {} })
  properties: Record<string, unknown>;
}
