import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What contents of a type can do: lie below others, have others below them, be handed in. */
@Entity({ schema: 'course', name: 'course_content_kinds' })
export class CourseContentKind {
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

  @Column('integer', { default: 1 })
  version: number;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: string;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt: string;

  @Column('uuid', { name: 'created_by', nullable: true })
  createdBy: string | null;

  @Column('uuid', { name: 'updated_by', nullable: true })
  updatedBy: string | null;
}
