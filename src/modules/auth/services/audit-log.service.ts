import { Injectable } from '@nestjs/common';
import { type AuditEntry, AuditLogRepository } from '../repositories/audit-log.repository.js';

/** Records changes of roles, memberships, tokens, passwords, grades, deadlines and the like, in the transaction that makes them. */
@Injectable()
export class AuditLog {
  constructor(private readonly entries: AuditLogRepository) {}

  async record(entry: AuditEntry): Promise<void> {
    await this.entries.insert(entry);
  }
}
