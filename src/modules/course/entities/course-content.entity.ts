import { Column, Entity, JoinColumn, ManyToOne, type Relation, Unique } from 'typeorm';
import { CourseContentType } from './course-content-type.entity.js';
import { Course } from './course.entity.js';
import { TeamRules } from './team-rules.entity.js';

/** A node of the tree of contents of a course: a unit or something to hand in. */
@Entity({ schema: 'course', name: 'course_contents' })
@Unique('course_contents_path', ['courseId', 'path'])
@Unique('course_contents_course', ['id', 'courseId'])
export class CourseContent extends TeamRules {
  @ManyToOne(() => Course, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'course_id' })
  course: Relation<Course>;

  @Column('uuid', { name: 'course_id' })
  courseId: string;

  @ManyToOne(() => CourseContentType, { onDelete: 'NO ACTION', nullable: false })
  @JoinColumn({ name: 'course_content_type_id' })
  type: Relation<CourseContentType>;

  /** Of the same course, by a composite foreign key. */
  @Column('uuid', { name: 'course_content_type_id' })
  courseContentTypeId: string;

  /** Labels from the root down; unique in the course. */
  @Column('ltree')
  path: string;

  @Column('text', { nullable: true })
  title: string | null;

  @Column('text', { nullable: true })
  description: string | null;

  /** Order among the siblings. */
  @Column('double precision', { default: 0 })
  position: number;

  @Column('integer', { name: 'max_group_size', nullable: true })
  maxGroupSize: number | null;

  @Column('integer', { name: 'max_test_runs', nullable: true })
  maxTestRuns: number | null;

  @Column('integer', { name: 'max_submissions', nullable: true })
  maxSubmissions: number | null;

  @Column('timestamptz', { name: 'opens_at', nullable: true })
  opensAt: string | null;

  @Column('timestamptz', { name: 'due_at', nullable: true })
  dueAt: string | null;

  @Column('timestamptz', { name: 'closes_at', nullable: true })
  closesAt: string | null;

  @Column('jsonb', { name: 'late_policy', nullable: true })
  latePolicy: Record<string, unknown> | null;

  /** Of `execution.services`. */
  @Column('uuid', { name: 'testing_service_id', nullable: true })
  testingServiceId: string | null;

  @Column('timestamptz', { name: 'team_formation_deadline', nullable: true })
  teamFormationDeadline: string | null;

  @Column('timestamptz', { name: 'archived_at', nullable: true })
  archivedAt: string | null;

  @Column('jsonb', { default: {} })
  properties: Record<string, unknown>;
}
