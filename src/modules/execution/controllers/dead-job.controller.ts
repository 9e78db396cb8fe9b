import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers, AnswersList } from '../../../platform/http/answers.decorator.js';
import { id as uuid } from '../../../platform/http/fields.js';
import { deadJob, deadJobQuery, type DeadJobQuery, revivedJob } from '../schemas/dead-job.schema.js';
import { DeadJobs } from '../services/dead-jobs.js';

@ApiTags('jobs')
@Controller('jobs')
export class DeadJobController {
  constructor(private readonly jobs: DeadJobs) {}

  @Get('dead')
  @Allow('dead-job.list')
  @ApiOperation({ summary: 'List jobs that workers failed at or never took' })
  @AnswersList(deadJob)
  list(@Query({ schema: deadJobQuery }) query: DeadJobQuery) {
    return this.jobs.list(query);
  }

  @Get('dead/:id')
  @Allow('dead-job.get')
  @ApiOperation({ summary: 'Show one job that was given up' })
  @Answers(deadJob)
  get(@Param('id', { schema: uuid() }) id: string) {
    return this.jobs.get(id);
  }

  @Post(':id/retry')
  @Allow('dead-job.retry')
  @ApiOperation({ summary: 'Queue a job again that was given up' })
  @Answers(revivedJob)
  retry(@Param('id', { schema: uuid() }) id: string) {
    return this.jobs.retry(id);
  }
}
