import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allow } from '../../../access/allow.decorator.js';
import { AnswersFile } from '../../../platform/http/answers.decorator.js';
import { answerFile } from '../../../platform/http/file-answer.js';
import { id as uuid } from '../../../platform/http/fields.js';
import { referenceQuery, type ReferenceQuery } from '../schemas/assignment.schema.js';
import { DeploymentFilesService } from '../services/deployment-files.service.js';

@ApiTags('tutors')
@Controller('tutors/course-contents')
export class TutorDeploymentController {
  constructor(private readonly files: DeploymentFilesService) {}

  @Get(':id/reference')
  @ApiOperation({ summary: 'Download the reference solution of a content' })
  @Allow('deployment.reference')
  @AnswersFile()
  async reference(
    @Param('id', { schema: uuid() }) id: string,
    @Query({ schema: referenceQuery }) query: ReferenceQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return answerFile(reply, await this.files.reference(id, query.with_dependencies));
  }

  @Get(':id/description')
  @ApiOperation({ summary: 'Download the description of a content' })
  @Allow('deployment.description')
  @AnswersFile()
  async description(
    @Param('id', { schema: uuid() }) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return answerFile(reply, await this.files.description(id));
  }
}
