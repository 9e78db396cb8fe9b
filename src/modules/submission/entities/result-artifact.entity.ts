import { Column, Entity, JoinColumn, ManyToOne, type Relation, Unique } from 'typeorm';
import { AuditedEntity } from '../../../platform/database/audited.entity.js';
import { Result } from './result.entity.js';

/** A file that a test run left, e.g. a plot; the bytes of all of them lie in one object named by the result. */
@Entity({ schema: 'submission', name: 'result_artifacts' })
@Unique('result_artifacts_filename', ['resultId', 'filename'])
export class ResultArtifact extends AuditedEntity {
  @ManyToOne(() => Result, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'result_id' })
  resultRow: Relation<Result>;

  @Column('uuid', { name: 'result_id' })
  resultId: string;

  @Column('text')
  filename: string;

  @Column('text', { name: 'content_type', nullable: true })
  contentType: string | null;

  /** Bytes. */
  @Column('bigint', { name: 'file_size' })
  fileSize: number;
}
