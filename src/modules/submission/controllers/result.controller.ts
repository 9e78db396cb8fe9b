import { Body, Controller, Delete, Get, Header, Headers, Param, Patch, Post, Query } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Actor, Caller } from '../../../access/actor.js';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers, AnswersList, AnswersNothing } from '../../../platform/http/answers.decorator.js';
import { id as uuid } from '../../../platform/http/fields.js';
import { resultStatus } from '../schemas/result-status.js';
import {
  resultCreate,
  type ResultCreate,
  resultGet,
  resultList,
  resultQuery,
  type ResultQuery,
  resultUpdate,
  type ResultUpdate,
  toResultGet,
} from '../schemas/result.schema.js';
import { ResultService } from '../services/result.service.js';
import { ResultKeeping } from '../services/result-keeping.service.js';
import { ResultUpdateService } from '../services/result-update.service.js';

/** A report of 4 MiB and what is around it, bytes. */
const REPORT_BODY_BYTES = 5 * 1024 * 1024;

@ApiTags('results')
@Controller('results')
export class ResultController {
  constructor(
    private readonly results: ResultService,
    private readonly updates: ResultUpdateService,
    private readonly keeping: ResultKeeping,
  ) {}

  @Get()
  @Allow('result.list')
  @AnswersList(resultList)
  list(@Caller() actor: Actor, @Query({ schema: resultQuery }) query: ResultQuery) {
    return this.results.list(actor, query);
  }

  @Get(':id')
  @Allow('result.get')
  @Answers(resultGet)
  get(@Caller() actor: Actor, @Param('id', { schema: uuid() }) id: string) {
    return this.results.get(actor, id);
  }

  @Get(':id/status')
  @ApiOperation({ summary: 'Show the status of a result' })
  @Allow('result.status')
  @Header('content-type', 'application/json; charset=utf-8')
  @Answers(resultStatus())
  status(@Caller() actor: Actor, @Param('id', { schema: uuid() }) id: string) {
    return this.results.status(actor, id);
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Report the end of a test, for services' })
  @Allow('result.update')
  @RouteConfig({ bodyLimit: REPORT_BODY_BYTES })
  @ApiHeader({ name: 'X-Job-Lease', required: false, description: 'The lease under which the job is held' })
  @Answers(resultGet)
  async update(
    @Caller() actor: Actor,
    @Param('id', { schema: uuid() }) id: string,
    @Body({ schema: resultUpdate }) changes: ResultUpdate,
    @Headers('x-job-lease') lease: string | undefined,
  ) {
    return toResultGet(await this.updates.update(actor, id, changes, lease ?? null));
  }

  @Post()
  @Allow('result.create')
  @RouteConfig({ bodyLimit: REPORT_BODY_BYTES })
  @Answers(resultGet, 201)
  create(@Caller() actor: Actor, @Body({ schema: resultCreate }) input: ResultCreate) {
    return this.keeping.create(actor, input);
  }

  @Delete(':id')
  @Allow('result.delete')
  @AnswersNothing()
  remove(@Param('id', { schema: uuid() }) id: string) {
    return this.keeping.remove(id);
  }
}
