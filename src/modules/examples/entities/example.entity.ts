import { Column, Entity, Index, JoinColumn, ManyToOne, type Relation, Unique } from 'typeorm';
import { AuditedEntity } from '../../../platform/database/audited.entity.js';
import { ExampleLibrary } from './example-repository.entity.js';

/** An exercise of the library as its last upload described it; what is handed out are its versions. */
@Entity({ schema: 'example', name: 'examples' })
@Unique('examples_identifier', ['exampleRepositoryId', 'identifier'])
@Unique('examples_directory', ['exampleRepositoryId', 'directory'])
export class Example extends AuditedEntity {
  @ManyToOne(() => ExampleLibrary, { onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'example_repository_id' })
  repository: Relation<ExampleLibrary>;

  @Column('uuid', { name: 'example_repository_id' })
  exampleRepositoryId: string;

  @Column('text')
  directory: string;

  @Index('examples_identifier_anywhere')
  @Column('text')
  identifier: string;

  @Column('text')
  title: string;

  @Column('text', { nullable: true })
  description: string | null;

  @Column('text', { nullable: true })
  subject: string | null;

  @Index('examples_category')
  @Column('text', { nullable: true })
  category: string | null;

  @Column('text', { array: true, default: [] })
  tags: string[];
}
