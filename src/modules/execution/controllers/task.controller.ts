import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Actor, Caller } from '../../../access/actor.js';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers } from '../../../platform/http/answers.decorator.js';
import { ClientGone } from '../../../platform/http/client-gone.decorator.js';
import { id as uuid } from '../../../platform/http/fields.js';
import {
  taskInfo,
  taskList,
  taskQuery,
  type TaskQuery,
  taskResult,
  taskSubmit,
  type TaskSubmit,
  taskTurn,
  taskWait,
  type TaskWait,
} from '../schemas/task.schema.js';
import { TaskOrders } from '../services/task-order.service.js';
import { TaskReading } from '../services/task-reading.service.js';

@ApiTags('tasks')
@Controller('tasks')
export class TaskController {
  constructor(
    private readonly tasks: TaskReading,
    private readonly orders: TaskOrders,
  ) {}

  @Get()
  @Allow('task.list')
  @Answers(taskList)
  list(@Caller() actor: Actor, @Query({ schema: taskQuery }) query: TaskQuery) {
    return this.tasks.list(actor, query);
  }

  @Get('types')
  @ApiOperation({ summary: 'List the names of the tasks that can be submitted' })
  @Allow('task.types')
  @Answers(z.array(z.string()))
  types() {
    return this.orders.types();
  }

  @Post('submit')
  @ApiOperation({ summary: 'Submit a task of one of these names' })
  @Allow('task.submit')
  @Answers(taskTurn)
  submit(@Body({ schema: taskSubmit }) request: TaskSubmit) {
    return this.orders.submit(request);
  }

  @Get(':id')
  @ApiOperation({ summary: 'Show a task' })
  @Allow('task.get')
  @Answers(taskInfo)
  get(@Caller() actor: Actor, @Param('id', { schema: uuid() }) id: string) {
    return this.tasks.get(actor, id);
  }

  @Get(':id/status')
  @ApiOperation({ summary: 'Show how far a task is' })
  @Allow('task.status')
  @Answers(taskInfo)
  status(@Caller() actor: Actor, @Param('id', { schema: uuid() }) id: string) {
    return this.tasks.get(actor, id);
  }

  @Get(':id/result')
  @ApiOperation({ summary: 'Show what came of a task, at its end if that is waited for' })
  @Allow('task.result')
  @Answers(taskResult)
  result(
    @Caller() actor: Actor,
    @Param('id', { schema: uuid() }) id: string,
    @Query({ schema: taskWait }) wait: TaskWait,
    @ClientGone() gone: AbortSignal,
  ) {
    return this.tasks.result(actor, id, wait.wait_seconds, gone);
  }

  @Delete(':id/cancel')
  @ApiOperation({ summary: 'Cancel a task that has not ended' })
  @Allow('task.cancel')
  @Answers(taskTurn)
  cancel(@Param('id', { schema: uuid() }) id: string) {
    return this.orders.cancel(id);
  }

  @Delete(':id')
  @Allow('task.delete')
  @Answers(taskTurn)
  remove(@Param('id', { schema: uuid() }) id: string) {
    return this.orders.remove(id);
  }
}
