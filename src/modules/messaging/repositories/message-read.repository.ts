import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { uuidv7 } from 'uuidv7';
import { Transaction } from '../../../platform/database/transaction.js';

/** Who has read which message. */
@Injectable()
export class MessageReadRepository {
  constructor(private readonly tx: Transaction) {}

  /** False when he had read it before. */
  async add(messageId: string, userId: string): Promise<boolean> {
    const added = await this.tx.execute(sql`
      INSERT INTO messaging.message_reads (id, message_id, user_id) VALUES (${uuidv7()}, ${messageId}, ${userId})
      ON CONFLICT (user_id, message_id) DO NOTHING`);
    return added > 0;
  }

  /** False when he had not read it. */
  async remove(messageId: string, userId: string): Promise<boolean> {
    const removed = await this.tx.execute(
      sql`DELETE FROM messaging.message_reads WHERE message_id = ${messageId} AND user_id = ${userId}`,
    );
    return removed > 0;
  }
}
