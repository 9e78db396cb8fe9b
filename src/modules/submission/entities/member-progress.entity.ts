import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What views and gradings tell of a member's work on a content; written by triggers only. */
@Entity({ schema: 'submission', name: 'member_progress' })
export class MemberProgress {
  @PrimaryColumn('uuid', { name: 'course_member_id' })
  courseMemberId: string;

  @PrimaryColumn('uuid', { name: 'course_content_id' })
  courseContentId: string;

  @Column('uuid', { name: 'course_id' })
  courseId: string;

  @Column('uuid', { name: 'submission_group_id' })
  submissionGroupId: string;

  /** Official hand-ins. */
  @Column('integer', { name: 'submission_count', default: 0 })
  submissionCount: number;

  @Column('timestamptz', { name: 'latest_submission_at', nullable: true })
  latestSubmissionAt: Date | null;

  /** Test runs that count against the limit. */
  @Column('integer', { name: 'result_count', default: 0 })
  resultCount: number;

  /** 1 while the newest official hand-in has no grade or is not reviewed, else 0. */
  @Column('integer', { default: 0 })
  unreviewed: number;

  /** Current grade (0..1), its status and who gave it. */
  @Column('numeric', { nullable: true })
  grade: number | null;

  @Column('integer', { nullable: true })
  status: number | null;

  @Column('uuid', { name: 'graded_by_course_member_id', nullable: true })
  gradedByCourseMemberId: string | null;

  /** Status of the newest grade on any hand-in. */
  @Column('integer', { name: 'newest_grade_status', nullable: true })
  newestGradeStatus: number | null;

  @Column('uuid', { name: 'newest_result_id', nullable: true })
  newestResultId: string | null;
}
