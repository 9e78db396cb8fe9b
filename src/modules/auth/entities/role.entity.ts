import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A system role, e.g. `_admin`; its claims say what its holders may do everywhere. */
@Entity({ schema: 'auth', name: 'roles' })
export class Role {
  @PrimaryColumn('text')
  id: string;

  @Column('text', { nullable: true })
  title: string | null;

  @Column('text', { nullable: true })
  description: string | null;

  /** Fixed by the server at every start. */
  @Column('boolean', { default: false })
  builtin: boolean;

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
