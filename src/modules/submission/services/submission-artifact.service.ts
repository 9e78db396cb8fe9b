import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { courseLevel, TUTOR } from '../../../access/roles.js';
import { changedProperties } from '../../../platform/database/changes.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { invalidRequest } from '../../../platform/http/app-error.js';
import type { OutgoingFile } from '../../../platform/http/file-answer.js';
import { assertExpectedVersion } from '../../../platform/http/row-version.js';
import { ObjectStore } from '../../../platform/storage/object-store.js';
import { HandInRepository } from '../repositories/hand-in.repository.js';
import { ResultRepository } from '../repositories/result.repository.js';
import {
  type StoredArtifact,
  SubmissionArtifactRepository,
} from '../repositories/submission-artifact.repository.js';
import type { ArtifactTestsQuery } from '../schemas/result.schema.js';
import {
  fitsClientProperties,
  type NewestArtifactQuery,
  type SubmissionArtifactQuery,
  type SubmissionArtifactUpdate,
  toSubmissionArtifactGet,
} from '../schemas/submission-artifact.schema.js';
import { submissionErrors } from '../submission.errors.js';
import { HandInService } from './hand-in.service.js';

/** Reads artifacts, and marks them official or practice. */
@Injectable()
export class SubmissionArtifactService {
  constructor(
    private readonly tx: Transaction,
    private readonly artifacts: SubmissionArtifactRepository,
    private readonly handIns: HandInRepository,
    private readonly rules: HandInService,
    private readonly results: ResultRepository,
    private readonly objects: ObjectStore,
  ) {}

  list(actor: Actor, query: SubmissionArtifactQuery) {
    return this.artifacts.listVisible(actor, query);
  }

  async get(id: string) {
    const row = await this.artifacts.find(id);
    if (row === null) throw submissionErrors.artifactNotFound();
    return toSubmissionArtifactGet(row);
  }

  async download(id: string): Promise<OutgoingFile> {
    const stored = await this.artifacts.findStored(id);
    if (stored === null) throw submissionErrors.artifactNotFound();
    return this.open(stored);
  }

  /** The newest artifact of a group, or of a member for a content. @throws 400 for another combination, 404 SUBMIT_001 */
  async downloadNewest(actor: Actor, query: NewestArtifactQuery): Promise<OutgoingFile> {
    const { submission_group_id: groupId, course_content_id: contentId, course_member_id: memberId } = query;
    const name = { version: query.version_identifier, officialOnly: query.submit_only };
    const byGroup = groupId !== undefined && contentId === undefined && memberId === undefined;
    const byMember = groupId === undefined && contentId !== undefined && memberId !== undefined;
    if (!byGroup && !byMember) throw submissionErrors.wrongNaming();
    const stored = await this.artifacts.findNewestVisible(
      actor,
      byGroup
        ? { groupId, ...name }
        : { contentId: contentId as string, memberId: memberId as string, ...name },
    );
    if (stored === null) throw submissionErrors.artifactNotFound();
    return this.open(stored);
  }

  /** Test runs of the artifact, newest first. */
  async tests(actor: Actor, id: string, query: ArtifactTestsQuery) {
    const results = await this.results.listOfArtifact(actor, id, query);
    if (results === null) throw submissionErrors.artifactNotFound();
    return results;
  }

  async update(actor: Actor, id: string, changes: SubmissionArtifactUpdate) {
    return this.tx.run(async () => {
      const groupId = await this.handIns.findGroupOfVisible(actor, id);
      if (groupId === null) throw submissionErrors.artifactNotFound();
      await this.handIns.lockGroup(groupId);
      const artifact = await this.handIns.lockArtifact(id);
      if (artifact === null) throw submissionErrors.artifactNotFound();
      assertExpectedVersion(artifact.version);
      if (changes.submit !== undefined && changes.submit !== artifact.submit) {
        await (changes.submit
          ? this.submit(actor, id, groupId)
          : this.takeBack(actor, id, groupId, artifact.graded));
      }
      await this.changeProperties(id, artifact.properties, changes.properties);
      return this.get(id);
    });
  }

  private async submit(actor: Actor, id: string, groupId: string): Promise<void> {
    const group = await this.factsOf(actor, groupId);
    const lateSeconds = this.rules.windowFor(group, true);
    await this.rules.assertSubmissionLeft(group);
    await this.handIns.setOfficial(id, true, lateSeconds);
  }

  private async takeBack(actor: Actor, id: string, groupId: string, graded: boolean): Promise<void> {
    const group = await this.factsOf(actor, groupId);
    if (!actor.isAdmin && group.level < courseLevel(TUTOR)) throw submissionErrors.finalForStudents();
    if (graded) throw submissionErrors.graded();
    await this.handIns.setOfficial(id, false, null);
  }

  private async factsOf(actor: Actor, groupId: string) {
    const group = await this.handIns.findFacts(actor, groupId);
    if (group === null) throw submissionErrors.artifactNotFound();
    return group;
  }

  private async changeProperties(
    id: string,
    current: Record<string, unknown>,
    sent: Record<string, unknown> | null | undefined,
  ): Promise<void> {
    const merged = changedProperties(current, sent);
    if (merged === undefined) return;
    if (!fitsClientProperties(merged)) {
      throw invalidRequest([
        { field: 'body -> properties', message: 'must be at most 4 KiB of JSON', type: 'custom' },
      ]);
    }
    await this.handIns.setProperties(id, merged);
  }

  private async open(stored: StoredArtifact): Promise<OutgoingFile> {
    const { stream, size } = await this.objects.open(stored.object_hash);
    return {
      name: `submission-${stored.version_identifier}.zip`,
      content: stream,
      size,
      hash: stored.object_hash,
    };
  }
}
