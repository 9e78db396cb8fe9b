import { Column, Entity } from 'typeorm';
import { AuditedEntity } from '../../../platform/database/audited.entity.js';

/** A kind of service, a node of a tree by its path; its category decides what its services may do. */
@Entity({ schema: 'execution', name: 'service_types' })
export class ServiceType extends AuditedEntity {
  @Column('text', { unique: true })
  path: string;

  @Column('text')
  name: string;

  @Column('text')
  category: string;

  @Column('text', { nullable: true })
  description: string | null;

  @Column('text', { name: 'plugin_module', nullable: true })
  pluginModule: string | null;

  /** JSON Schema of the config of its services. */
  @Column('jsonb', { nullable: true })
  schema: Record<string, unknown> | null;

  @Column('text', { nullable: true })
  icon: string | null;

  @Column('text', { nullable: true })
  color: string | null;

  @Column('boolean', { default: true })
  enabled: boolean;

  @Column('boolean', { name: 'requires_workspace', default: false })
  requiresWorkspace: boolean;

  @Column('jsonb', { default: {} })
  properties: Record<string, unknown>;
}
