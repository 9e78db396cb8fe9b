import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A role that members of courses can have; seeded by a migration. */
@Entity({ schema: 'course', name: 'course_roles' })
export class CourseRole {
  @PrimaryColumn('text')
  id: string;

  @Column('text', { nullable: true })
  title: string | null;

  @Column('text', { nullable: true })
  description: string | null;

  /** 1 for students up to 5 for owners. */
  @Column('integer', { name: 'hierarchy_level', unique: true })
  hierarchyLevel: number;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: string;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt: string;

  /** Row version; counts up with every change. */
  @Column('integer', { default: 1 })
  version: number;

  @Column('uuid', { name: 'created_by', nullable: true })
  createdBy: string | null;

  @Column('uuid', { name: 'updated_by', nullable: true })
  updatedBy: string | null;
}
