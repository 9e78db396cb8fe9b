import { Module } from '@nestjs/common';
import { CourseMemberGradingController } from './controllers/course-member-grading.controller.js';
import { StudentContentController } from './controllers/student-content.controller.js';
import { StudentCourseController } from './controllers/student-course.controller.js';
import { TutorContentController } from './controllers/tutor-content.controller.js';
import { TutorCourseController } from './controllers/tutor-course.controller.js';
import { TutorMemberController } from './controllers/tutor-member.controller.js';
import { CourseMemberGradingRepository } from './repositories/course-member-grading.repository.js';
import { CourseViewRepository } from './repositories/course-view.repository.js';
import { StudentContentRepository } from './repositories/student-content.repository.js';
import { TutorMemberRepository } from './repositories/tutor-member.repository.js';
import { CourseMemberGradingService } from './services/course-member-grading.service.js';
import { CourseViewService } from './services/course-view.service.js';
import { StudentContentListService } from './services/student-content-list.service.js';
import { StudentContentService } from './services/student-content.service.js';
import { TutorMemberService } from './services/tutor-member.service.js';
import { SubmissionModule } from './submission.module.js';

/** Views of students and tutors, and gradings: what is read from courses and hand-ins together. */
@Module({
  imports: [SubmissionModule],
  controllers: [
    StudentCourseController,
    StudentContentController,
    TutorCourseController,
    TutorMemberController,
    TutorContentController,
    CourseMemberGradingController,
  ],
  providers: [
    CourseViewRepository,
    CourseViewService,
    StudentContentRepository,
    StudentContentService,
    StudentContentListService,
    TutorMemberRepository,
    TutorMemberService,
    CourseMemberGradingRepository,
    CourseMemberGradingService,
  ],
})
export class SubmissionViewsModule {}
