import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { SYSTEM_ROLES } from '../../../access/roles.js';
import { ENV, type Env } from '../../../platform/config/env.js';
import { writeSecretFile } from '../../../platform/config/secrets.js';
import { AdvisoryLock } from '../../../platform/database/advisory-lock.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { FirstStartRepository } from '../repositories/first-start.repository.js';
import { PasswordHasher } from './password-hasher.js';

const PASSWORD_FILE = 'admin-password';

/** Brings the builtin roles up to date at every start and makes the administrator at the first one. */
@Injectable()
export class FirstStartService implements OnApplicationBootstrap {
  private readonly logger = new Logger('FirstStart');

  constructor(
    private readonly tx: Transaction,
    private readonly lock: AdvisoryLock,
    private readonly rows: FirstStartRepository,
    private readonly hasher: PasswordHasher,
    @Inject(ENV) private readonly env: Env,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.tx.run(async () => {
      await this.lock.wait('first-start');
      await this.rows.syncRoles(SYSTEM_ROLES);
      if (!(await this.rows.hasAdministrator())) await this.createAdministrator();
    });
  }

  /** The generated password is no longer valid: its file goes. */
  forgetGeneratedPassword(username: string): void {
    if (username.toLowerCase() === this.env.ADMIN_USERNAME.toLowerCase()) {
      rmSync(join(this.env.LECTERN_HOME, PASSWORD_FILE), { force: true });
    }
  }

  private async createAdministrator(): Promise<void> {
    const generated = this.env.ADMIN_PASSWORD === undefined;
    const password = this.env.ADMIN_PASSWORD ?? randomBytes(18).toString('base64url');
    await this.rows.createAdministrator(this.env.ADMIN_USERNAME, await this.hasher.hash(password));
    if (!generated) return;
    const file = join(this.env.LECTERN_HOME, PASSWORD_FILE);
    writeSecretFile(file, `${password}\n`);
    if (this.env.NODE_ENV !== 'test') {
      process.stdout.write(
        `\n  Administrator: ${this.env.ADMIN_USERNAME}\n  Password:      ${password}\n  (shown once; kept in ${file} until it is changed)\n\n`,
      );
    }
    this.logger.log(`administrator ${this.env.ADMIN_USERNAME} created`);
  }
}
