import { Body, Controller, Delete, Get, Headers, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Actor, Caller } from '../../../access/actor.js';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers, AnswersList, AnswersNothing } from '../../../platform/http/answers.decorator.js';
import { id as uuid } from '../../../platform/http/fields.js';
import { Idempotent } from '../../../platform/http/idempotent.decorator.js';
import {
  messageCreate,
  type MessageCreate,
  messageGet,
  messageList,
  messageQuery,
  type MessageQuery,
  messageUpdate,
  type MessageUpdate,
} from '../schemas/message.schema.js';
import { MessageListService } from '../services/message-list.service.js';
import { MessageService } from '../services/message.service.js';

@ApiTags('messages')
@Controller('messages')
export class MessageController {
  constructor(
    private readonly messages: MessageService,
    private readonly lists: MessageListService,
  ) {}

  @Get()
  @Allow('message.list')
  @AnswersList(messageList)
  list(@Caller() actor: Actor, @Query({ schema: messageQuery }) query: MessageQuery) {
    return this.lists.list(actor, query);
  }

  @Get(':id')
  @Allow('message.get')
  @Answers(messageGet)
  get(@Caller() actor: Actor, @Param('id', { schema: uuid() }) id: string) {
    return this.messages.get(actor, id);
  }

  @Post()
  @Allow('message.create')
  @Idempotent()
  @Answers(messageGet, 201)
  create(
    @Caller() actor: Actor,
    @Body({ schema: messageCreate }) input: MessageCreate,
    @Headers('idempotency-key') key: string | undefined,
  ) {
    return this.messages.create(actor, input, key !== undefined);
  }

  @Patch(':id')
  @Allow('message.update')
  @Answers(messageGet)
  update(
    @Caller() actor: Actor,
    @Param('id', { schema: uuid() }) id: string,
    @Body({ schema: messageUpdate }) changes: MessageUpdate,
  ) {
    return this.messages.update(actor, id, changes);
  }

  @Delete(':id')
  @Allow('message.delete')
  @AnswersNothing()
  remove(@Caller() actor: Actor, @Param('id', { schema: uuid() }) id: string) {
    return this.messages.remove(actor, id);
  }

  @Post(':id/reads')
  @ApiOperation({ summary: 'Mark a message as read' })
  @Allow('message-read.create')
  @AnswersNothing()
  read(@Caller() actor: Actor, @Param('id', { schema: uuid() }) id: string) {
    return this.messages.mark(actor, id, true);
  }

  @Delete(':id/reads')
  @ApiOperation({ summary: 'Mark a message as not read' })
  @Allow('message-read.delete')
  @AnswersNothing()
  unread(@Caller() actor: Actor, @Param('id', { schema: uuid() }) id: string) {
    return this.messages.mark(actor, id, false);
  }
}
