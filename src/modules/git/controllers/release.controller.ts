import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers } from '../../../platform/http/answers.decorator.js';
import { id as uuid } from '../../../platform/http/fields.js';
import { Idempotent } from '../../../platform/http/idempotent.decorator.js';
import {
  generateAssignmentsRequest,
  type GenerateAssignmentsRequest,
  generateTemplateRequest,
  type GenerateTemplateRequest,
  releaseResponse,
} from '../schemas/release.schema.js';
import { ReleaseService } from '../services/release.service.js';

@ApiTags('system')
@Controller('system/courses')
export class ReleaseController {
  constructor(private readonly releases: ReleaseService) {}

  @Post(':id/generate-student-template')
  @ApiOperation({ summary: 'Start the release of contents to students' })
  @Allow('release.template')
  @Idempotent()
  @Answers(releaseResponse)
  template(
    @Param('id', { schema: uuid() }) id: string,
    @Body({ schema: generateTemplateRequest }) request: GenerateTemplateRequest,
  ) {
    return this.releases.startTemplate(id, request);
  }

  @Post(':id/generate-assignments')
  @ApiOperation({ summary: 'Start writing the assignments repository of a course' })
  @Allow('release.assignments')
  @Idempotent()
  @Answers(releaseResponse)
  assignments(
    @Param('id', { schema: uuid() }) id: string,
    @Body({ schema: generateAssignmentsRequest }) request: GenerateAssignmentsRequest,
  ) {
    return this.releases.startAssignments(id, request);
  }
}
