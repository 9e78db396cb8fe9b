import { Column, Entity, JoinColumn, ManyToOne, type Relation } from 'typeorm';
import { AuditedEntity } from '../../../platform/database/audited.entity.js';
import { CourseMember } from './course-member.entity.js';

/** What tutors and lecturers note about a member; he never sees it. */
@Entity({ schema: 'course', name: 'course_member_comments' })
export class CourseMemberComment extends AuditedEntity {
  @ManyToOne(() => CourseMember, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'transmitter_id' })
  transmitter: Relation<CourseMember>;

  /** The author. */
  @Column('uuid', { name: 'transmitter_id' })
  transmitterId: string;

  @ManyToOne(() => CourseMember, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'course_member_id' })
  member: Relation<CourseMember>;

  @Column('uuid', { name: 'course_member_id' })
  courseMemberId: string;

  @Column('text')
  message: string;
}
