import { Injectable } from '@nestjs/common';
import { Transaction } from '../../../platform/database/transaction.js';
import { assertExpectedVersion } from '../../../platform/http/row-version.js';
import { AccountService } from '../../auth/services/account.service.js';
import { executionErrors } from '../execution.errors.js';
import { ServiceRepository } from '../repositories/service.repository.js';
import { RunService } from './run.service.js';
import { ServiceDependents } from './service-dependents.js';

/** Services that are no longer there. */
@Injectable()
export class ServiceRemoval {
  constructor(
    private readonly tx: Transaction,
    private readonly services: ServiceRepository,
    private readonly users: AccountService,
    private readonly dependents: ServiceDependents,
    private readonly runs: RunService,
  ) {}

  /**
   * Archives the service with its account, whose tokens end, and cancels what waits for it; 409 SERVICE_HAS_DEPENDENTS
   * when something uses it, unless forced.
   */
  async remove(id: string, force: boolean): Promise<void> {
    await this.tx.run(async () => {
      await this.runs.cancelAllOf(id);
      const current = await this.services.lock(id);
      if (current === null) throw executionErrors.serviceNotFound();
      assertExpectedVersion(current.version);
      if (!force && (await this.dependents.has(id))) throw executionErrors.stillUsed();
      await this.services.archive(id);
      await this.users.retire(current.user_id, 'service removed');
    });
  }
}
