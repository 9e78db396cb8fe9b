import { Column, Entity, Index, JoinColumn, ManyToOne, type Relation, Unique } from 'typeorm';
import { AuditedEntity } from '../../../platform/database/audited.entity.js';
import { ExampleVersion } from './example-version.entity.js';

/** A file of a version; its content lies in the object store under its hash. */
@Entity({ schema: 'example', name: 'example_version_files' })
@Unique('example_version_files_path', ['exampleVersionId', 'path'])
export class ExampleVersionFile extends AuditedEntity {
  @ManyToOne(() => ExampleVersion, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'example_version_id' })
  exampleVersion: Relation<ExampleVersion>;

  @Column('uuid', { name: 'example_version_id' })
  exampleVersionId: string;

  @Column('text')
  path: string;

  /** sha256, hex. */
  @Index('example_version_files_content')
  @Column('text', { name: 'content_hash' })
  contentHash: string;

  /** Bytes. */
  @Column('bigint')
  size: number;

  @Column('text', { name: 'media_type', nullable: true })
  mediaType: string | null;

  @Column('boolean', { default: false })
  executable: boolean;
}
