import { Column, Entity, JoinColumn, ManyToOne, type Relation, Unique } from 'typeorm';
import { AuditedEntity } from '../../../platform/database/audited.entity.js';
import { User } from '../../auth/entities/user.entity.js';

/** A process that takes jobs, with all of its slots, as it names itself; known from its first claim or sign of life. */
@Entity({ schema: 'execution', name: 'workers' })
@Unique('workers_name', ['userId', 'workerId'])
export class KnownWorker extends AuditedEntity {
  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id' })
  user: Relation<User>;

  @Column('uuid', { name: 'user_id' })
  userId: string;

  @Column('text', { name: 'worker_id' })
  workerId: string;

  @Column('text', { default: 'active' })
  state: string;

  /** Why it is not active. */
  @Column('text', { nullable: true })
  reason: string | null;

  /** For whom it failed, by its own fault, since the last run that it brought to an end: owners, or runs of nobody. */
  @Column('uuid', { name: 'failed_for', array: true, default: '{}' })
  failedFor: string[];

  @Column('timestamptz', { name: 'last_lost_at', nullable: true })
  lastLostAt: string | null;

  @Column('timestamptz', { name: 'last_seen_at', default: () => 'now()' })
  lastSeenAt: string;

  /** The queues it asks for; null: all of its account. */
  @Column('text', { array: true, nullable: true })
  queues: string[] | null;

  @Column('text', { nullable: true })
  level: string | null;

  @Column('integer', { nullable: true })
  slots: number | null;

  @Column('text', { array: true, nullable: true })
  languages: string[] | null;

  @Column('text', { name: 'product_version', nullable: true })
  productVersion: string | null;
}
