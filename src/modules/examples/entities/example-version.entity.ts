import { Column, Entity, Index, JoinColumn, ManyToOne, type Relation, Unique } from 'typeorm';
import { AuditedEntity } from '../../../platform/database/audited.entity.js';
import { Example } from './example.entity.js';

/** One upload of an example; the database refuses to change it once anything refers to it. */
@Entity({ schema: 'example', name: 'example_versions' })
@Unique('example_versions_tag', ['exampleId', 'versionTag'])
@Unique('example_versions_number', ['exampleId', 'versionNumber'])
export class ExampleVersion extends AuditedEntity {
  @ManyToOne(() => Example, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'example_id' })
  example: Relation<Example>;

  @Column('uuid', { name: 'example_id' })
  exampleId: string;

  /** Three numbers with an optional suffix. */
  @Column('text', { name: 'version_tag' })
  versionTag: string;

  /** 1 for the first upload, counting up; the highest is the newest. */
  @Column('integer', { name: 'version_number' })
  versionNumber: number;

  @Column('text', { name: 'storage_path' })
  storagePath: string;

  @Column('text', { nullable: true })
  title: string | null;

  @Column('text', { nullable: true })
  description: string | null;

  @Column('text', { nullable: true })
  language: string | null;

  @Column('text', { nullable: true })
  license: string | null;

  @Column('jsonb', { name: 'execution_backend', nullable: true })
  executionBackend: Record<string, unknown> | null;

  @Column('text', { name: 'student_submission_files', array: true, default: [] })
  studentSubmissionFiles: string[];

  @Column('text', { name: 'additional_files', array: true, default: [] })
  additionalFiles: string[];

  @Column('text', { name: 'student_templates', array: true, default: [] })
  studentTemplates: string[];

  @Column('text', { name: 'test_files', array: true, default: [] })
  testFiles: string[];

  /** Of execution.services; the foreign key lives in the database. */
  @Index('example_versions_service')
  @Column('uuid', { name: 'testing_service_id', nullable: true })
  testingServiceId: string | null;

  /** meta.yaml as plain values. */
  @Column('jsonb')
  meta: Record<string, unknown>;

  /** test.yaml as plain values. */
  @Column('jsonb', { nullable: true })
  test: Record<string, unknown> | null;
}
