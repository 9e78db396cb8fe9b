import { Column, Entity, PrimaryColumn } from 'typeorm';
import { AuditedRow } from '../../../platform/database/audited-row.entity.js';

/** What contents of a type can do: lie below others, have others below them, be handed in. */
@Entity({ schema: 'course', name: 'course_content_kinds' })
export class CourseContentKind extends AuditedRow {
  @PrimaryColumn('text')
  id: string;

  @Column('text', { nullable: true })
  title: string | null;

  @Column('text', { nullable: true })
  description: string | null;

  @Column('boolean', { name: 'has_ascendants' })
  hasAscendants: boolean;

  @Column('boolean', { name: 'has_descendants' })
  hasDescendants: boolean;

  @Column('boolean')
  submittable: boolean;
}
