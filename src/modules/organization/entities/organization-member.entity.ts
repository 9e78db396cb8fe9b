import { Column, Entity, JoinColumn, ManyToOne, type Relation, Unique } from 'typeorm';
import { AuditedEntity } from '../../../platform/database/audited.entity.js';
import { User } from '../../auth/entities/user.entity.js';
import { Organization } from './organization.entity.js';
import { OrganizationRole } from './organization-role.entity.js';

/** What a user may do in an organization. */
@Entity({ schema: 'organization', name: 'organization_members' })
@Unique('organization_members_user_scope', ['userId', 'organizationId'])
export class OrganizationMember extends AuditedEntity {
  @ManyToOne(() => User, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'user_id' })
  user: Relation<User>;

  @Column('uuid', { name: 'user_id' })
  userId: string;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'organization_id' })
  organization: Relation<Organization>;

  @Column('uuid', { name: 'organization_id' })
  organizationId: string;

  @ManyToOne(() => OrganizationRole, { nullable: false })
  @JoinColumn({ name: 'organization_role_id' })
  role: Relation<OrganizationRole>;

  @Column('text', { name: 'organization_role_id' })
  roleId: string;

  @Column('jsonb', { default: {} })
  properties: Record<string, unknown>;
}
