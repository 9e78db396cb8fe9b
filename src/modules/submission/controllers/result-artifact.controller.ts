import { Controller, Get, Headers, Param, Post, Query, Res } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Actor, Caller } from '../../../access/actor.js';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers, AnswersFile, AnswersList } from '../../../platform/http/answers.decorator.js';
import { id as uuid } from '../../../platform/http/fields.js';
import { answerFile } from '../../../platform/http/file-answer.js';
import { Form, TakesForm } from '../../../platform/http/form.decorator.js';
import type { MultipartForm } from '../../../platform/http/multipart-form.js';
import {
  resultArtifactListItem,
  resultArtifactQuery,
  type ResultArtifactQuery,
  resultArtifactUploadResponse,
} from '../schemas/result-artifact.schema.js';
import { MAX_LEFT_BYTES } from '../services/left-files.js';
import { ResultService } from '../services/result.service.js';
import { ResultUploadService } from '../services/result-upload.service.js';

@ApiTags('results')
@Controller('results/:id/artifacts')
export class ResultArtifactController {
  constructor(
    private readonly results: ResultService,
    private readonly uploads: ResultUploadService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List the files of a result' })
  @Allow('result-artifact.list')
  @AnswersList(resultArtifactListItem)
  list(
    @Param('id', { schema: uuid() }) id: string,
    @Query({ schema: resultArtifactQuery }) query: ResultArtifactQuery,
  ) {
    return this.results.listArtifacts(id, query);
  }

  @Get('download')
  @ApiOperation({ summary: 'Download the files of a result as a ZIP' })
  @Allow('result-artifact.download')
  @AnswersFile()
  async download(
    @Param('id', { schema: uuid() }) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return answerFile(reply, await this.results.downloadArtifacts(id));
  }

  @Post('upload')
  @ApiOperation({ summary: 'Keep the files of a zip as those of a result' })
  @Allow('result-artifact.upload')
  @TakesForm({ maxFileBytes: MAX_LEFT_BYTES })
  @ApiHeader({ name: 'X-Job-Lease', required: false, description: 'The lease under which the job is held' })
  @Answers(resultArtifactUploadResponse, 201)
  upload(
    @Caller() actor: Actor,
    @Param('id', { schema: uuid() }) id: string,
    @Form() form: MultipartForm,
    @Headers('x-job-lease') lease: string | undefined,
  ) {
    return this.uploads.upload(actor, id, form, lease ?? null);
  }
}
