import { Column, Entity, Unique } from 'typeorm';
import { AuditedEntity } from '../../../platform/database/audited.entity.js';

/** A member of a submission group; the content is copied from the group so that one group per content can be unique. */
@Entity({ schema: 'submission', name: 'submission_group_members' })
@Unique('submission_group_members_one_per_content', ['courseMemberId', 'courseContentId'])
export class SubmissionGroupMember extends AuditedEntity {
  @Column('uuid', { name: 'submission_group_id' })
  submissionGroupId: string;

  @Column('uuid', { name: 'course_content_id' })
  courseContentId: string;

  @Column('uuid', { name: 'course_id' })
  courseId: string;

  @Column('uuid', { name: 'course_member_id' })
  courseMemberId: string;

  @Column('jsonb', { default: {} })
  properties: Record<string, unknown>;
}
