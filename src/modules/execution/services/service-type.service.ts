import { Injectable } from '@nestjs/common';
import { mergeProperties } from '../../../platform/database/changes.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { violates } from '../../../platform/http/database-error.js';
import { assertExpectedVersion } from '../../../platform/http/row-version.js';
import { executionErrors } from '../execution.errors.js';
import { ServiceTypeRepository } from '../repositories/service-type.repository.js';
import {
  type ServiceTypeCreate,
  type ServiceTypeQuery,
  type ServiceTypeUpdate,
  toServiceTypeGet,
} from '../schemas/service-type.schema.js';

/** The rules of service types. */
@Injectable()
export class ServiceTypeService {
  constructor(
    private readonly tx: Transaction,
    private readonly types: ServiceTypeRepository,
  ) {}

  list(query: ServiceTypeQuery) {
    return this.types.list(query);
  }

  /** 404 NF_001 when there is none. */
  async get(id: string) {
    const row = await this.types.find(id);
    if (row === null) throw executionErrors.serviceTypeNotFound();
    return toServiceTypeGet(row);
  }

  /** 409 CONFLICT_001 when the path is taken. */
  async create(input: ServiceTypeCreate) {
    return this.tx.run(async () => {
      const id = await this.types.insert(input).catch((error: unknown) => {
        throw violates(error, 'service_types_path_key') ? executionErrors.pathTaken() : error;
      });
      return this.get(id);
    });
  }

  async update(id: string, changes: ServiceTypeUpdate) {
    return this.tx.run(async () => {
      const current = await this.types.lock(id);
      if (current === null) throw executionErrors.serviceTypeNotFound();
      assertExpectedVersion(current.version);
      const properties = changes.properties && mergeProperties(current.properties, changes.properties);
      await this.types.update(id, { ...changes, properties });
      return this.get(id);
    });
  }
}
