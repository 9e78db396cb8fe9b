import { Column, Entity, Unique } from 'typeorm';
import { AuditedEntity } from '../../../platform/database/audited.entity.js';

/** A hand-in: an immutable set of files, named by group and version. */
@Entity({ schema: 'submission', name: 'submission_artifacts' })
@Unique('submission_artifacts_version', ['submissionGroupId', 'versionIdentifier'])
@Unique('submission_artifacts_group_course', ['id', 'submissionGroupId', 'courseContentId', 'courseId'])
export class SubmissionArtifact extends AuditedEntity {
  @Column('uuid', { name: 'submission_group_id' })
  submissionGroupId: string;

  @Column('uuid', { name: 'course_content_id' })
  courseContentId: string;

  @Column('uuid', { name: 'course_id' })
  courseId: string;

  @Column('uuid', { name: 'uploaded_by_course_member_id' })
  uploadedByCourseMemberId: string;

  @Column('text', { name: 'version_identifier' })
  versionIdentifier: string;

  @Column('text', { name: 'content_type' })
  contentType: string;

  /** sha256 of the list of files; equal for equal contents. */
  @Column('text', { name: 'content_hash' })
  contentHash: string;

  /** Key of the packed files in the object store. */
  @Column('text', { name: 'object_hash' })
  objectHash: string;

  /** Sum of the unpacked files, bytes. */
  @Column('bigint', { name: 'file_size' })
  fileSize: number;

  @Column('integer', { name: 'files_count' })
  filesCount: number;

  @Column('jsonb')
  files: { original_path: string; sanitized_path: string; size: number }[];

  @Column('text', { name: 'original_filename', nullable: true })
  originalFilename: string | null;

  @Column('timestamptz', { name: 'uploaded_at', default: () => 'now()' })
  uploadedAt: string;

  @Column('boolean', { default: false })
  submit: boolean;

  @Column('timestamptz', { name: 'submitted_at', nullable: true })
  submittedAt: string | null;

  @Column('integer', { name: 'late_seconds', nullable: true })
  lateSeconds: number | null;

  @Column('jsonb', { default: {} })
  properties: Record<string, unknown>;
}
