import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { ENV, type Env } from '../../../platform/config/env.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { assertExpectedVersion, versioned } from '../../../platform/http/row-version.js';
import { StudentContentRepository, type Viewpoint } from '../repositories/student-content.repository.js';
import {
  type ContentViewQuery,
  type StudentContentRow,
  toCourseContentStudentGet,
  toCourseContentStudentList,
} from '../schemas/student-content.schema.js';
import type { TutorGradeCreate } from '../schemas/submission-grade.schema.js';
import { versionOfView } from '../schemas/view-version.js';
import { submissionErrors } from '../submission.errors.js';
import { SubmissionGradeService } from './submission-grade.service.js';
import { SubmissionGroupService } from './submission-group.service.js';
import { TutorGradingService } from './tutor-grading.service.js';

/** Contents with what a member did for them: his own view, and that of his tutors, who also grade there. */
@Injectable()
export class StudentContentService {
  constructor(
    private readonly tx: Transaction,
    private readonly contents: StudentContentRepository,
    private readonly groups: SubmissionGroupService,
    private readonly grades: SubmissionGradeService,
    private readonly grading: TutorGradingService,
    @Inject(ENV) private readonly env: Env,
  ) {}

  listOwn(actor: Actor, query: ContentViewQuery) {
    return this.list(this.contents.ofActor(actor), query);
  }

  /** 404 CONTENT_001 for contents that the actor does not attend, or that are archived or not open yet. */
  async getOwn(actor: Actor, contentId: string) {
    return this.show(await this.find(this.contents.ofActor(actor), contentId));
  }

  /** 403 AUTHZ_003 unless the actor is a tutor of this member, whether there is one or not. */
  async listOfMember(actor: Actor, memberId: string, query: ContentViewQuery) {
    await this.assertTaught(actor, memberId);
    return this.list(this.contents.ofMember(actor, memberId), query);
  }

  /** 403 AUTHZ_003 as for the list, 404 CONTENT_001 for contents that are archived or of another course. */
  async getOfMember(actor: Actor, memberId: string, contentId: string) {
    await this.assertTaught(actor, memberId);
    return this.show(await this.find(this.contents.ofMember(actor, memberId), contentId));
  }

  /**
   * Adds a grade (see `TutorGradingService`) and answers with the content as it is afterwards. If-Match names the
   * version of `getOfMember`; the group is locked before it is compared.
   */
  async grade(actor: Actor, memberId: string, contentId: string, input: TutorGradeCreate) {
    return this.tx.run(async () => {
      await this.assertTaught(actor, memberId);
      const from = this.contents.ofMember(actor, memberId);
      const groupId = await this.groups.ensureForMember(memberId, contentId);
      if (groupId !== null) await this.grades.lockForGrading(actor, groupId);
      assertExpectedVersion(versionOfView(this.show(await this.find(from, contentId))));
      const graded = await this.grading.grade(actor, memberId, contentId, input);
      const after = await this.find(from, contentId);
      const view = { ...toCourseContentStudentList(after, this.env.PUBLIC_URL), ...graded };
      return versioned(view, versionOfView(this.show(after)));
    });
  }

  private show(row: StudentContentRow) {
    return toCourseContentStudentGet(row, this.env.PUBLIC_URL);
  }

  private async assertTaught(actor: Actor, memberId: string): Promise<void> {
    if (!(await this.contents.isTaught(actor, memberId))) throw submissionErrors.notTaught();
  }

  private list(from: Viewpoint, query: ContentViewQuery) {
    return this.withGroups((look) =>
      this.contents.list(from, query, (row) => {
        look(row);
        return toCourseContentStudentList(row, this.env.PUBLIC_URL);
      }),
    );
  }

  private async find(from: Viewpoint, contentId: string): Promise<StudentContentRow> {
    const row = await this.withGroups(async (look) => {
      const found = await this.contents.find(from, contentId);
      if (found !== null) look(found);
      return found;
    });
    if (row === null) throw submissionErrors.contentNotFound();
    return row;
  }

  /** Reads; only when a row lacks its group, makes the missing ones in one statement and reads again. */
  private async withGroups<T>(read: (look: (row: StudentContentRow) => void) => Promise<T>): Promise<T> {
    const members = new Set<string>();
    const contents = new Set<string>();
    const first = await read((row) => {
      if (!row.lacks_group || row.course_member_id === null) return;
      members.add(row.course_member_id);
      contents.add(row.id);
    });
    if (members.size === 0) return first;
    await this.groups.ensureForMembers([...members], [...contents]);
    return read(() => undefined);
  }
}
