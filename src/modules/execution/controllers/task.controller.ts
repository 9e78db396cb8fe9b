import { Controller, Get, Param } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Actor, Caller } from '../../../access/actor.js';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers } from '../../../platform/http/answers.decorator.js';
import { id as uuid } from '../../../platform/http/fields.js';
import { taskInfo } from '../schemas/task.schema.js';
import { TaskService } from '../services/task.service.js';

@ApiTags('tasks')
@Controller('tasks')
export class TaskController {
  constructor(private readonly tasks: TaskService) {}

  @Get(':id')
  @ApiOperation({ summary: 'Show a task with its result' })
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
}
