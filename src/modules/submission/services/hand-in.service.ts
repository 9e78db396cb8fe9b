import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import type { Actor } from '../../../access/actor.js';
import { courseLevel, LECTURER } from '../../../access/roles.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { formFile, jsonField, type MultipartForm } from '../../../platform/http/multipart-form.js';
import { parseField } from '../../../platform/http/validation.pipe.js';
import { writeArchive } from '../../../platform/storage/archive/write-archive.js';
import { ObjectStore } from '../../../platform/storage/object-store.js';
import { type GroupFacts, HandInRepository } from '../repositories/hand-in.repository.js';
import {
  type ArtifactListRow,
  submissionCreate,
  type SubmissionCreate,
  type SubmissionUploadResponse,
  toUploadResponse,
} from '../schemas/submission-artifact.schema.js';
import { submissionErrors } from '../submission.errors.js';
import { type HandInContent, readHandIn } from './hand-in-archive.js';
import { decideWindow } from './hand-in-window.js';

/** Takes hand-ins: every check of contract 04, section 4 in its order; what is answered 201 survives a crash. */
@Injectable()
export class HandInService {
  constructor(
    private readonly tx: Transaction,
    private readonly handIns: HandInRepository,
    private readonly objects: ObjectStore,
  ) {}

  /**
   * Rights, window and file are checked before anything is locked; window, version and limit are decided again while
   * the group is locked. The files are durable in the object store before the row that names them can be committed.
   */
  async upload(actor: Actor, form: MultipartForm): Promise<SubmissionUploadResponse> {
    const input = parseField(submissionCreate, jsonField(form, 'submission_create'), 'submission_create');
    await this.assertMayUpload(actor, input);
    const file = formFile(form, 'file');
    const content = await readHandIn(file.content, file.name);
    return this.tx.run(async () => {
      await this.handIns.lockGroup(input.submission_group_id);
      const { group, memberId, lateSeconds } = await this.assertMayUpload(actor, input);
      const version = input.version_identifier ?? `manual-${randomUUID()}`;
      const existing = await this.handIns.findVersion(group.id, version);
      const official = input.submit && existing?.submit !== true;
      if (existing !== null && existing.content_hash !== content.hash)
        throw submissionErrors.otherContent(version);
      if (official) await this.assertSubmissionLeft(group);
      if (existing !== null) {
        if (official) await this.handIns.setOfficial(existing.id, true, lateSeconds);
        return toUploadResponse(existing);
      }
      return toUploadResponse(await this.store(group, { memberId, version, content, official, lateSeconds }));
    });
  }

  /** Throws 409 SUBMIT_010 when the group has used up its official submissions; the group must be locked. */
  async assertSubmissionLeft(group: GroupFacts): Promise<void> {
    const limit = group.max_submissions;
    if (limit !== null && (await this.handIns.countOfficial(group.id)) >= limit) {
      throw submissionErrors.noSubmissionsLeft(limit);
    }
  }

  /** The lateness of an official hand-in made now, in seconds. @throws 409 SUBMIT_011 when none may be made */
  windowFor(group: GroupFacts, official: boolean): number | null {
    if (group.archived) throw submissionErrors.archived();
    const decision = decideWindow(group, { official, byGroupMember: group.in_group });
    if (!decision.allowed) throw submissionErrors.outsideWindow(decision.reason);
    return decision.lateSeconds;
  }

  private async assertMayUpload(actor: Actor, input: SubmissionCreate) {
    const group = await this.handIns.findFacts(actor, input.submission_group_id);
    if (group === null) throw submissionErrors.groupNotFound();
    const onBehalf = actor.isAdmin || group.level >= courseLevel(LECTURER);
    if (group.member_id === null || !(group.in_group || onBehalf)) throw submissionErrors.notInGroup();
    if (!group.submittable) throw submissionErrors.notSubmittable();
    return { group, memberId: group.member_id, lateSeconds: this.windowFor(group, input.submit) };
  }

  private async store(
    group: GroupFacts,
    artifact: {
      memberId: string;
      version: string;
      content: HandInContent;
      official: boolean;
      lateSeconds: number | null;
    },
  ): Promise<ArtifactListRow> {
    const { content, official } = artifact;
    const { hash } = await this.objects.put(await writeArchive(content.kept));
    return this.handIns.insert(group, {
      memberId: artifact.memberId,
      version: artifact.version,
      contentHash: content.hash,
      objectHash: hash,
      fileSize: content.size,
      files: content.kept.map((kept) => ({
        original_path: kept.originalPath,
        sanitized_path: kept.path,
        size: kept.content.length,
      })),
      originalFilename: content.originalFilename,
      submit: official,
      lateSeconds: artifact.lateSeconds,
    });
  }
}
