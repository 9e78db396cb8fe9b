import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { assertExpectedVersion } from '../../../platform/http/row-version.js';
import { exampleErrors } from '../examples.errors.js';
import { ExampleLibraryRepository } from '../repositories/example-repository.repository.js';
import {
  type ExampleRepositoryCreate,
  type ExampleRepositoryQuery,
  type ExampleRepositoryUpdate,
  toExampleRepositoryGet,
} from '../schemas/example-repository.schema.js';
import { CredentialSeal } from './credential-seal.js';

/** The rules of example repositories. */
@Injectable()
export class ExampleRepositoryService {
  constructor(
    private readonly tx: Transaction,
    private readonly repositories: ExampleLibraryRepository,
    private readonly credentials: CredentialSeal,
  ) {}

  list(actor: Actor, query: ExampleRepositoryQuery) {
    return this.repositories.listVisible(actor, query);
  }

  /** 404 NF_001 when there is none for the actor. */
  async get(actor: Actor, id: string) {
    const row = await this.repositories.findVisible(actor, id);
    if (row === null) throw exampleErrors.repositoryNotFound();
    return toExampleRepositoryGet(row);
  }

  async create(actor: Actor, input: ExampleRepositoryCreate) {
    return this.tx.run(async () => this.get(actor, await this.repositories.insert(this.sealed(input))));
  }

  async update(actor: Actor, id: string, changes: ExampleRepositoryUpdate) {
    return this.tx.run(async () => {
      const current = await this.repositories.lock(id);
      if (current === null) throw exampleErrors.repositoryNotFound();
      assertExpectedVersion(current.version);
      await this.repositories.update(id, this.sealed(changes));
      return this.get(actor, id);
    });
  }

  private sealed<T extends { access_credentials?: string | null }>(input: T): T {
    const { access_credentials: secret } = input;
    return secret == null ? input : { ...input, access_credentials: this.credentials.seal(secret) };
  }
}
