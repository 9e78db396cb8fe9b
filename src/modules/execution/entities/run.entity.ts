import { Column, Entity, JoinColumn, ManyToOne, type Relation } from 'typeorm';
import { AuditedEntity } from '../../../platform/database/audited.entity.js';
import { User } from '../../auth/entities/user.entity.js';
import { NOBODY } from '../services/run-limits.js';
import { Service } from './service.entity.js';

/** One thing a worker has to do, from its request to its end; the job in the queue has the same id. */
@Entity({ schema: 'execution', name: 'runs' })
export class Run extends AuditedEntity {
  @Column('text')
  kind: string;

  @Column('text', { default: 'queued' })
  state: string;

  @ManyToOne(() => Service, { onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'service_id' })
  service: Relation<Service>;

  @Column('uuid', { name: 'service_id' })
  serviceId: string;

  /** Ids of the rows it is about; what they mean is known to whoever made it. */
  @Column('jsonb')
  payload: Record<string, unknown>;

  @Column('integer', { default: 0 })
  priority: number;

  /** Of runs with the same group only one runs at a time. */
  @Column('uuid', { name: 'group_key', nullable: true })
  groupKey: string | null;

  /** Runs that share the workers fairly, e.g. the course; all zeros where there is none. */
  @Column('uuid', { name: 'fairness_key', default: NOBODY })
  fairnessKey: string;

  /** Whose run it is within the course; all zeros where it is nobody's. */
  @Column('uuid', { name: 'owner_key', default: NOBODY })
  ownerKey: string;

  /** While it is queued: the turn at which the owner was served last, 0 for never. */
  @Column('bigint', { name: 'owner_turn', default: 0 })
  ownerTurn: number;

  /** The how manieth hand-out its last one was. */
  @Column('bigint', { nullable: true })
  turn: number | null;

  /** It was handed out because it had waited for so long. */
  @Column('boolean', { name: 'by_age', default: false })
  byAge: boolean;

  @Column('integer', { default: 0 })
  attempt: number;

  @Column('integer', { name: 'timeout_seconds' })
  timeoutSeconds: number;

  @Column('text')
  queue: string;

  @Column('timestamptz', { name: 'available_at', default: () => 'now()' })
  availableAt: string;

  @ManyToOne(() => User, { onDelete: 'SET NULL', nullable: true })
  @JoinColumn({ name: 'worker_user_id' })
  workerUser: Relation<User> | null;

  @Column('uuid', { name: 'worker_user_id', nullable: true })
  workerUserId: string | null;

  @Column('text', { name: 'worker_id', nullable: true })
  workerId: string | null;

  /** New for every time it is handed out; whoever does not name it has lost the run. */
  @Column('text', { nullable: true, unique: true })
  lease: string | null;

  @Column('timestamptz', { name: 'lease_expires_at', nullable: true })
  leaseExpiresAt: string | null;

  @Column('boolean', { name: 'cancel_requested', default: false })
  cancelRequested: boolean;

  @Column('jsonb', { nullable: true })
  progress: Record<string, unknown> | null;

  /** Bytes of output that its students were shown while it was at work. */
  @Column('integer', { name: 'output_bytes', default: 0 })
  outputBytes: number;

  @Column('text', { nullable: true })
  error: string | null;

  @Column('timestamptz', { name: 'started_at', nullable: true })
  startedAt: string | null;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt: string | null;

  /** When it was given up although the run itself was not at fault; an administrator may queue it again. */
  @Column('timestamptz', { name: 'dead_at', nullable: true })
  deadAt: string | null;

  /** When an administrator last queued it again. */
  @Column('timestamptz', { name: 'revived_at', nullable: true })
  revivedAt: string | null;
}
