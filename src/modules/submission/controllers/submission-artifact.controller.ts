import { Body, Controller, Get, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Actor, Caller } from '../../../access/actor.js';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers, AnswersFile, AnswersList } from '../../../platform/http/answers.decorator.js';
import { id as uuid } from '../../../platform/http/fields.js';
import { answerFile } from '../../../platform/http/file-answer.js';
import { Form, TakesForm } from '../../../platform/http/form.decorator.js';
import { Idempotent } from '../../../platform/http/idempotent.decorator.js';
import type { MultipartForm } from '../../../platform/http/multipart-form.js';
import { RateLimited } from '../../../platform/http/rate-limited.decorator.js';
import { artifactTestsQuery, type ArtifactTestsQuery, resultGet } from '../schemas/result.schema.js';
import {
  newestArtifactQuery,
  type NewestArtifactQuery,
  submissionArtifactGet,
  submissionArtifactList,
  submissionArtifactQuery,
  type SubmissionArtifactQuery,
  submissionArtifactUpdate,
  type SubmissionArtifactUpdate,
  submissionUploadResponse,
} from '../schemas/submission-artifact.schema.js';
import { MAX_PACKED_BYTES } from '../services/hand-in-archive.js';
import { HandInService } from '../services/hand-in.service.js';
import { SubmissionArtifactService } from '../services/submission-artifact.service.js';

const SUBMISSION_CREATE_EXAMPLE = JSON.stringify({
  submission_group_id: '01890a5d-ac96-774b-bcce-b302099a8057',
  version_identifier: 'version-1',
  submit: false,
});

@ApiTags('submissions')
@Controller('submissions/artifacts')
export class SubmissionArtifactController {
  constructor(
    private readonly artifacts: SubmissionArtifactService,
    private readonly handIns: HandInService,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Hand in' })
  @Allow('submission-artifact.create')
  @TakesForm({
    maxFileBytes: MAX_PACKED_BYTES,
    fields: ['submission_create'],
    examples: { submission_create: SUBMISSION_CREATE_EXAMPLE },
  })
  @RateLimited('uploads')
  @Idempotent()
  @Answers(submissionUploadResponse, 201)
  create(@Caller() actor: Actor, @Form() form: MultipartForm) {
    return this.handIns.upload(actor, form);
  }

  @Get()
  @ApiOperation({ summary: 'List hand-ins' })
  @Allow('submission-artifact.list')
  @AnswersList(submissionArtifactList)
  list(@Caller() actor: Actor, @Query({ schema: submissionArtifactQuery }) query: SubmissionArtifactQuery) {
    return this.artifacts.list(actor, query);
  }

  @Get('download')
  @ApiOperation({ summary: 'Download the newest hand-in of a submission group' })
  @Allow('submission-artifact.download-newest')
  @AnswersFile()
  async downloadNewest(
    @Caller() actor: Actor,
    @Query({ schema: newestArtifactQuery }) query: NewestArtifactQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return answerFile(reply, await this.artifacts.downloadNewest(actor, query));
  }

  @Get(':id')
  @ApiOperation({ summary: 'Show one hand-in' })
  @Allow('submission-artifact.get')
  @Answers(submissionArtifactGet)
  get(@Param('id', { schema: uuid() }) id: string) {
    return this.artifacts.get(id);
  }

  @Get(':id/download')
  @ApiOperation({ summary: 'Download one hand-in' })
  @Allow('submission-artifact.download')
  @AnswersFile()
  async download(
    @Param('id', { schema: uuid() }) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return answerFile(reply, await this.artifacts.download(id));
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Make a hand-in official, or change its properties' })
  @Allow('submission-artifact.update')
  @Answers(submissionArtifactGet)
  update(
    @Caller() actor: Actor,
    @Param('id', { schema: uuid() }) id: string,
    @Body({ schema: submissionArtifactUpdate }) changes: SubmissionArtifactUpdate,
  ) {
    return this.artifacts.update(actor, id, changes);
  }

  @Get(':id/tests')
  @ApiOperation({ summary: 'List the test results of a hand-in' })
  @Allow('submission-artifact.tests')
  @AnswersList(resultGet)
  tests(
    @Caller() actor: Actor,
    @Param('id', { schema: uuid() }) id: string,
    @Query({ schema: artifactTestsQuery }) query: ArtifactTestsQuery,
  ) {
    return this.artifacts.tests(actor, id, query);
  }
}
