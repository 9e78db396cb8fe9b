import { Column, Entity } from 'typeorm';
import { AuditedEntity } from '../../../platform/database/audited.entity.js';

/** Long work of the server itself; the job in the queue `tasks` has the same id. */
@Entity({ schema: 'execution', name: 'tasks' })
export class Task extends AuditedEntity {
  @Column('text')
  name: string;

  @Column('text', { default: 'queued' })
  status: string;

  /** Its lecturers may see the task. */
  @Column('uuid', { name: 'course_id', nullable: true })
  courseId: string | null;

  /** Ids and options; what they mean is known to the owner of the name. */
  @Column('jsonb', { default: {} })
  input: Record<string, unknown>;

  @Column('jsonb', { nullable: true })
  result: Record<string, unknown> | null;

  @Column('jsonb', { nullable: true })
  progress: Record<string, unknown> | null;

  @Column('text', { nullable: true })
  error: string | null;

  @Column('integer', { default: 0 })
  attempt: number;

  /** Name of the server process that does it. */
  @Column('text', { nullable: true })
  worker: string | null;

  /** Extended while the work goes on; a task whose lease is over was lost with its server. */
  @Column('timestamptz', { name: 'lease_expires_at', nullable: true })
  leaseExpiresAt: string | null;

  @Column('timestamptz', { name: 'started_at', nullable: true })
  startedAt: string | null;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt: string | null;
}
