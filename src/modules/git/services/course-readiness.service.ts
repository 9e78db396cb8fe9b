import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { COURSE_OWNER } from '../../../access/roles.js';
import { scopesCover } from '../../../access/token-scope.js';
import { ENV, type Env } from '../../../platform/config/env.js';
import { TokenAuthenticator } from '../../auth/services/token-authenticator.js';
import { CourseMemberService } from '../../course/services/course-member.service.js';
import { CourseService } from '../../course/services/course.service.js';
import type { CourseReadiness } from '../schemas/course-readiness.schema.js';

const NOBODY = '00000000-0000-0000-0000-000000000000';

/** Whether a member can work with the repositories of his course. */
@Injectable()
export class CourseReadinessService {
  constructor(
    private readonly tokens: TokenAuthenticator,
    private readonly courses: CourseService,
    private readonly members: CourseMemberService,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /** An administrator who is no member counts as an owner without a row. */
  async validate(actor: Actor, courseId: string, token: string | null): Promise<CourseReadiness> {
    const course = await this.courses.get(actor, courseId);
    const member = await this.members.findMembership(actor, courseId);
    return {
      course_member_id: member?.id ?? NOBODY,
      course_id: courseId,
      organization_id: course.organization_id,
      course_role_id: member?.course_role_id ?? COURSE_OWNER,
      provider_type: 'git',
      provider: `${this.env.PUBLIC_URL}/git`,
      requires_account: true,
      has_account: true,
      is_ready: token !== null && (await this.isPassword(actor, token)),
      provider_account_id: actor.username,
      provider_access_token: null,
    };
  }

  /** True for a live token of the caller that git takes as a password. */
  private async isPassword(actor: Actor, token: string): Promise<boolean> {
    const owner = await this.tokens.find(token);
    if (owner === null || owner.userId !== actor.userId || owner.passwordResetRequired) return false;
    return owner.scopes === null || scopesCover(owner.scopes, 'git:read', []);
  }
}
