import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Actor, Caller } from '../../../access/actor.js';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers, AnswersList } from '../../../platform/http/answers.decorator.js';
import { id as uuid } from '../../../platform/http/fields.js';
import {
  tutorCourseMemberGet,
  tutorCourseMemberList,
  tutorMemberQuery,
  type TutorMemberQuery,
} from '../schemas/tutor-member.schema.js';
import { TutorMemberService } from '../services/tutor-member.service.js';

@ApiTags('views of tutors')
@Controller('tutors/course-members')
export class TutorMemberController {
  constructor(private readonly members: TutorMemberService) {}

  @Get()
  @ApiOperation({ summary: 'List the members of courses as their tutors see them' })
  @Allow('tutor-member.list')
  @AnswersList(tutorCourseMemberList)
  list(@Caller() actor: Actor, @Query({ schema: tutorMemberQuery }) query: TutorMemberQuery) {
    return this.members.list(actor, query);
  }

  @Get(':id')
  @ApiOperation({ summary: 'Show one member as his tutors see him' })
  @Allow('tutor-member.get')
  @Answers(tutorCourseMemberGet)
  get(@Caller() actor: Actor, @Param('id', { schema: uuid() }) id: string) {
    return this.members.get(actor, id);
  }
}
