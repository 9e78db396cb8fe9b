import { Column } from 'typeorm';

/**
 * Columns of every table. They are written by the trigger `platform.touch_row`, so that every way of writing, bulk
 * statements included, is recorded alike.
 */
export class AuditedRow {
  /** Row version for optimistic locking; counts up with every change. */
  @Column({ type: 'integer', default: 1, insert: false, update: false })
  version: number;

  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()', insert: false, update: false })
  createdAt: Date;

  @Column({ type: 'timestamptz', name: 'updated_at', default: () => 'now()', insert: false, update: false })
  updatedAt: Date;

  @Column({ type: 'uuid', name: 'created_by', nullable: true, insert: false, update: false })
  createdBy: string | null;

  @Column({ type: 'uuid', name: 'updated_by', nullable: true, insert: false, update: false })
  updatedBy: string | null;
}
