import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { uuidv7 } from 'uuidv7';
import { Transaction } from '../../../platform/database/transaction.js';

interface Text {
  title: string | null;
  content: string;
}

export interface MessageChange {
  messageId: string;
  userId: string;
  action: 'created' | 'updated' | 'deleted';
  before: Text | null;
  after: Text | null;
}

/** What was done to messages. */
@Injectable()
export class MessageAuditRepository {
  constructor(private readonly tx: Transaction) {}

  async record({ messageId, userId, action, before, after }: MessageChange): Promise<void> {
    await this.tx.execute(sql`
      INSERT INTO messaging.message_audit (id, message_id, user_id, action, old_title, old_content, new_title, new_content)
      VALUES (${uuidv7()}, ${messageId}, ${userId}, ${action}, ${before?.title ?? null}, ${before?.content ?? null},
        ${after?.title ?? null}, ${after?.content ?? null})`);
  }
}
