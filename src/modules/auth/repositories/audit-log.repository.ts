import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { uuidv7 } from 'uuidv7';
import { Transaction } from '../../../platform/database/transaction.js';
import { currentContext, systemContext } from '../../../platform/http/request-context.js';

/** One thing that was done; `details` never hold secrets. */
export interface AuditEntry {
  action: string;
  targetType: string;
  targetId: string | null;
  details?: Record<string, unknown>;
}

/** The append-only record of who did what, when, from where. */
@Injectable()
export class AuditLogRepository {
  constructor(private readonly tx: Transaction) {}

  async insert(entry: AuditEntry): Promise<void> {
    const context = currentContext() ?? systemContext('background');
    await this.tx.execute(sql`
      INSERT INTO auth.audit_log (id, actor_id, action, target_type, target_id, request_id, ip, user_agent, details)
      VALUES (${uuidv7()}, ${context.actorId}, ${entry.action}, ${entry.targetType}, ${entry.targetId},
              ${context.requestId}, ${context.ip}, ${context.userAgent?.slice(0, 500) ?? null},
              ${JSON.stringify(entry.details ?? {})})`);
  }
}
