import { Controller, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Actor, Caller } from '../../../access/actor.js';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers } from '../../../platform/http/answers.decorator.js';
import { id as uuid } from '../../../platform/http/fields.js';
import { Form, TakesForm } from '../../../platform/http/form.decorator.js';
import { Idempotent } from '../../../platform/http/idempotent.decorator.js';
import type { MultipartForm } from '../../../platform/http/multipart-form.js';
import { RateLimited } from '../../../platform/http/rate-limited.decorator.js';
import { tutorTestCreated } from '../schemas/tutor-test.schema.js';
import { MAX_PACKED_BYTES } from '../services/hand-in-archive.js';
import { TutorTestService } from '../services/tutor-test.service.js';

/** Trying a folder against the example of a content. */
@ApiTags('tutor tests')
@Controller('tutors/course-contents/:id/test')
export class TutorTestStartController {
  constructor(private readonly tests: TutorTestService) {}

  @Post()
  @ApiOperation({ summary: 'Test a folder against the example of a content' })
  @Allow('tutor-test.create')
  @RateLimited('uploads')
  @TakesForm({
    maxFileBytes: MAX_PACKED_BYTES,
    optional: ['config'],
    examples: { config: JSON.stringify({ store_graphics_artifacts: true }) },
  })
  @Idempotent()
  @Answers(tutorTestCreated)
  start(
    @Caller() actor: Actor,
    @Param('id', { schema: uuid() }) contentId: string,
    @Form() form: MultipartForm,
  ) {
    return this.tests.start(actor, contentId, form);
  }
}
