import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { ENV, type Env } from '../../../platform/config/env.js';
import { changedProperties } from '../../../platform/database/changes.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { isStillReferredTo, violates } from '../../../platform/http/database-error.js';
import { assertExpectedVersion } from '../../../platform/http/row-version.js';
import { withoutGit } from '../../organization/schemas/git-info.schema.js';
import { courseErrors } from '../course.errors.js';
import { CourseContentRepository } from '../repositories/course-content.repository.js';
import { CourseRepository } from '../repositories/course.repository.js';
import type {
  CourseContentCreate,
  CourseContentMove,
  CourseContentQuery,
  CourseContentUpdate,
  LecturerContentQuery,
} from '../schemas/course-content.schema.js';
import {
  type BareCourseContentRow,
  toCourseContentGet,
  toCourseContentList,
} from '../schemas/course-content-view.schema.js';
import {
  toCourseContentLecturerGet,
  toCourseContentLecturerList,
} from '../schemas/lecturer-content.schema.js';
import { ContentTreeRules } from './content-tree-rules.js';
import { datesInOrder } from './content-path.js';
import { type ContentChange, CourseNewsService } from './course-news.service.js';

/** The tree of contents of a course. Every change holds the lock of the course's row. */
@Injectable()
export class CourseContentService {
  constructor(
    private readonly tx: Transaction,
    private readonly contents: CourseContentRepository,
    private readonly courses: CourseRepository,
    private readonly rules: ContentTreeRules,
    private readonly news: CourseNewsService,
    @Inject(ENV) private readonly env: Env,
  ) {}

  list(actor: Actor, query: CourseContentQuery) {
    return this.contents.listVisible(actor, query, toCourseContentList);
  }

  /** Those of courses where the actor is lecturer or more. */
  listLectured(actor: Actor, query: LecturerContentQuery) {
    return this.contents.listLectured(actor, query, this.gitUrl, (row) =>
      toCourseContentLecturerList(row, this.gitUrl),
    );
  }

  /** 404 CONTENT_001 when there is none for the actor; that he is a lecturer is decided before. */
  async getLectured(actor: Actor, id: string) {
    const row = await this.contents.findVisible(actor, id);
    if (row === null) throw courseErrors.contentNotFound();
    return toCourseContentLecturerGet(row, this.gitUrl);
  }

  /** 404 CONTENT_001 when there is none for the actor. */
  async get(actor: Actor, id: string) {
    const row = await this.contents.findVisible(actor, id);
    if (row === null) throw courseErrors.contentNotFound();
    return toCourseContentGet(row, this.env.PUBLIC_URL);
  }

  /** 400 CONTENT_008 when path or type do not fit into the tree, 409 CONTENT_009 when the path is taken. */
  async create(actor: Actor, input: CourseContentCreate) {
    return this.tx.run(async () => {
      if ((await this.courses.lock(input.course_id)) === null) throw courseErrors.courseNotFound();
      await this.rules.assertFits(input.course_id, input.path, input.course_content_type_id);
      const id = await refusingTakenPaths(() =>
        this.contents.insert({ ...input, properties: withoutGit(input.properties) }),
      );
      await this.news.contentChanged({ id, course_id: input.course_id }, 'created');
      return this.get(actor, id);
    });
  }

  /** A new path moves the subtree; a new type must keep what lies below and what was handed in valid. */
  async update(actor: Actor, id: string, changes: CourseContentUpdate) {
    return this.tx.run(async () => {
      const current = await this.lock(id);
      if (!datesInOrder({ ...current, ...changes })) throw courseErrors.datesOutOfOrder();
      const wasOpen = await this.news.isOpen(id);
      await this.relocate(current, changes);
      const properties = changedProperties(
        current.properties,
        changes.properties && withoutGit(changes.properties),
      );
      await this.contents.update(id, { ...changes, properties });
      const change = changeOf(current, changes);
      if (change !== null) await this.news.contentChanged(current, change, wasOpen);
      return this.get(actor, id);
    });
  }

  async move(actor: Actor, id: string, target: CourseContentMove) {
    return this.update(actor, id, target);
  }

  async setArchived(id: string, archived: boolean): Promise<void> {
    await this.tx.run(async () => {
      const current = await this.lock(id);
      const wasOpen = await this.news.isOpen(id);
      await this.contents.setArchived(current.course_id, current.path, archived);
      await this.news.contentChanged(current, 'updated', wasOpen);
    });
  }

  /** With everything below it; 409 CONTENT_006 or CONTENT_007 while there are submissions for it or below it. */
  async remove(_actor: Actor, id: string): Promise<void> {
    await this.tx.run(async () => {
      const current = await this.lock(id);
      const wasOpen = await this.news.isOpen(id);
      await this.contents.delete(id).catch((error: unknown) => {
        throw isStillReferredTo(error) ? courseErrors.hasSubmissions(error) : error;
      });
      await this.contents.deleteBelow(current.course_id, current.path).catch((error: unknown) => {
        throw isStillReferredTo(error) ? courseErrors.hasSubmissionsBelow(error) : error;
      });
      await this.news.contentChanged(current, 'deleted', wasOpen);
    });
  }

  private get gitUrl(): string {
    return `${this.env.PUBLIC_URL}/git`;
  }

  private async relocate(current: BareCourseContentRow, changes: CourseContentUpdate): Promise<void> {
    const path = changes.path ?? current.path;
    const type = changes.course_content_type_id ?? current.course_content_type_id;
    if (type !== current.course_content_type_id) await this.rules.assertMayBecome(current, type);
    if (path !== current.path) this.rules.assertNotBelowItself(current.path, path);
    if (path !== current.path || type !== current.course_content_type_id)
      await this.rules.assertFits(current.course_id, path, type);
    if (path !== current.path)
      await refusingTakenPaths(() => this.contents.moveSubtree(current.course_id, current.path, path));
  }

  private async lock(id: string): Promise<BareCourseContentRow> {
    const row = await this.contents.lock(id);
    if (row === null) throw courseErrors.contentNotFound();
    assertExpectedVersion(row.version);
    return row;
  }
}

/** What to call a change; null when nothing was sent. */
function changeOf(current: BareCourseContentRow, changes: CourseContentUpdate): ContentChange | null {
  if (Object.values(changes).every((value) => value === undefined)) return null;
  const { path = current.path, position = current.position } = changes;
  return path === current.path && position === current.position ? 'updated' : 'reordered';
}

async function refusingTakenPaths<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (violates(error, 'course_contents_path')) throw courseErrors.pathTaken();
    throw error;
  }
}
