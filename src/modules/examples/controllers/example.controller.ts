import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Actor, Caller } from '../../../access/actor.js';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers, AnswersList } from '../../../platform/http/answers.decorator.js';
import { id as uuid } from '../../../platform/http/fields.js';
import { answerUnlessKnown } from '../../../platform/http/known-content.js';
import { RateLimited } from '../../../platform/http/rate-limited.decorator.js';
import {
  exampleDownloadQuery,
  type ExampleDownloadQuery,
  exampleDownloadResponse,
  exampleUploadRequest,
  type ExampleUploadRequest,
  UPLOAD_LIMIT,
} from '../schemas/example-transfer.schema.js';
import {
  exampleVersionGet,
  exampleVersionList,
  exampleVersionQuery,
  type ExampleVersionQuery,
} from '../schemas/example-version.schema.js';
import { exampleGet, exampleList, exampleQuery, type ExampleQuery } from '../schemas/example.schema.js';
import { ExampleDownloadService } from '../services/example-download.service.js';
import { ExampleUploadService } from '../services/example-upload.service.js';
import { ExampleService } from '../services/example.service.js';

@ApiTags('examples')
@Controller('examples')
export class ExampleController {
  constructor(
    private readonly examples: ExampleService,
    private readonly uploads: ExampleUploadService,
    private readonly downloads: ExampleDownloadService,
  ) {}

  @Get()
  @Allow('example.list')
  @AnswersList(exampleList)
  list(@Caller() actor: Actor, @Query({ schema: exampleQuery }) query: ExampleQuery) {
    return this.examples.list(actor, query);
  }

  @Post('upload')
  @ApiOperation({ summary: 'Upload a version of an example' })
  @RouteConfig({ bodyLimit: UPLOAD_LIMIT })
  @RateLimited('uploads')
  @Allow('example.upload')
  @Answers(exampleVersionGet)
  upload(@Body({ schema: exampleUploadRequest }) input: ExampleUploadRequest) {
    return this.uploads.upload(input);
  }

  @Get('versions/:version_id')
  @ApiOperation({ summary: 'Show one version of an example' })
  @Allow('example-version.get')
  @Answers(exampleVersionGet)
  getVersion(@Caller() actor: Actor, @Param('version_id', { schema: uuid() }) versionId: string) {
    return this.examples.getVersion(actor, versionId);
  }

  @Get('download/:version_id')
  @ApiOperation({ summary: 'Download the files of a version, with those it depends on if asked' })
  @Allow('example-version.download')
  @Answers(exampleDownloadResponse)
  async downloadVersion(
    @Param('version_id', { schema: uuid() }) versionId: string,
    @Query({ schema: exampleDownloadQuery }) query: ExampleDownloadQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return answerUnlessKnown(reply, await this.downloads.version(versionId, query.with_dependencies));
  }

  @Get(':id')
  @Allow('example.get')
  @Answers(exampleGet)
  get(@Caller() actor: Actor, @Param('id', { schema: uuid() }) id: string) {
    return this.examples.get(actor, id);
  }

  @Get(':id/versions')
  @ApiOperation({ summary: 'List the versions of an example' })
  @Allow('example-version.list')
  @AnswersList(exampleVersionList)
  listVersions(
    @Caller() actor: Actor,
    @Param('id', { schema: uuid() }) id: string,
    @Query({ schema: exampleVersionQuery }) query: ExampleVersionQuery,
  ) {
    return this.examples.listVersions(actor, id, query);
  }

  @Get(':id/download')
  @ApiOperation({ summary: 'Download the files of the newest version of an example' })
  @Allow('example.download')
  @Answers(exampleDownloadResponse)
  async download(
    @Param('id', { schema: uuid() }) id: string,
    @Query({ schema: exampleDownloadQuery }) query: ExampleDownloadQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return answerUnlessKnown(reply, await this.downloads.newest(id, query.with_dependencies));
  }
}
