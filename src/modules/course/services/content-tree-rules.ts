import { Injectable } from '@nestjs/common';
import { courseErrors } from '../course.errors.js';
import { CourseContentRepository } from '../repositories/course-content.repository.js';
import type { BareCourseContentRow } from '../schemas/course-content-view.schema.js';
import { liesBelow, parentPath } from './content-path.js';

/** What may hang where in the tree of contents; every refusal is a 400 CONTENT_008 unless stated. */
@Injectable()
export class ContentTreeRules {
  constructor(private readonly contents: CourseContentRepository) {}

  /** A content of this type may stand at this path: there is a parent that takes children, or it is a root. */
  async assertFits(courseId: string, path: string, typeId: string): Promise<void> {
    const kind = await this.contents.findKindOfType(courseId, typeId);
    if (kind === null) throw courseErrors.pathNotAllowed('The type is none of this course.');
    const above = parentPath(path);
    if (above === null) return;
    const parent = await this.contents.findKindAt(courseId, above);
    if (parent === null) throw courseErrors.pathNotAllowed(`There is no content with the path ${above}.`);
    if (!parent.has_descendants) throw courseErrors.pathNotAllowed(`Nothing can lie below ${above}.`);
    if (!kind.has_ascendants)
      throw courseErrors.pathNotAllowed(`A ${kind.id} cannot lie below another content.`);
  }

  /** 409 CONTENT_006 when it would no longer be submittable although somebody handed in. */
  async assertMayBecome(current: BareCourseContentRow, typeId: string): Promise<void> {
    const kind = await this.contents.findKindOfType(current.course_id, typeId);
    if (kind === null) throw courseErrors.pathNotAllowed('The type is none of this course.');
    if (!kind.has_descendants && (await this.contents.hasChildren(current.course_id, current.path)))
      throw courseErrors.pathNotAllowed(`Nothing can lie below a ${kind.id}.`);
    if (!kind.submittable && (await this.contents.isSubmittedTo(current.id)))
      throw courseErrors.hasSubmissions();
  }

  assertNotBelowItself(from: string, to: string): void {
    if (liesBelow(to, from)) throw courseErrors.pathNotAllowed('A content cannot be moved below itself.');
  }
}
