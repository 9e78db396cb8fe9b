import { Body, Controller, Headers, Param, Patch, Post } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Actor, Caller } from '../../../access/actor.js';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers } from '../../../platform/http/answers.decorator.js';
import { id as uuid } from '../../../platform/http/fields.js';
import { RateLimited } from '../../../platform/http/rate-limited.decorator.js';
import { located } from '../../../platform/http/row-version.js';
import { MAX_REPORT_BYTES } from '../../execution/schemas/run.schema.js';
import {
  resultList,
  resultUpdate,
  type ResultUpdate,
  toVersionedResultList,
} from '../schemas/result.schema.js';
import { ResultUpdateService } from '../services/result-update.service.js';
import { TestRunService } from '../services/test-run.service.js';

/** The older paths of POST /tests and PATCH /results. */
@ApiTags('tests')
@Controller('submissions')
export class ArtifactTestController {
  constructor(
    private readonly tests: TestRunService,
    private readonly updates: ResultUpdateService,
  ) {}

  @Post('artifacts/:id/test')
  @ApiOperation({ summary: 'Test one submission artifact' })
  @Allow('test.create-of-artifact')
  @RateLimited('tests')
  @Answers(resultList, 201)
  async test(@Caller() actor: Actor, @Param('id', { schema: uuid() }) id: string) {
    const result = await this.tests.start(actor, { artifact_id: id });
    return located(result, `/results/${result.id}`);
  }

  @Patch('tests/:id')
  @ApiOperation({ summary: 'Change one result, as its worker' })
  @Allow('test.update')
  @RouteConfig({ bodyLimit: MAX_REPORT_BYTES + 1024 * 1024 })
  @ApiHeader({ name: 'X-Job-Lease', required: false, description: 'The lease under which the job is held' })
  @Answers(resultList)
  async update(
    @Caller() actor: Actor,
    @Param('id', { schema: uuid() }) id: string,
    @Body({ schema: resultUpdate }) changes: ResultUpdate,
    @Headers('x-job-lease') lease: string | undefined,
  ) {
    return toVersionedResultList(await this.updates.update(actor, id, changes, lease ?? null));
  }
}
