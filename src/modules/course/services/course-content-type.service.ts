import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { changedProperties } from '../../../platform/database/changes.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { violates } from '../../../platform/http/database-error.js';
import { assertExpectedVersion } from '../../../platform/http/row-version.js';
import { courseErrors } from '../course.errors.js';
import { CourseContentTypeRepository } from '../repositories/course-content-type.repository.js';
import {
  type BareCourseContentTypeRow,
  type CourseContentTypeCreate,
  type CourseContentTypeQuery,
  type CourseContentTypeUpdate,
  toCourseContentTypeGet,
  toCourseContentTypeList,
} from '../schemas/course-content-type.schema.js';

/** The rules of types of contents. */
@Injectable()
export class CourseContentTypeService {
  constructor(
    private readonly tx: Transaction,
    private readonly types: CourseContentTypeRepository,
  ) {}

  list(actor: Actor, query: CourseContentTypeQuery) {
    return this.types.listVisible(actor, query, toCourseContentTypeList);
  }

  /** 404 NF_001 when there is none for the actor. */
  async get(actor: Actor, id: string) {
    const row = await this.types.findVisible(actor, id);
    if (row === null) throw courseErrors.typeNotFound();
    return toCourseContentTypeGet(row);
  }

  async create(actor: Actor, input: CourseContentTypeCreate) {
    return this.tx.run(async () => {
      try {
        const id = await this.types.insert({ ...input, properties: input.properties ?? undefined });
        return await this.get(actor, id);
      } catch (error) {
        if (violates(error, 'course_content_types_course_content_kind_id_fkey'))
          throw courseErrors.unknownKind();
        throw error;
      }
    });
  }

  async update(actor: Actor, id: string, changes: CourseContentTypeUpdate) {
    return this.tx.run(async () => {
      const current = await this.lock(id);
      const properties = changedProperties(current.properties, changes.properties);
      await this.types.update(id, { ...changes, properties });
      return this.get(actor, id);
    });
  }

  async remove(_actor: Actor, id: string): Promise<void> {
    await this.tx.run(async () => {
      await this.lock(id);
      await this.types.delete(id);
    });
  }

  private async lock(id: string): Promise<BareCourseContentTypeRow> {
    const row = await this.types.lock(id);
    if (row === null) throw courseErrors.typeNotFound();
    assertExpectedVersion(row.version);
    return row;
  }
}
