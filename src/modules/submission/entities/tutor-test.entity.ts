import { Column, Entity, JoinColumn, ManyToOne, type Relation } from 'typeorm';
import { AuditedEntity } from '../../../platform/database/audited.entity.js';
import { User } from '../../auth/entities/user.entity.js';

/** A folder that a tutor tries against the example of a content; kept for 24 hours. */
@Entity({ schema: 'submission', name: 'tutor_tests' })
export class TutorTest extends AuditedEntity {
  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'author_id' })
  author: Relation<User>;

  @Column('uuid', { name: 'author_id' })
  authorId: string;

  @Column('uuid', { name: 'course_content_id' })
  courseContentId: string;

  @Column('uuid', { name: 'testing_service_id' })
  testingServiceId: string;

  @Column('uuid', { name: 'example_version_id' })
  exampleVersionId: string;

  @Column('uuid', { name: 'run_id', nullable: true })
  runId: string | null;

  @Column('text', { default: 'pending' })
  status: string;

  /** Key of the packed folder in the object store. */
  @Column('text', { name: 'input_hash' })
  inputHash: string;

  @Column('jsonb', { nullable: true })
  report: Record<string, unknown> | null;

  @Column('text', { nullable: true })
  error: string | null;

  /** Key of the packed files that the run left. */
  @Column('text', { name: 'artifacts_hash', nullable: true })
  artifactsHash: string | null;

  @Column('jsonb', { default: [] })
  artifacts: { filename: string; size: number; last_modified: string }[];

  @Column('timestamptz', { name: 'started_at', nullable: true })
  startedAt: string | null;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt: string | null;
}
