import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { watchedMessages } from '../../../access/kept-views.js';
import { KeptAnswers } from '../../../platform/kept/kept-answers.js';
import { MessageRepository } from '../repositories/message.repository.js';
import type { MessageQuery } from '../schemas/message.schema.js';

/** Lists of messages, kept for as long as they are true. */
@Injectable()
export class MessageListService {
  constructor(
    private readonly messages: MessageRepository,
    private readonly kept: KeptAnswers,
  ) {}

  /** Messages that the actor may read, newest first unless sorted. */
  list(actor: Actor, query: MessageQuery) {
    const inputs = watchedMessages(actor, query);
    const list = () => this.messages.listVisible(actor, query);
    return inputs === null ? list() : this.kept.answer(inputs, list);
  }
}
