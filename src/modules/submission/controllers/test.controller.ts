import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Actor, Caller } from '../../../access/actor.js';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers } from '../../../platform/http/answers.decorator.js';
import { id as uuid } from '../../../platform/http/fields.js';
import { Idempotent } from '../../../platform/http/idempotent.decorator.js';
import { RateLimited } from '../../../platform/http/rate-limited.decorator.js';
import { resultList, testStatus } from '../schemas/result.schema.js';
import { testCreate, type TestCreate } from '../schemas/test.schema.js';
import { ResultService } from '../services/result.service.js';
import { TestRunService } from '../services/test-run.service.js';

@ApiTags('tests')
@Controller('tests')
export class TestController {
  constructor(
    private readonly tests: TestRunService,
    private readonly results: ResultService,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Start testing a hand-in' })
  @Allow('test.create')
  @RateLimited('tests')
  @Idempotent()
  @Answers(resultList)
  create(@Caller() actor: Actor, @Body({ schema: testCreate }) input: TestCreate) {
    return this.tests.start(actor, input);
  }

  @Get('status/:result_id')
  @ApiOperation({ summary: 'Show how far a test is' })
  @Allow('test.get')
  @Answers(testStatus)
  status(@Caller() actor: Actor, @Param('result_id', { schema: uuid() }) id: string) {
    return this.results.testStatus(actor, id);
  }
}
