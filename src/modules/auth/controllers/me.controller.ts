import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Actor, Caller } from '../../../access/actor.js';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers, AnswersNothing } from '../../../platform/http/answers.decorator.js';
import { id as uuid } from '../../../platform/http/fields.js';
import { userPassword, type UserPassword, userScopes, userViews } from '../schemas/me.schema.js';
import { userGet } from '../schemas/user.schema.js';
import { MeService } from '../services/me.service.js';
import { PasswordService } from '../services/password.service.js';

@ApiTags('me')
@Controller('user')
export class MeController {
  constructor(
    private readonly me: MeService,
    private readonly passwords: PasswordService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Show the own account' })
  @Allow('me.get')
  @Answers(userGet)
  get(@Caller() actor: Actor) {
    return this.me.get(actor);
  }

  @Post('password')
  @ApiOperation({ summary: 'Set the own password; administrators that of others' })
  @Allow('me.set-password')
  @AnswersNothing()
  setPassword(@Caller() actor: Actor, @Body({ schema: userPassword }) input: UserPassword) {
    return this.passwords.set(actor, input);
  }

  @Get('scopes')
  @ApiOperation({ summary: 'Show the own roles by organization, course family and course' })
  @Allow('me.scopes')
  @Answers(userScopes)
  scopes(@Caller() actor: Actor) {
    return this.me.scopes(actor);
  }

  @Get('views')
  @ApiOperation({ summary: 'List the views that the caller has' })
  @Allow('me.views')
  @Answers(userViews)
  views(@Caller() actor: Actor) {
    return this.me.views(actor);
  }

  @Get('views/:course_id')
  @ApiOperation({ summary: 'List the views that the caller has in one course' })
  @Allow('me.course-views')
  @Answers(userViews)
  courseViews(@Caller() actor: Actor, @Param('course_id', { schema: uuid() }) courseId: string) {
    return this.me.courseViews(actor, courseId);
  }
}
