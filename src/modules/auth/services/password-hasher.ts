import { cpus } from 'node:os';
import { Injectable } from '@nestjs/common';
import { Algorithm, hash, verify } from '@node-rs/argon2';

/* OWASP's smallest recommended setting for Argon2id: 19 MiB, 2 passes, 1 lane; about 9 ms a hash here. */
const OPTIONS = { algorithm: 2 as Algorithm.Argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Argon2id with no more hashes at once than cores, so that a rush of logins leaves the thread pool to others. */
@Injectable()
export class PasswordHasher {
  private free = Math.max(1, cpus().length);
  private readonly waiting: (() => void)[] = [];
  private decoy: Promise<string> | null = null;

  /** Hash of a password in PHC form. */
  async hash(password: string): Promise<string> {
    return this.bounded(() => hash(password, OPTIONS));
  }

  /** True when the password belongs to the hash. Without a hash it takes as long and is false. */
  async verify(passwordHash: string | null, password: string): Promise<boolean> {
    if (passwordHash === null) {
      this.decoy ??= this.hash('no account has this password');
      const decoy = await this.decoy;
      await this.bounded(() => verify(decoy, password));
      return false;
    }
    return this.bounded(() => verify(passwordHash, password));
  }

  private async bounded<T>(work: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free -= 1;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.free += 1;
      else next();
    }
  }
}
