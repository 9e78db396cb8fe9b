import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Role } from './role.entity.js';

/** One `resource:action` that the holders of a role may do. */
@Entity({ schema: 'auth', name: 'role_claims' })
export class RoleClaim {
  @PrimaryColumn('text', { name: 'role_id' })
  roleId: string;

  @ManyToOne(() => Role, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'role_id' })
  role: Relation<Role>;

  @PrimaryColumn('text', { name: 'claim_type', default: 'permissions' })
  claimType: string;

  @PrimaryColumn('text', { name: 'claim_value' })
  claimValue: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: string;
}
