import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { RouteConfig } from '@nestjs/platform-fastify';
import { Actor, Caller } from '../../../access/actor.js';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers, AnswersNothing } from '../../../platform/http/answers.decorator.js';
import { ClientGone } from '../../../platform/http/client-gone.decorator.js';
import { id as uuid } from '../../../platform/http/fields.js';
import {
  jobClaim,
  type JobClaim,
  jobComplete,
  type JobComplete,
  jobEnd,
  jobHeartbeat,
  type JobHeartbeat,
  jobList,
  jobRelease,
  type JobRelease,
  leaseState,
} from '../schemas/job.schema.js';
import { MAX_REPORT_BYTES } from '../schemas/run.schema.js';
import { JobService } from '../services/job.service.js';

@ApiTags('jobs')
@Controller('jobs')
export class JobController {
  constructor(private readonly jobs: JobService) {}

  @Post('claim')
  @ApiOperation({ summary: 'Take jobs to work on, waiting for some if there are none' })
  @Allow('job.claim')
  @Answers(jobList)
  claim(
    @Caller() actor: Actor,
    @Body({ schema: jobClaim }) claim: JobClaim,
    @ClientGone() gone: AbortSignal,
  ) {
    return this.jobs.claim(actor, claim, gone);
  }

  @Post(':id/heartbeat')
  @ApiOperation({ summary: 'Prolong the lease of a job' })
  @Allow('job.heartbeat')
  @Answers(leaseState)
  heartbeat(
    @Caller() actor: Actor,
    @Param('id', { schema: uuid() }) id: string,
    @Body({ schema: jobHeartbeat }) heartbeat: JobHeartbeat,
  ) {
    return this.jobs.heartbeat(actor, id, heartbeat);
  }

  @Post(':id/complete')
  @ApiOperation({ summary: 'Report how a job ended' })
  @Allow('job.complete')
  @Answers(jobEnd)
  @RouteConfig({ bodyLimit: MAX_REPORT_BYTES + 64 * 1024 })
  complete(
    @Caller() actor: Actor,
    @Param('id', { schema: uuid() }) id: string,
    @Body({ schema: jobComplete }) completion: JobComplete,
  ) {
    return this.jobs.complete(actor, id, completion);
  }

  @Post(':id/release')
  @ApiOperation({ summary: 'Give a job back to the queue' })
  @Allow('job.release')
  @AnswersNothing()
  release(
    @Caller() actor: Actor,
    @Param('id', { schema: uuid() }) id: string,
    @Body({ schema: jobRelease }) release: JobRelease,
  ) {
    return this.jobs.release(actor, id, release);
  }
}
