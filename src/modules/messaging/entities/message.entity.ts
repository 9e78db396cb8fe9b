import { Column, Entity } from 'typeorm';
import { AuditedEntity } from '../../../platform/database/audited.entity.js';

/** A text for the readers of one target, or for everybody when no target is set. */
@Entity({ schema: 'messaging', name: 'messages' })
export class Message extends AuditedEntity {
  @Column('uuid', { name: 'author_id' })
  authorId: string;

  @Column('uuid', { name: 'parent_id', nullable: true })
  parentId: string | null;

  @Column('text', { nullable: true })
  title: string | null;

  @Column('text')
  content: string;

  @Column('integer', { default: 0 })
  level: number;

  @Column('uuid', { name: 'user_id', nullable: true })
  userId: string | null;

  /** Who began the conversation with `userId`; both read all of it. */
  @Column('uuid', { name: 'peer_id', nullable: true })
  peerId: string | null;

  @Column('uuid', { name: 'course_member_id', nullable: true })
  courseMemberId: string | null;

  @Column('uuid', { name: 'submission_group_id', nullable: true })
  submissionGroupId: string | null;

  @Column('uuid', { name: 'course_content_id', nullable: true })
  courseContentId: string | null;

  @Column('uuid', { name: 'course_group_id', nullable: true })
  courseGroupId: string | null;

  @Column('uuid', { name: 'course_id', nullable: true })
  courseId: string | null;

  @Column('uuid', { name: 'course_family_id', nullable: true })
  courseFamilyId: string | null;

  @Column('uuid', { name: 'organization_id', nullable: true })
  organizationId: string | null;

  /** Course that the target is or lies in. */
  @Column('uuid', { name: 'in_course_id', nullable: true })
  inCourseId: string | null;

  /** Content that the target is or belongs to. */
  @Column('uuid', { name: 'in_course_content_id', nullable: true })
  inCourseContentId: string | null;

  /** Name of the target, or `global`; computed by the database. */
  @Column({ type: 'text', insert: false, update: false })
  scope: string;

  /** Words `#x` of the title, without `#`; computed by the database. */
  @Column({ type: 'text', array: true, insert: false, update: false })
  tags: string[];

  @Column('timestamptz', { name: 'deleted_at', nullable: true })
  deletedAt: string | null;

  @Column('text', { name: 'deleted_by', nullable: true })
  deletedBy: string | null;
}
