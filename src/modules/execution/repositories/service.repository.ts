import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import { uuidv7 } from 'uuidv7';
import type { Actor } from '../../../access/actor.js';
import { visibleServices } from '../../../access/visibility/services.js';
import { assignments } from '../../../platform/database/changes.js';
import { equals, listPage } from '../../../platform/database/listing.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { type ServiceQuery, type ServiceRow, toServiceGet } from '../schemas/service-account.schema.js';
import { queueOf, servicesServedBy } from './served-services.js';

const CHANGEABLE = ['name', 'description', 'config', 'enabled', 'properties'] as const;

const SELECT = sql`
  SELECT s.*, t.path AS service_type_path, t.schema AS service_type_schema,
         t.category AS service_type_category
  FROM execution.services s JOIN execution.service_types t ON t.id = s.service_type_id`;

export interface NewService {
  slug: string;
  name: string;
  description: string | null;
  serviceTypeId: string;
  userId: string;
  config: Record<string, unknown>;
  enabled: boolean;
}

/** A service whose runs somebody may claim. */
export interface ServableService {
  id: string;
  queue: string;
  /** What the service says its exercises are in; a name or an alias, or anything where it tests nothing itself. */
  language: string;
}

/** Services; archived ones are left out everywhere. */
@Injectable()
export class ServiceRepository {
  constructor(private readonly tx: Transaction) {}

  async listVisible(actor: Actor, query: ServiceQuery, withConfig: boolean) {
    return listPage<ServiceRow, ReturnType<typeof toServiceGet>>(
      this.tx,
      {
        select: SELECT,
        where: [
          visibleServices(actor),
          sql`s.archived_at IS NULL`,
          ...equals('s.id', query.id),
          ...equals('s.slug', query.slug),
          ...equals('s.service_type_id', query.service_type_id),
          ...equals('s.enabled', query.enabled),
          ...equals('s.user_id', query.user_id),
        ],
        order: sql`s.created_at`,
        tieBreak: sql`s.id`,
        paging: query,
      },
      (row) => toServiceGet(row, withConfig),
    );
  }

  async findVisible(actor: Actor, id: string): Promise<ServiceRow | null> {
    return this.first(sql`s.id = ${id} AND ${visibleServices(actor)}`);
  }

  async find(id: string): Promise<ServiceRow | null> {
    return this.first(sql`s.id = ${id}`);
  }

  async findBySlug(slug: string): Promise<ServiceRow | null> {
    return this.first(sql`s.slug = ${slug}`);
  }

  /** True when a service has it or had it before it was archived. */
  async isSlugTaken(slug: string): Promise<boolean> {
    return (await this.tx.row(sql`SELECT 1 FROM execution.services WHERE slug = ${slug}`)) !== null;
  }

  /** The row, locked until the end of the transaction. */
  async lock(id: string): Promise<ServiceRow | null> {
    return this.tx.row<ServiceRow>(
      sql`${SELECT} WHERE s.id = ${id} AND s.archived_at IS NULL FOR UPDATE OF s`,
    );
  }

  async insert(service: NewService): Promise<string> {
    const id = uuidv7();
    await this.tx.execute(sql`
      INSERT INTO execution.services (id, slug, name, description, service_type_id, user_id, config, enabled)
      VALUES (${id}, ${service.slug}, ${service.name}, ${service.description}, ${service.serviceTypeId},
              ${service.userId}, ${JSON.stringify(service.config)}, ${service.enabled})`);
    return id;
  }

  async update(id: string, changes: Readonly<Record<string, unknown>>): Promise<void> {
    const set = assignments(CHANGEABLE, changes);
    if (set !== null) await this.tx.execute(sql`UPDATE execution.services SET ${set} WHERE id = ${id}`);
  }

  async archive(id: string): Promise<void> {
    await this.tx.execute(
      sql`UPDATE execution.services SET archived_at = now(), enabled = false WHERE id = ${id}`,
    );
  }

  /** Its worker lives; that alone is no change of the row. */
  async markSeen(id: string): Promise<void> {
    await this.tx.execute(sql`UPDATE execution.services SET last_seen_at = now() WHERE id = ${id}`);
  }

  /** Keeps what the worker tells of its sandbox; the same again changes nothing. */
  async recordSandbox(id: string, sandbox: object): Promise<void> {
    const told = JSON.stringify(sandbox);
    await this.tx.execute(sql`
      UPDATE execution.services SET properties = jsonb_set(properties, '{sandbox}', ${told}::jsonb)
      WHERE id = ${id} AND properties -> 'sandbox' IS DISTINCT FROM ${told}::jsonb`);
  }

  /** Whether the worker behind the service spoke within so many seconds, and what it last told of its boxes. */
  async findLiveness(slug: string, seconds: number) {
    return this.tx.row<{ user_id: string; alive: boolean; level: string | null; why: string | null }>(sql`
      SELECT user_id, coalesce(last_seen_at > now() - make_interval(secs => ${seconds}), false) AS alive,
        properties #>> '{sandbox,level}' AS level, properties #>> '{sandbox,why}' AS why
      FROM execution.services WHERE slug = ${slug} AND archived_at IS NULL`);
  }

  /** Enabled services whose runs the account may claim. */
  async findServable(userId: string): Promise<ServableService[]> {
    return this.tx.rows<ServableService>(
      sql`
      SELECT s.id, ${queueOf('s')} AS queue,
        coalesce(s.config ->> 'language', regexp_replace(s.slug, '^.*\\.', '')) AS language
      FROM execution.services s JOIN execution.service_types t ON t.id = s.service_type_id
      WHERE s.enabled AND t.enabled AND s.id IN (${servicesServedBy(userId)})`,
      'at once',
    );
  }

  private first(condition: Sql): Promise<ServiceRow | null> {
    return this.tx.row<ServiceRow>(sql`${SELECT} WHERE ${condition} AND s.archived_at IS NULL`);
  }
}
