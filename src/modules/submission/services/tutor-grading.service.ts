import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { courseLevel, TUTOR } from '../../../access/roles.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { AppError } from '../../../platform/http/app-error.js';
import {
  type GradedArtifact,
  SubmissionGradeRepository,
} from '../repositories/submission-grade.repository.js';
import { SubmissionArtifactRepository } from '../repositories/submission-artifact.repository.js';
import { toSubmissionArtifactGet } from '../schemas/submission-artifact.schema.js';
import type { TutorGradeCreate } from '../schemas/submission-grade.schema.js';
import { submissionErrors } from '../submission.errors.js';
import { SubmissionGradeService } from './submission-grade.service.js';
import { SubmissionGroupService } from './submission-group.service.js';

/** The part of TutorGradeResponse that tells what was graded. */
export interface GradedArtifactView {
  graded_artifact_id: string;
  graded_artifact_info: { id: string; created_at: string | null; properties: Record<string, unknown> };
}

/** Grades a member of a course for a content, as tutors do it from their view. */
@Injectable()
export class TutorGradingService {
  constructor(
    private readonly tx: Transaction,
    private readonly groups: SubmissionGroupService,
    private readonly rules: SubmissionGradeService,
    private readonly grades: SubmissionGradeRepository,
    private readonly artifacts: SubmissionArtifactRepository,
  ) {}

  /**
   * Adds a grade to the named artifact, else to the newest official one, else to the newest; what is not sent is taken
   * from the newest grade of that artifact. Joins an open transaction.
   * @throws 403 AUTHZ_003 or AUTHZ_004 for who is no tutor of that member, 404 SUBMIT_001, SUBMIT_002, 400 VAL_002
   */
  async grade(
    actor: Actor,
    memberId: string,
    contentId: string,
    input: TutorGradeCreate,
  ): Promise<GradedArtifactView> {
    return this.tx.run(async () => {
      await this.assertMayGrade(actor, memberId, contentId);
      if (input.grade == null && input.status == null && input.feedback == null) {
        throw submissionErrors.nothingToGrade();
      }
      const groupId = await this.groups.ensureForMember(memberId, contentId);
      if (groupId === null) throw submissionErrors.noGroup();
      const { graderMemberId } = await this.rules.lockForGrading(actor, groupId);
      const artifact = await this.grades.findGradable(groupId, input.artifact_id ?? null);
      if (artifact === null) throw submissionErrors.artifactNotFound();
      await this.rules.add({ artifactId: artifact.id, graderMemberId, ...gradeAfter(artifact, input) });
      return this.describe(artifact.id);
    });
  }

  /** Members that the actor may not grade are told apart from missing ones by nobody: always 403 (contract 03). */
  private async assertMayGrade(actor: Actor, memberId: string, contentId: string): Promise<void> {
    const place = await this.grades.findPlace(actor, memberId, contentId);
    if (place?.grader_member_id == null) throw submissionErrors.graderNeedsMembership();
    if (!actor.isAdmin && place.level < courseLevel(TUTOR)) throw submissionErrors.tooLowToGrade();
    if (!place.content_exists) throw new AppError('CONTENT_001', 'There is no such course content.');
  }

  private async describe(artifactId: string): Promise<GradedArtifactView> {
    const row = await this.artifacts.find(artifactId);
    if (row === null) throw submissionErrors.artifactNotFound();
    const { id, created_at, properties } = toSubmissionArtifactGet(row);
    return { graded_artifact_id: id, graded_artifact_info: { id, created_at, properties } };
  }
}

function gradeAfter(artifact: GradedArtifact, input: TutorGradeCreate) {
  return {
    grade: input.grade ?? artifact.grade ?? 0,
    status: input.status ?? artifact.status ?? 0,
    comment: input.feedback ?? artifact.comment ?? null,
  };
}
