import { Column } from 'typeorm';
import { AuditedEntity } from '../../../platform/database/audited.entity.js';

/** How teams come into being; contents override their course with what is not null. */
export abstract class TeamRules extends AuditedEntity {
  @Column('text', { name: 'team_mode', nullable: true })
  teamMode: string | null;

  @Column('integer', { name: 'team_min_group_size', nullable: true })
  teamMinGroupSize: number | null;

  @Column('boolean', { name: 'team_allow_student_creation', nullable: true })
  teamAllowStudentCreation: boolean | null;

  @Column('boolean', { name: 'team_allow_join', nullable: true })
  teamAllowJoin: boolean | null;

  @Column('boolean', { name: 'team_allow_leave', nullable: true })
  teamAllowLeave: boolean | null;

  @Column('boolean', { name: 'team_auto_assign_unmatched', nullable: true })
  teamAutoAssignUnmatched: boolean | null;

  @Column('boolean', { name: 'team_lock_at_deadline', nullable: true })
  teamLockAtDeadline: boolean | null;

  @Column('boolean', { name: 'team_require_approval', nullable: true })
  teamRequireApproval: boolean | null;
}
