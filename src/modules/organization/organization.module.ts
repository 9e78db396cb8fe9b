import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CourseFamilyController } from './controllers/course-family.controller.js';
import { CourseFamilyMemberController } from './controllers/course-family-member.controller.js';
import { CourseFamilyRoleController } from './controllers/course-family-role.controller.js';
import { OrganizationController } from './controllers/organization.controller.js';
import { OrganizationMemberController } from './controllers/organization-member.controller.js';
import { OrganizationRoleController } from './controllers/organization-role.controller.js';
import { CourseFamily } from './entities/course-family.entity.js';
import { CourseFamilyMember } from './entities/course-family-member.entity.js';
import { CourseFamilyRole } from './entities/course-family-role.entity.js';
import { Organization } from './entities/organization.entity.js';
import { OrganizationMember } from './entities/organization-member.entity.js';
import { OrganizationRole } from './entities/organization-role.entity.js';
import { CourseFamilyRepository } from './repositories/course-family.repository.js';
import { OrganizationRepository } from './repositories/organization.repository.js';
import { ScopedMemberRepository } from './repositories/scoped-member.repository.js';
import { ScopedRoleRepository } from './repositories/scoped-role.repository.js';
import { CourseFamilyMemberService } from './services/course-family-member.service.js';
import { CourseFamilyService } from './services/course-family.service.js';
import { OrganizationMemberService } from './services/organization-member.service.js';
import { OrganizationService } from './services/organization.service.js';
import { ScopedMemberService } from './services/scoped-member.service.js';
import { ScopedRoleService } from './services/scoped-role.service.js';

/** Organizations, course families and their members. */
@Module({
  imports: [
    TypeOrmModule.forFeature([
      Organization,
      OrganizationMember,
      OrganizationRole,
      CourseFamily,
      CourseFamilyMember,
      CourseFamilyRole,
    ]),
  ],
  controllers: [
    OrganizationController,
    OrganizationMemberController,
    OrganizationRoleController,
    CourseFamilyController,
    CourseFamilyMemberController,
    CourseFamilyRoleController,
  ],
  providers: [
    CourseFamilyMemberService,
    CourseFamilyRepository,
    CourseFamilyService,
    OrganizationMemberService,
    OrganizationRepository,
    OrganizationService,
    ScopedMemberRepository,
    ScopedMemberService,
    ScopedRoleRepository,
    ScopedRoleService,
  ],
  exports: [CourseFamilyService, OrganizationService],
})
export class OrganizationModule {}
