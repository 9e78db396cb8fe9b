import { Controller, Get, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers } from '../../../platform/http/answers.decorator.js';
import { workerId, workerList } from '../schemas/worker.schema.js';
import { WorkerControl } from '../services/worker-control.js';

@ApiTags('workers')
@Controller()
export class WorkerController {
  constructor(private readonly workers: WorkerControl) {}

  @Get('tasks/workers/status')
  @Allow('worker.list')
  @ApiOperation({ summary: 'List the known workers and what they do' })
  @Answers(workerList)
  list() {
    return this.workers.list();
  }

  @Post('workers/:worker_id/pause')
  @Allow('worker.pause')
  @ApiOperation({ summary: 'Give a worker no more jobs' })
  @Answers(workerList)
  pause(@Param('worker_id', { schema: workerId() }) id: string) {
    return this.workers.pause(id);
  }

  @Post('workers/:worker_id/drain')
  @Allow('worker.drain')
  @ApiOperation({ summary: 'Let a worker end its jobs and then pause it' })
  @Answers(workerList)
  drain(@Param('worker_id', { schema: workerId() }) id: string) {
    return this.workers.drain(id);
  }

  @Post('workers/:worker_id/resume')
  @Allow('worker.resume')
  @ApiOperation({ summary: 'Give a worker jobs again' })
  @Answers(workerList)
  resume(@Param('worker_id', { schema: workerId() }) id: string) {
    return this.workers.resume(id);
  }
}
