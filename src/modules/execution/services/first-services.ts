import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { AdvisoryLock } from '../../../platform/database/advisory-lock.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { ServiceTypeRepository } from '../repositories/service-type.repository.js';
import { ServiceRepository } from '../repositories/service.repository.js';
import { serviceCreate } from '../schemas/service-account.schema.js';
import { serviceTypeCreate } from '../schemas/service-type.schema.js';
import { LOCAL_WORKER, WORKER_SERVED_TYPE } from './local-worker.js';
import { ServiceAccountService } from './service-account.service.js';
import { availableLanguages } from '../tester/languages.js';
import { WorkerToken } from './worker-token.js';

const AGENT = 'agent';
const TYPES = [
  { path: 'testing.temporal', name: 'Tests through Temporal', category: 'testing' },
  { path: WORKER_SERVED_TYPE, name: 'Tests by workers', category: 'testing' },
  { path: AGENT, name: 'Agents', category: 'agent' },
];

interface FirstService {
  slug: string;
  name: string;
  service_type: string;
  config: Record<string, unknown>;
}

/** Makes sure, at every start, of the service types, of a service for each language, and of the worker's account. */
@Injectable()
export class FirstServices implements OnApplicationBootstrap {
  constructor(
    private readonly tx: Transaction,
    private readonly lock: AdvisoryLock,
    private readonly types: ServiceTypeRepository,
    private readonly services: ServiceRepository,
    private readonly accounts: ServiceAccountService,
    private readonly token: WorkerToken,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const languages = (await availableLanguages()).filter((one) => one.available);
    await this.tx.run(async () => {
      await this.lock.wait('first-services');
      for (const type of TYPES) {
        if ((await this.types.findByPath(type.path)) === null) {
          await this.types.insert(serviceTypeCreate.parse(type));
        }
      }
      for (const { language } of languages) await this.ensure(languageService(language));
      await this.ensure({
        slug: LOCAL_WORKER,
        name: 'Worker of this server',
        service_type: AGENT,
        config: {},
      });
    });
    const worker = await this.services.findBySlug(LOCAL_WORKER);
    if (worker !== null) await this.token.ensure(worker.user_id);
  }

  private async ensure(service: FirstService): Promise<void> {
    if (await this.services.isSlugTaken(service.slug)) return;
    await this.accounts.create(serviceCreate.parse(service));
  }
}

function languageService(language: string): FirstService {
  return {
    slug: `lectern.${language}`,
    name: `Tests in ${language}`,
    service_type: WORKER_SERVED_TYPE,
    config: { language },
  };
}
