import { Injectable } from '@nestjs/common';
import { courseErrors } from '../course.errors.js';
import { CourseContentKindRepository } from '../repositories/course-content-kind.repository.js';
import {
  type CourseContentKindQuery,
  toCourseContentKindGet,
  toCourseContentKindList,
} from '../schemas/course-content-kind.schema.js';

/** Reads the kinds of course contents. */
@Injectable()
export class CourseContentKindService {
  constructor(private readonly rows: CourseContentKindRepository) {}

  list(query: CourseContentKindQuery) {
    return this.rows.list(query, toCourseContentKindList);
  }

  async get(id: string) {
    const row = await this.rows.find(id);
    if (row === null) throw courseErrors.kindNotFound();
    return toCourseContentKindGet(row);
  }
}
