import { Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { AuditedRow } from '../../../platform/database/audited-row.entity.js';
import { Role } from './role.entity.js';
import { User } from './user.entity.js';

/** A user holds a system role. */
@Entity({ schema: 'auth', name: 'user_roles' })
export class UserRole extends AuditedRow {
  @PrimaryColumn('uuid', { name: 'user_id' })
  userId: string;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id' })
  user: Relation<User>;

  @PrimaryColumn('text', { name: 'role_id' })
  roleId: string;

  @ManyToOne(() => Role, { onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'role_id' })
  role: Relation<Role>;
}
