import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '../auth/auth.module.js';
import { ExecutionModule } from '../execution/execution.module.js';
import { ExamplesModule } from '../examples/examples.module.js';
import { CourseContentKindController } from './controllers/course-content-kind.controller.js';
import { CourseContentTypeController } from './controllers/course-content-type.controller.js';
import { CourseContentController } from './controllers/course-content.controller.js';
import { CourseGroupController } from './controllers/course-group.controller.js';
import { CourseMemberCommentController } from './controllers/course-member-comment.controller.js';
import { CourseMemberImportController } from './controllers/course-member-import.controller.js';
import { CourseMemberController } from './controllers/course-member.controller.js';
import { CourseRoleController } from './controllers/course-role.controller.js';
import { CourseController } from './controllers/course.controller.js';
import { Course } from './entities/course.entity.js';
import { CourseContent } from './entities/course-content.entity.js';
import { CourseContentKind } from './entities/course-content-kind.entity.js';
import { CourseContentType } from './entities/course-content-type.entity.js';
import { CourseGroup } from './entities/course-group.entity.js';
import { CourseMember } from './entities/course-member.entity.js';
import { CourseMemberComment } from './entities/course-member-comment.entity.js';
import { CourseRole } from './entities/course-role.entity.js';
import { Deployment } from './entities/deployment.entity.js';
import { DeploymentHistoryEntry } from './entities/deployment-history-entry.entity.js';
import { LecturerDeploymentController } from './controllers/lecturer-deployment.controller.js';
import { LecturerViewController } from './controllers/lecturer-view.controller.js';
import { TutorDeploymentController } from './controllers/tutor-deployment.controller.js';
import { CourseContentKindRepository } from './repositories/course-content-kind.repository.js';
import { CourseContentTypeRepository } from './repositories/course-content-type.repository.js';
import { CourseContentRepository } from './repositories/course-content.repository.js';
import { CourseGroupRepository } from './repositories/course-group.repository.js';
import { CourseMemberCommentRepository } from './repositories/course-member-comment.repository.js';
import { CourseMemberRepository } from './repositories/course-member.repository.js';
import { ReleaseRepository } from './repositories/release.repository.js';
import { CourseNewsRepository } from './repositories/course-news.repository.js';
import { CourseRoleRepository } from './repositories/course-role.repository.js';
import { CourseRepository } from './repositories/course.repository.js';
import { DeploymentRepository } from './repositories/deployment.repository.js';
import { ContentTreeRules } from './services/content-tree-rules.js';
import { CourseContentKindService } from './services/course-content-kind.service.js';
import { CourseContentTypeService } from './services/course-content-type.service.js';
import { CourseContentService } from './services/course-content.service.js';
import { ContentServiceUse } from './services/content-service-use.js';
import { CourseGroupService } from './services/course-group.service.js';
import { CourseMemberCommentService } from './services/course-member-comment.service.js';
import { CourseMemberImportService } from './services/course-member-import.service.js';
import { CourseMemberService } from './services/course-member.service.js';
import { CourseNewsService } from './services/course-news.service.js';
import { CourseRoleService } from './services/course-role.service.js';
import { CourseService } from './services/course.service.js';
import { DeploymentFilesService } from './services/deployment-files.service.js';
import { DeploymentReleaseService } from './services/deployment-release.service.js';
import { DeploymentService } from './services/deployment.service.js';
import { EnrolmentService } from './services/enrolment.service.js';

/** Courses, their contents, groups and members. */
@Module({
  imports: [
    AuthModule,
    ExamplesModule,
    ExecutionModule,
    TypeOrmModule.forFeature([
      Course,
      CourseContent,
      CourseContentKind,
      CourseContentType,
      CourseGroup,
      CourseMember,
      CourseMemberComment,
      CourseRole,
      Deployment,
      DeploymentHistoryEntry,
    ]),
  ],
  controllers: [
    CourseController,
    CourseContentController,
    CourseContentKindController,
    CourseContentTypeController,
    CourseGroupController,
    CourseMemberCommentController,
    CourseMemberController,
    CourseMemberImportController,
    CourseRoleController,
    LecturerDeploymentController,
    LecturerViewController,
    TutorDeploymentController,
  ],
  providers: [
    ContentServiceUse,
    ContentTreeRules,
    CourseContentKindRepository,
    CourseContentKindService,
    CourseContentRepository,
    CourseContentService,
    CourseContentTypeRepository,
    CourseContentTypeService,
    CourseGroupRepository,
    CourseGroupService,
    CourseMemberCommentRepository,
    CourseMemberCommentService,
    CourseMemberImportService,
    CourseMemberRepository,
    CourseMemberService,
    CourseNewsRepository,
    CourseNewsService,
    CourseRepository,
    CourseRoleRepository,
    CourseRoleService,
    CourseService,
    DeploymentFilesService,
    DeploymentReleaseService,
    DeploymentRepository,
    DeploymentService,
    EnrolmentService,
    ReleaseRepository,
  ],
  exports: [
    CourseContentService,
    CourseMemberService,
    CourseNewsService,
    CourseService,
    DeploymentReleaseService,
    EnrolmentService,
  ],
})
export class CourseModule {}
