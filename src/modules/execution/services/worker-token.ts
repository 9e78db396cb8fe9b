import { readFileSync } from 'node:fs';
import { Inject, Injectable } from '@nestjs/common';
import { TESTING_SCOPES } from '../../../access/service-scopes.js';
import { ENV, type Env } from '../../../platform/config/env.js';
import { workerTokenFile, writeSecretFile } from '../../../platform/config/secrets.js';
import { ApiTokenService } from '../../auth/services/api-token.service.js';

/** The token of the server's own worker: only its hash is in the database, the text only in a file for the worker. */
@Injectable()
export class WorkerToken {
  constructor(
    private readonly tokens: ApiTokenService,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /** Makes a new token when the file is missing or what it holds is not accepted any more. */
  async ensure(userId: string): Promise<void> {
    const file = workerTokenFile(this.env);
    const kept = readIfThere(file);
    if (kept !== null && (await this.tokens.isLiveTokenOf(userId, kept))) return;
    const name = 'worker of this server';
    writeSecretFile(file, `${await this.tokens.issue({ userId, name, scopes: TESTING_SCOPES })}\n`);
  }
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
