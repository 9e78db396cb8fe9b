import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
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
  @Allow('me.get')
  @Answers(userGet)
  get(@Caller() actor: Actor) {
    return this.me.get(actor);
  }

  @Post('password')
  @Allow('me.set-password')
  @AnswersNothing()
  setPassword(@Caller() actor: Actor, @Body({ schema: userPassword }) input: UserPassword) {
    return this.passwords.set(actor, input);
  }

  @Get('scopes')
  @Allow('me.scopes')
  @Answers(userScopes)
  scopes(@Caller() actor: Actor) {
    return this.me.scopes(actor);
  }

  @Get('views')
  @Allow('me.views')
  @Answers(userViews)
  views(@Caller() actor: Actor) {
    return this.me.views(actor);
  }

  @Get('views/:course_id')
  @Allow('me.course-views')
  @Answers(userViews)
  courseViews(@Caller() actor: Actor, @Param('course_id', { schema: uuid() }) courseId: string) {
    return this.me.courseViews(actor, courseId);
  }
}
