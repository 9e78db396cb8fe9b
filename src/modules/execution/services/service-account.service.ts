import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { mergeProperties } from '../../../platform/database/changes.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { invalidRequest } from '../../../platform/http/app-error.js';
import { violates } from '../../../platform/http/database-error.js';
import { assertExpectedVersion } from '../../../platform/http/row-version.js';
import { AccountService } from '../../auth/services/account.service.js';
import { executionErrors } from '../execution.errors.js';
import { ServiceTypeRepository } from '../repositories/service-type.repository.js';
import { ServiceRepository } from '../repositories/service.repository.js';
import {
  type ServiceCreate,
  type ServiceHeartbeat,
  type ServiceQuery,
  type ServiceUpdate,
  toServiceGet,
} from '../schemas/service-account.schema.js';
import { configProblem, testerProblem } from './service-config.js';
import { ServiceDependents } from './service-dependents.js';
import { WorkerLife } from './worker-life.js';

const MAX_USERNAME = 50;

/** The rules of services and their accounts. */
@Injectable()
export class ServiceAccountService {
  constructor(
    private readonly tx: Transaction,
    private readonly services: ServiceRepository,
    private readonly types: ServiceTypeRepository,
    private readonly users: AccountService,
    private readonly dependents: ServiceDependents,
    private readonly workers: WorkerLife,
  ) {}

  list(actor: Actor, query: ServiceQuery) {
    return this.services.listVisible(actor, query, seesConfig(actor));
  }

  /** 404 NF_010 when there is none for the actor. */
  async get(actor: Actor, id: string) {
    const row = await this.services.findVisible(actor, id);
    if (row === null) throw executionErrors.serviceNotFound();
    return toServiceGet(row, seesConfig(actor));
  }

  /** The caller's own service; 403 AUTHZ_010 for everybody else. */
  async me(actor: Actor) {
    const row = actor.serviceId === null ? null : await this.services.find(actor.serviceId);
    if (row === null) throw executionErrors.notAService();
    return toServiceGet(row, true);
  }

  /** Makes service and account; 400 TASK_003 for an unknown type, 409 for a taken slug or user name. */
  async create(input: ServiceCreate) {
    return this.tx.run(async () => {
      const type = await this.types.findByPath(input.service_type);
      if (type === null || !type.enabled) throw executionErrors.unknownServiceType(input.service_type);
      assertConfigFits(type.category, type.schema, input.config);
      const userId = await this.users.create({
        username: input.username ?? input.slug.slice(0, MAX_USERNAME),
        email: input.email,
        givenName: input.given_name,
        familyName: input.family_name,
        password: input.password,
        isService: true,
      });
      const { slug, name, description = null, config, enabled } = input;
      const service = { slug, name, description, serviceTypeId: type.id, userId, config, enabled };
      const id = await this.services.insert(service).catch((error: unknown) => {
        throw violates(error, 'services_slug_key') ? executionErrors.slugTaken() : error;
      });
      return this.read(id);
    });
  }

  /** 409 SERVICE_HAS_DEPENDENTS when it is to be disabled although something uses it, unless forced. */
  async update(id: string, changes: ServiceUpdate, force: boolean) {
    return this.tx.run(async () => {
      const current = await this.services.lock(id);
      if (current === null) throw executionErrors.serviceNotFound();
      assertExpectedVersion(current.version);
      if (changes.config !== undefined)
        assertConfigFits(current.service_type_category, current.service_type_schema, changes.config);
      const disabling = current.enabled && changes.enabled === false;
      if (disabling && !force && (await this.dependents.has(id))) throw executionErrors.stillUsed();
      const properties = changes.properties && mergeProperties(current.properties, changes.properties);
      await this.services.update(id, { ...changes, properties });
      return this.read(id);
    });
  }

  /** The worker behind the service lives; it may tell how strong its boxes are. */
  async heartbeat(id: string, told: ServiceHeartbeat): Promise<void> {
    await this.tx.run(async () => {
      await this.services.markSeen(id);
      if (told.sandbox) await this.services.recordSandbox(id, told.sandbox);
      const service = told.worker ? await this.services.find(id) : null;
      if (told.worker && service !== null) await this.workers.introduced(service.user_id, told.worker);
    });
  }

  private async read(id: string) {
    const row = await this.services.find(id);
    if (row === null) throw executionErrors.serviceNotFound();
    return toServiceGet(row, true);
  }
}

function seesConfig(actor: Actor): boolean {
  return actor.holds('service:list');
}

function assertConfigFits(
  category: string,
  schema: Record<string, unknown> | null,
  config: Record<string, unknown>,
): void {
  const problem = (category === 'testing' ? testerProblem(config) : null) ?? configProblem(schema, config);
  if (problem === null) return;
  const { path, message } =
    problem === 'unusable' ? { path: [], message: 'the schema of the service type cannot be used' } : problem;
  throw invalidRequest([{ field: ['body', 'config', ...path].join(' -> '), message, type: 'custom' }]);
}
