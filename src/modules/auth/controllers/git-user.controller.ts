import { Controller, Get, Headers } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '../../../access/allow.decorator.js';
import { Answers } from '../../../platform/http/answers.decorator.js';
import { gitUser } from '../schemas/git-user.schema.js';
import { GitUserService } from '../services/git-user.service.js';

/** Whose a token is, asked as git servers are asked. */
@ApiTags('git')
@Controller()
export class GitUserController {
  constructor(private readonly users: GitUserService) {}

  @Get(['api/v4/user', 'v4/user'])
  @ApiOperation({ summary: 'Show whose token it is, for git clients' })
  @Public()
  @ApiHeader({ name: 'PRIVATE-TOKEN', required: true, description: 'An API token or a set-up token' })
  @Answers(gitUser)
  get(@Headers('private-token') token: string | undefined) {
    return this.users.get(token);
  }
}
