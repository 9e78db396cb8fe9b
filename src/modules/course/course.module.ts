import { Module } from '@nestjs/common';
import { CourseContentKindController } from './controllers/course-content-kind.controller.js';
import { CourseContentTypeController } from './controllers/course-content-type.controller.js';
import { CourseContentController } from './controllers/course-content.controller.js';
import { CourseGroupController } from './controllers/course-group.controller.js';
import { CourseMemberController } from './controllers/course-member.controller.js';
import { CourseRoleController } from './controllers/course-role.controller.js';
import { CourseController } from './controllers/course.controller.js';
import { CourseContentKindRepository } from './repositories/course-content-kind.repository.js';
import { CourseContentTypeRepository } from './repositories/course-content-type.repository.js';
import { CourseContentRepository } from './repositories/course-content.repository.js';
import { CourseGroupRepository } from './repositories/course-group.repository.js';
import { CourseMemberRepository } from './repositories/course-member.repository.js';
import { CourseRoleRepository } from './repositories/course-role.repository.js';
import { CourseRepository } from './repositories/course.repository.js';
import { ContentTreeRules } from './services/content-tree-rules.js';
import { CourseContentKindService } from './services/course-content-kind.service.js';
import { CourseContentTypeService } from './services/course-content-type.service.js';
import { CourseContentService } from './services/course-content.service.js';
import { CourseGroupService } from './services/course-group.service.js';
import { CourseMemberService } from './services/course-member.service.js';
import { CourseRoleService } from './services/course-role.service.js';
import { CourseService } from './services/course.service.js';
import { EnrolmentService } from './services/enrolment.service.js';

/** Courses, their contents, groups and members. */
@Module({
  controllers: [
    CourseController,
    CourseContentController,
    CourseContentKindController,
    CourseContentTypeController,
    CourseGroupController,
    CourseMemberController,
    CourseRoleController,
  ],
  providers: [
    ContentTreeRules,
    CourseContentKindRepository,
    CourseContentKindService,
    CourseContentRepository,
    CourseContentService,
    CourseContentTypeRepository,
    CourseContentTypeService,
    CourseGroupRepository,
    CourseGroupService,
    CourseMemberRepository,
    CourseMemberService,
    CourseRepository,
    CourseRoleRepository,
    CourseRoleService,
    CourseService,
    EnrolmentService,
  ],
  exports: [CourseContentService, CourseMemberService, CourseService, EnrolmentService],
})
export class CourseModule {}
