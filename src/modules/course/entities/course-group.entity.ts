import { Column, Entity, JoinColumn, ManyToOne, type Relation, Unique } from 'typeorm';
import { AuditedEntity } from '../../../platform/database/audited.entity.js';
import { Course } from './course.entity.js';

/** An exercise group of course members (not a team). */
@Entity({ schema: 'course', name: 'course_groups' })
@Unique('course_groups_title', ['courseId', 'title'])
@Unique('course_groups_course', ['id', 'courseId'])
export class CourseGroup extends AuditedEntity {
  @ManyToOne(() => Course, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'course_id' })
  course: Relation<Course>;

  @Column('uuid', { name: 'course_id' })
  courseId: string;

  @Column('text', { nullable: true })
  title: string | null;

  @Column('text', { nullable: true })
  description: string | null;

  @Column('jsonb', { default: {} })
  properties: Record<string, unknown>;
}
