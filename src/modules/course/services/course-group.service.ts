import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { changedProperties } from '../../../platform/database/changes.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { assertExpectedVersion } from '../../../platform/http/row-version.js';
import { courseErrors } from '../course.errors.js';
import { CourseGroupRepository } from '../repositories/course-group.repository.js';
import {
  type CourseGroupCreate,
  type CourseGroupQuery,
  type CourseGroupRow,
  type CourseGroupUpdate,
  toCourseGroupGet,
  toCourseGroupList,
} from '../schemas/course-group.schema.js';

/** The rules of groups of course members. */
@Injectable()
export class CourseGroupService {
  constructor(
    private readonly tx: Transaction,
    private readonly groups: CourseGroupRepository,
  ) {}

  list(actor: Actor, query: CourseGroupQuery) {
    return this.groups.listVisible(actor, query, toCourseGroupList);
  }

  /** 404 NF_001 when there is none for the actor. */
  async get(actor: Actor, id: string) {
    const row = await this.groups.findVisible(actor, id);
    if (row === null) throw courseErrors.groupNotFound();
    return toCourseGroupGet(row);
  }

  /** Id of the group with this title, or null. */
  async findIdByTitle(courseId: string, title: string): Promise<string | null> {
    return (await this.groups.findByTitle(courseId, title))?.id ?? null;
  }

  async create(actor: Actor, input: CourseGroupCreate) {
    return this.tx.run(async () => {
      const id = await this.groups.insert({ ...input, properties: input.properties ?? undefined });
      return this.get(actor, id);
    });
  }

  async update(actor: Actor, id: string, changes: CourseGroupUpdate) {
    return this.tx.run(async () => {
      const current = await this.lock(id);
      const properties = changedProperties(current.properties, changes.properties);
      await this.groups.update(id, { ...changes, properties });
      return this.get(actor, id);
    });
  }

  async remove(_actor: Actor, id: string): Promise<void> {
    await this.tx.run(async () => {
      await this.lock(id);
      await this.groups.delete(id);
    });
  }

  private async lock(id: string): Promise<CourseGroupRow> {
    const row = await this.groups.lock(id);
    if (row === null) throw courseErrors.groupNotFound();
    assertExpectedVersion(row.version);
    return row;
  }
}
