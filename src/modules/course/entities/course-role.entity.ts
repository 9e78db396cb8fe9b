import { Column, Entity, PrimaryColumn } from 'typeorm';
import { AuditedRow } from '../../../platform/database/audited-row.entity.js';

/** A role that members of courses can have; seeded by a migration. */
@Entity({ schema: 'course', name: 'course_roles' })
export class CourseRole extends AuditedRow {
  @PrimaryColumn('text')
  id: string;

  @Column('text', { nullable: true })
  title: string | null;

  @Column('text', { nullable: true })
  description: string | null;

  /** 1 for students up to 5 for owners. */
  @Column('integer', { name: 'hierarchy_level', unique: true })
  hierarchyLevel: number;
}
