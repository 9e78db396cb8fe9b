import { Injectable } from '@nestjs/common';
import { courseErrors } from '../course.errors.js';
import { CourseRoleRepository } from '../repositories/course-role.repository.js';
import { type CourseRoleQuery, toCourseRoleGet } from '../schemas/course-role.schema.js';

/** Reads the course roles. */
@Injectable()
export class CourseRoleService {
  constructor(private readonly rows: CourseRoleRepository) {}

  list(query: CourseRoleQuery) {
    return this.rows.list(query, toCourseRoleGet);
  }

  async get(id: string) {
    const row = await this.rows.find(id);
    if (row === null) throw courseErrors.roleNotFound();
    return toCourseRoleGet(row);
  }
}
