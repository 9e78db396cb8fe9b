import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { assertExpectedVersion } from '../../../platform/http/row-version.js';
import { messagingErrors } from '../messaging.errors.js';
import { MessageAuditRepository } from '../repositories/message-audit.repository.js';
import { MessageReadRepository } from '../repositories/message-read.repository.js';
import { MessageRepository, type NewMessage } from '../repositories/message.repository.js';
import {
  type MessageCreate,
  type MessageRow,
  type MessageUpdate,
  toMessage,
} from '../schemas/message.schema.js';
import { MessageNewsService } from './message-news.service.js';
import { MessageTargetService } from './message-target.service.js';

/** What is left of a deleted message's text. */
const DELETED_TEXT = '[deleted]';

/** The rules of messages (contract 07 section 1). */
@Injectable()
export class MessageService {
  constructor(
    private readonly tx: Transaction,
    private readonly messages: MessageRepository,
    private readonly reads: MessageReadRepository,
    private readonly audit: MessageAuditRepository,
    private readonly targets: MessageTargetService,
    private readonly news: MessageNewsService,
  ) {}

  /** 404 NF_001 when there is none that the actor may read. */
  async get(actor: Actor, id: string) {
    const row = await this.messages.findVisible(actor, id);
    if (row === null) throw messagingErrors.messageNotFound();
    return toMessage(row);
  }

  /** The same message again within 10 s is the first one, unless the caller named the call by a key (`keyed`). */
  async create(actor: Actor, input: MessageCreate, keyed: boolean) {
    return this.tx.run(async () => {
      const message: NewMessage = {
        ...(await this.targets.resolve(actor, input)),
        authorId: actor.userId,
        parentId: input.parent_id ?? null,
        title: input.title ?? null,
        content: input.content,
        level: input.level,
      };
      const twin = keyed ? null : await this.messages.lockTwin(message);
      return this.get(actor, twin ?? (await this.write(actor, message)));
    });
  }

  /** 409 CONFLICT_005 for a deleted one; that the actor is its author is decided before. */
  async update(actor: Actor, id: string, changes: MessageUpdate) {
    return this.tx.run(async () => {
      const current = await this.lock(id);
      if (current.deleted_at !== null) throw messagingErrors.deleted();
      const title = changes.title === undefined ? current.title : changes.title;
      const after = { title, content: changes.content ?? current.content };
      if (after.title !== current.title || after.content !== current.content) {
        await this.messages.update(id, after);
        await this.audit.record({
          messageId: id,
          userId: actor.userId,
          action: 'updated',
          before: current,
          after,
        });
        await this.news.changed('message:update', current);
      }
      return this.get(actor, id);
    });
  }

  /** Takes the text out; a second time changes nothing. */
  async remove(actor: Actor, id: string): Promise<void> {
    await this.tx.run(async () => {
      const current = await this.lock(id);
      if (current.deleted_at !== null) return;
      await this.messages.blank(id, current.author_id === actor.userId ? 'author' : 'admin', DELETED_TEXT);
      await this.audit.record({
        messageId: id,
        userId: actor.userId,
        action: 'deleted',
        before: current,
        after: null,
      });
      await this.news.changed('message:delete', current);
    });
  }

  /** Marks a message read or unread by the actor; repeatable. 404 NF_001 when he may not read it. */
  async mark(actor: Actor, id: string, read: boolean): Promise<void> {
    await this.tx.run(async () => {
      const message = await this.messages.findVisible(actor, id);
      if (message === null) throw messagingErrors.messageNotFound();
      const changed = read
        ? await this.reads.add(id, actor.userId)
        : await this.reads.remove(id, actor.userId);
      if (changed) await this.news.read(message, actor.userId, read);
    });
  }

  private async write(actor: Actor, message: NewMessage): Promise<string> {
    const id = await this.messages.insert(message);
    await this.reads.add(id, actor.userId);
    await this.audit.record({
      messageId: id,
      userId: actor.userId,
      action: 'created',
      before: null,
      after: message,
    });
    const written = await this.messages.find(id);
    if (written === null) throw messagingErrors.messageNotFound();
    await this.news.changed('message:new', written);
    return id;
  }

  private async lock(id: string): Promise<MessageRow> {
    const row = await this.messages.lock(id);
    if (row === null) throw messagingErrors.messageNotFound();
    assertExpectedVersion(row.version);
    return row;
  }
}
