import { Body, Controller, Get, Headers, Param, Post, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Actor, Caller } from '../../../access/actor.js';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers, AnswersFile } from '../../../platform/http/answers.decorator.js';
import { id as uuid } from '../../../platform/http/fields.js';
import { answerFile } from '../../../platform/http/file-answer.js';
import { Form, TakesForm } from '../../../platform/http/form.decorator.js';
import type { MultipartForm } from '../../../platform/http/multipart-form.js';
import { MAX_REPORT_BYTES } from '../../execution/schemas/run.schema.js';
import {
  artifactsStored,
  reportStored,
  tutorTestArtifacts,
  tutorTestGet,
  tutorTestReport,
  type TutorTestReport,
  tutorTestStatus,
} from '../schemas/tutor-test.schema.js';
import { MAX_LEFT_BYTES } from '../services/left-files.js';
import { TutorTestReading } from '../services/tutor-test-reading.service.js';
import { TutorTestReporting } from '../services/tutor-test-report.service.js';

const LEASE = { name: 'X-Job-Lease', required: false, description: 'The lease under which the job is held' };

/** Tutor tests as their authors and their workers see them. */
@ApiTags('tutor tests')
@Controller('tutors/tests/:id')
export class TutorTestController {
  constructor(
    private readonly tests: TutorTestReading,
    private readonly reports: TutorTestReporting,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Show a test that a tutor started' })
  @Allow('tutor-test.get')
  @Answers(tutorTestGet)
  get(@Param('id', { schema: uuid() }) id: string) {
    return this.tests.get(id);
  }

  @Get('status')
  @ApiOperation({ summary: 'Show how far a tutor test is' })
  @Allow('tutor-test.status')
  @Answers(tutorTestStatus)
  status(@Param('id', { schema: uuid() }) id: string) {
    return this.tests.status(id);
  }

  @Get('artifacts')
  @ApiOperation({ summary: 'List the files that a tutor test left' })
  @Allow('tutor-test.artifacts')
  @Answers(tutorTestArtifacts)
  artifacts(@Param('id', { schema: uuid() }) id: string) {
    return this.tests.artifacts(id);
  }

  @Get('artifacts/download')
  @ApiOperation({ summary: 'Download the files that a tutor test left' })
  @Allow('tutor-test.download-artifacts')
  @AnswersFile()
  async downloadArtifacts(
    @Param('id', { schema: uuid() }) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return answerFile(reply, await this.tests.downloadArtifacts(id));
  }

  @Get('input/download')
  @ApiOperation({ summary: 'Download the folder of a tutor test' })
  @Allow('tutor-test.download-input')
  @AnswersFile()
  async downloadInput(
    @Param('id', { schema: uuid() }) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return answerFile(reply, await this.tests.downloadInput(id));
  }

  @Post('results')
  @ApiOperation({ summary: 'End a tutor test with the report of its worker' })
  @Allow('tutor-test.report')
  @RouteConfig({ bodyLimit: MAX_REPORT_BYTES + 64 * 1024 })
  @ApiHeader(LEASE)
  @Answers(reportStored)
  report(
    @Caller() actor: Actor,
    @Param('id', { schema: uuid() }) id: string,
    @Body({ schema: tutorTestReport }) report: TutorTestReport,
    @Headers('x-job-lease') lease: string | undefined,
  ) {
    return this.reports.report(actor, id, report, lease ?? null);
  }

  @Post('artifacts/upload')
  @ApiOperation({ summary: 'Keep the files that a tutor test left' })
  @Allow('tutor-test.upload-artifacts')
  @TakesForm({ maxFileBytes: MAX_LEFT_BYTES })
  @ApiHeader(LEASE)
  @Answers(artifactsStored)
  upload(
    @Caller() actor: Actor,
    @Param('id', { schema: uuid() }) id: string,
    @Form() form: MultipartForm,
    @Headers('x-job-lease') lease: string | undefined,
  ) {
    return this.reports.upload(actor, id, form, lease ?? null);
  }
}
