import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { ScopedMemberRepository } from '../repositories/scoped-member.repository.js';
import {
  fromCourseFamilyMemberCreate,
  fromCourseFamilyMemberQuery,
  fromCourseFamilyMemberUpdate,
  type CourseFamilyMemberCreate,
  type CourseFamilyMemberQuery,
  type CourseFamilyMemberUpdate,
  toCourseFamilyMemberGet,
  toCourseFamilyMemberList,
} from '../schemas/course-family-member.schema.js';
import { ScopedMemberService } from './scoped-member.service.js';

/** Members of course families; the rules are those of every scope ({@link ScopedMemberService}). */
@Injectable()
export class CourseFamilyMemberService {
  constructor(
    private readonly members: ScopedMemberRepository,
    private readonly rules: ScopedMemberService,
  ) {}

  list(actor: Actor, query: CourseFamilyMemberQuery) {
    return this.members.listVisible(
      'course_family',
      actor,
      fromCourseFamilyMemberQuery(query),
      toCourseFamilyMemberList,
    );
  }

  async get(actor: Actor, id: string) {
    return toCourseFamilyMemberGet(await this.rules.get('course_family', actor, id));
  }

  async create(actor: Actor, input: CourseFamilyMemberCreate) {
    return toCourseFamilyMemberGet(
      await this.rules.create('course_family', actor, fromCourseFamilyMemberCreate(input)),
    );
  }

  async update(actor: Actor, id: string, changes: CourseFamilyMemberUpdate) {
    return toCourseFamilyMemberGet(
      await this.rules.update('course_family', actor, id, fromCourseFamilyMemberUpdate(changes)),
    );
  }

  async remove(actor: Actor, id: string) {
    await this.rules.remove('course_family', actor, id);
  }
}
