import { Column, Entity, Index, JoinColumn, ManyToOne, type Relation, Unique } from 'typeorm';
import { AuditedEntity } from '../../../platform/database/audited.entity.js';
import { Example } from './example.entity.js';

/** An example whose tests need the files of another one of the same repository. */
@Entity({ schema: 'example', name: 'example_dependencies' })
@Unique('example_dependencies_once', ['exampleId', 'dependsId'])
export class ExampleDependency extends AuditedEntity {
  @ManyToOne(() => Example, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'example_id' })
  example: Relation<Example>;

  @Column('uuid', { name: 'example_id' })
  exampleId: string;

  @ManyToOne(() => Example, { onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'depends_id' })
  dependency: Relation<Example>;

  @Index('example_dependencies_of')
  @Column('uuid', { name: 'depends_id' })
  dependsId: string;

  /** Which versions will do, as `pickVersion` reads it; null: the newest. */
  @Column('text', { name: 'version_constraint', nullable: true })
  versionConstraint: string | null;
}
