import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { OrganizationController } from './controllers/organization.controller.js';
import { Organization } from './entities/organization.entity.js';
import { OrganizationMemberRepository } from './repositories/organization-member.repository.js';
import { OrganizationRepository } from './repositories/organization.repository.js';
import { OrganizationService } from './services/organization.service.js';

/** Organizations, course families and their members. */
@Module({
  imports: [TypeOrmModule.forFeature([Organization])],
  controllers: [OrganizationController],
  providers: [OrganizationMemberRepository, OrganizationRepository, OrganizationService],
})
export class OrganizationModule {}
