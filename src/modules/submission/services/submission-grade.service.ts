import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { located } from '../../../platform/http/row-version.js';
import { type GroupFacts, HandInRepository } from '../repositories/hand-in.repository.js';
import { type NewGrade, SubmissionGradeRepository } from '../repositories/submission-grade.repository.js';
import {
  type SubmissionGradeCreate,
  type SubmissionGradeQuery,
  type SubmissionGradeRow,
  toSubmissionGradeList,
} from '../schemas/submission-grade.schema.js';
import { submissionErrors } from '../submission.errors.js';
import { SubmissionNewsService } from './submission-news.service.js';

/** Grades of single hand-ins. */
@Injectable()
export class SubmissionGradeService {
  constructor(
    private readonly tx: Transaction,
    private readonly grades: SubmissionGradeRepository,
    private readonly handIns: HandInRepository,
    private readonly news: SubmissionNewsService,
  ) {}

  list(actor: Actor, query: SubmissionGradeQuery) {
    return this.grades.listVisible(actor, query);
  }

  /** 404 SUBMIT_001 when the actor sees no such artifact. */
  async listOfArtifact(actor: Actor, artifactId: string, query: SubmissionGradeQuery) {
    if (!(await this.grades.isArtifactVisible(actor, artifactId))) throw submissionErrors.artifactNotFound();
    return this.grades.listVisible(actor, { ...query, artifact_id: [artifactId] });
  }

  /** The permission table asks for a tutor; the grader also needs a membership and must not be in the group. */
  async create(actor: Actor, artifactId: string, input: SubmissionGradeCreate) {
    return this.tx.run(async () => {
      const groupId = await this.handIns.findGroupOfVisible(actor, artifactId);
      if (groupId === null) throw submissionErrors.artifactNotFound();
      const { graderMemberId } = await this.lockForGrading(actor, groupId);
      const row = await this.add({
        artifactId,
        graderMemberId,
        grade: input.grade,
        status: input.status,
        comment: input.comment ?? null,
      });
      return located(toSubmissionGradeList(row), `/submissions/grades/${row.id}`);
    });
  }

  /** Writes a grade that was allowed before, and tells of it. */
  async add(grade: NewGrade): Promise<SubmissionGradeRow> {
    const row = await this.grades.insert(grade);
    await this.news.gradeChanged(row);
    return row;
  }

  /** Locks the group and returns the grader's membership. @throws 403 for graders without one or in the group */
  async lockForGrading(
    actor: Actor,
    groupId: string,
  ): Promise<{ group: GroupFacts; graderMemberId: string }> {
    await this.handIns.lockGroup(groupId);
    const group = await this.handIns.findFacts(actor, groupId);
    if (group === null) throw submissionErrors.groupNotFound();
    if (group.member_id === null) throw submissionErrors.graderNeedsMembership();
    if (group.in_group) throw submissionErrors.ownGroup();
    return { group, graderMemberId: group.member_id };
  }
}
