import { Column, Entity, JoinColumn, ManyToOne, type Relation, Unique } from 'typeorm';
import { AuditedEntity } from '../../../platform/database/audited.entity.js';
import { CourseContentKind } from './course-content-kind.entity.js';
import { Course } from './course.entity.js';

/** A sort of contents of one course, e.g. weekly sheets. */
@Entity({ schema: 'course', name: 'course_content_types' })
@Unique('course_content_types_slug', ['courseId', 'courseContentKindId', 'slug'])
@Unique('course_content_types_course', ['id', 'courseId'])
export class CourseContentType extends AuditedEntity {
  @ManyToOne(() => Course, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'course_id' })
  course: Relation<Course>;

  @Column('uuid', { name: 'course_id' })
  courseId: string;

  @ManyToOne(() => CourseContentKind, { onDelete: 'RESTRICT', nullable: false })
  @JoinColumn({ name: 'course_content_kind_id' })
  kind: Relation<CourseContentKind>;

  @Column('text', { name: 'course_content_kind_id' })
  courseContentKindId: string;

  @Column('text')
  slug: string;

  @Column('text', { nullable: true })
  title: string | null;

  @Column('text', { nullable: true })
  description: string | null;

  @Column('text', { default: 'green' })
  color: string;

  @Column('jsonb', { default: {} })
  properties: Record<string, unknown>;
}
