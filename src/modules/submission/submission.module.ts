import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ExecutionModule } from '../execution/execution.module.js';
import { ArtifactTestController } from './controllers/artifact-test.controller.js';
import { ResultArtifactController } from './controllers/result-artifact.controller.js';
import { ResultController } from './controllers/result.controller.js';
import { SubmissionArtifactController } from './controllers/submission-artifact.controller.js';
import { SubmissionGradeController } from './controllers/submission-grade.controller.js';
import { SubmissionGroupController } from './controllers/submission-group.controller.js';
import { TestController } from './controllers/test.controller.js';
import { TutorTestStartController } from './controllers/tutor-test-start.controller.js';
import { TutorTestController } from './controllers/tutor-test.controller.js';
import { TutorSubmissionGroupController } from './controllers/tutor-submission-group.controller.js';
import { ResultArtifact } from './entities/result-artifact.entity.js';
import { Result } from './entities/result.entity.js';
import { SubmissionArtifact } from './entities/submission-artifact.entity.js';
import { SubmissionGrade } from './entities/submission-grade.entity.js';
import { MemberProgress } from './entities/member-progress.entity.js';
import { SubmissionGroupMember } from './entities/submission-group-member.entity.js';
import { SubmissionGroup } from './entities/submission-group.entity.js';
import { TutorTest } from './entities/tutor-test.entity.js';
import { RemoveTutorTestsJob } from './jobs/remove-tutor-tests.job.js';
import { HandInRepository } from './repositories/hand-in.repository.js';
import { MadeResultRepository } from './repositories/made-result.repository.js';
import { ObjectUseRepository } from './repositories/object-use.repository.js';
import { ResultArtifactRepository } from './repositories/result-artifact.repository.js';
import { ResultUpdateRepository } from './repositories/result-update.repository.js';
import { ResultRepository } from './repositories/result.repository.js';
import { SubmissionArtifactRepository } from './repositories/submission-artifact.repository.js';
import { SubmissionGradeRepository } from './repositories/submission-grade.repository.js';
import { SubmissionGroupRepository } from './repositories/submission-group.repository.js';
import { SubmissionNewsRepository } from './repositories/submission-news.repository.js';
import { TestRunRepository } from './repositories/test-run.repository.js';
import { TutorSubmissionGroupRepository } from './repositories/tutor-submission-group.repository.js';
import { TutorTestRepository } from './repositories/tutor-test.repository.js';
import { HandInService } from './services/hand-in.service.js';
import { ObjectUse } from './services/object-use.js';
import { ResultKeeping } from './services/result-keeping.service.js';
import { ResultUpdateService } from './services/result-update.service.js';
import { ResultUploadService } from './services/result-upload.service.js';
import { ResultService } from './services/result.service.js';
import { StudentTestKind } from './services/student-test.kind.js';
import { SubmissionArtifactService } from './services/submission-artifact.service.js';
import { SubmissionGradeService } from './services/submission-grade.service.js';
import { SubmissionGroupService } from './services/submission-group.service.js';
import { SubmissionNewsService } from './services/submission-news.service.js';
import { TestRunService } from './services/test-run.service.js';
import { TutorGradingService } from './services/tutor-grading.service.js';
import { TutorSubmissionGroupService } from './services/tutor-submission-group.service.js';
import { TutorTestReading } from './services/tutor-test-reading.service.js';
import { TutorTestReporting } from './services/tutor-test-report.service.js';
import { TutorTestKind } from './services/tutor-test.kind.js';
import { TutorTestService } from './services/tutor-test.service.js';

/** Submission groups, hand-ins, tests, results and grades. */
@Module({
  imports: [
    ExecutionModule,
    TypeOrmModule.forFeature([
      SubmissionGroup,
      SubmissionGroupMember,
      MemberProgress,
      SubmissionArtifact,
      Result,
      ResultArtifact,
      SubmissionGrade,
      TutorTest,
    ]),
  ],
  controllers: [
    SubmissionGroupController,
    TutorSubmissionGroupController,
    SubmissionArtifactController,
    SubmissionGradeController,
    TestController,
    ArtifactTestController,
    ResultController,
    ResultArtifactController,
    TutorTestStartController,
    TutorTestController,
  ],
  providers: [
    SubmissionGroupRepository,
    SubmissionGroupService,
    TutorSubmissionGroupRepository,
    TutorSubmissionGroupService,
    HandInRepository,
    HandInService,
    SubmissionArtifactRepository,
    SubmissionArtifactService,
    SubmissionGradeRepository,
    SubmissionGradeService,
    SubmissionNewsRepository,
    SubmissionNewsService,
    TutorGradingService,
    TestRunRepository,
    TestRunService,
    StudentTestKind,
    ResultRepository,
    ResultService,
    ResultUpdateRepository,
    ResultUpdateService,
    MadeResultRepository,
    ResultKeeping,
    ResultArtifactRepository,
    ResultUploadService,
    TutorTestRepository,
    TutorTestService,
    TutorTestReading,
    TutorTestReporting,
    TutorTestKind,
    RemoveTutorTestsJob,
    ObjectUseRepository,
    ObjectUse,
  ],
  exports: [SubmissionGradeService, SubmissionGroupService, TutorGradingService],
})
export class SubmissionModule {}
