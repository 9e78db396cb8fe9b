import { Column, Entity, PrimaryColumn } from 'typeorm';
import { AuditedRow } from '../../../platform/database/audited-row.entity.js';

/** A system role, e.g. `_admin`; its claims say what its holders may do everywhere. */
@Entity({ schema: 'auth', name: 'roles' })
export class Role extends AuditedRow {
  @PrimaryColumn('text')
  id: string;

  @Column('text', { nullable: true })
  title: string | null;

  @Column('text', { nullable: true })
  description: string | null;

  /** Fixed by the server at every start. */
  @Column('boolean', { default: false })
  builtin: boolean;
}
