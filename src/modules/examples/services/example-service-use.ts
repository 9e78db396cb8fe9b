import { Injectable, type OnModuleInit } from '@nestjs/common';
import sql from 'sql-template-tag';
import { Transaction } from '../../../platform/database/transaction.js';
import { ServiceDependents } from '../../execution/services/service-dependents.js';

/** Tells the module of services whether versions of examples are tested by one. */
@Injectable()
export class ExampleServiceUse implements OnModuleInit {
  constructor(
    private readonly dependents: ServiceDependents,
    private readonly tx: Transaction,
  ) {}

  onModuleInit(): void {
    this.dependents.register(async (serviceId) => {
      const used = await this.tx.row(
        sql`SELECT 1 FROM example.example_versions WHERE testing_service_id = ${serviceId} LIMIT 1`,
      );
      return used !== null;
    });
  }
}
