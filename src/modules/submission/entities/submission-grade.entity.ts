import { Column, Entity } from 'typeorm';
import { AuditedEntity } from '../../../platform/database/audited.entity.js';

/** A grade that a tutor gave a hand-in; a new grade is a new row, so the earlier ones stay. */
@Entity({ schema: 'submission', name: 'submission_grades' })
export class SubmissionGrade extends AuditedEntity {
  @Column('uuid', { name: 'submission_group_id' })
  submissionGroupId: string;

  @Column('uuid', { name: 'course_content_id' })
  courseContentId: string;

  @Column('uuid', { name: 'course_id' })
  courseId: string;

  @Column('uuid', { name: 'artifact_id' })
  artifactId: string;

  @Column('uuid', { name: 'graded_by_course_member_id' })
  gradedByCourseMemberId: string;

  /** 0 to 1. */
  @Column('numeric')
  grade: number;

  /** Index into GRADE_STATUS: 0 not reviewed, 1 corrected, 2 correction necessary, 3 improvement possible. */
  @Column('integer', { default: 0 })
  status: number;

  @Column('text', { nullable: true })
  comment: string | null;

  @Column('timestamptz', { name: 'graded_at', default: () => 'clock_timestamp()' })
  gradedAt: string;
}
