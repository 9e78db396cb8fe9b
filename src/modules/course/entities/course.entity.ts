import { Column, Entity, JoinColumn, ManyToOne, type Relation, Unique } from 'typeorm';
import { CourseFamily } from '../../organization/entities/course-family.entity.js';
import { TeamRules } from './team-rules.entity.js';

/** One run of a lecture with its contents, groups and members. */
@Entity({ schema: 'course', name: 'courses' })
@Unique('courses_family_path', ['courseFamilyId', 'path'])
export class Course extends TeamRules {
  @ManyToOne(() => CourseFamily, { onDelete: 'RESTRICT', nullable: false })
  @JoinColumn({ name: 'course_family_id' })
  courseFamily: Relation<CourseFamily>;

  @Column('uuid', { name: 'course_family_id' })
  courseFamilyId: string;

  @Column('text')
  path: string;

  @Column('text', { nullable: true })
  title: string | null;

  @Column('text', { nullable: true })
  description: string | null;

  @Column('text', { name: 'language_code', nullable: true, default: 'en' })
  languageCode: string | null;

  @Column('jsonb', { default: {} })
  properties: Record<string, unknown>;
}
