import { Injectable } from '@nestjs/common';
import { uuidv7 } from 'uuidv7';
import type { Actor } from '../../../access/actor.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { WAITING } from '../../execution/schemas/run-progress.schema.js';
import { PRIORITY } from '../../execution/schemas/run.schema.js';
import { RunService } from '../../execution/services/run.service.js';
import { type GroupFacts, HandInRepository } from '../repositories/hand-in.repository.js';
import {
  type TestedArtifact,
  TestRunRepository,
  type TestSetup,
} from '../repositories/test-run.repository.js';
import { type ResultList, toResultList } from '../schemas/result.schema.js';
import type { TestCreate } from '../schemas/test.schema.js';
import { submissionErrors } from '../submission.errors.js';
import { timeoutOf } from './service-timeout.js';
import { SubmissionNewsService } from './submission-news.service.js';

/** A setup that lacks nothing. */
interface CompleteSetup extends TestSetup {
  service_id: string;
  example_version_id: string;
}

/** Starts test runs of hand-ins. */
@Injectable()
export class TestRunService {
  constructor(
    private readonly tx: Transaction,
    private readonly testRuns: TestRunRepository,
    private readonly handIns: HandInRepository,
    private readonly runs: RunService,
    private readonly news: SubmissionNewsService,
  ) {}

  /**
   * The queued test run of a hand-in, or the one that is on its way already; the checks are those of contract 05,
   * section 2 in their order. Result and job are written in one transaction while the group is locked.
   */
  async start(actor: Actor, input: TestCreate): Promise<ResultList> {
    return this.tx.run(async () => {
      const artifact = await this.findArtifact(actor, input);
      await this.handIns.lockGroup(artifact.submission_group_id);
      const group = await this.handIns.findFacts(actor, artifact.submission_group_id);
      if (group?.member_id == null) throw submissionErrors.noMembership();
      const setup = await this.findSetup(group.course_content_id);
      const running = await this.testRuns.findRunning(artifact.id);
      if (running !== null) return toResultList(running);
      if (group.in_group) await this.assertMemberMayTest(group, artifact, setup);
      return this.enqueue(actor, artifact, setup, { ...group, member_id: group.member_id });
    });
  }

  private async findArtifact(actor: Actor, input: TestCreate): Promise<TestedArtifact> {
    const artifact = await this.findNamed(actor, input);
    if (artifact === null) throw submissionErrors.artifactNotFound();
    return artifact;
  }

  private async findNamed(actor: Actor, input: TestCreate): Promise<TestedArtifact | null> {
    if (input.artifact_id != null) return this.testRuns.findArtifact(actor, input.artifact_id);
    if (input.submission_group_id == null) throw submissionErrors.nothingNamed();
    if (!(await this.testRuns.isGroupVisible(actor, input.submission_group_id))) {
      throw submissionErrors.groupNotFound();
    }
    return this.testRuns.findArtifactOfGroup(input.submission_group_id, input.version_identifier ?? null);
  }

  private async findSetup(contentId: string): Promise<CompleteSetup> {
    const setup = await this.testRuns.findSetup(contentId);
    if (setup?.service_id == null) throw submissionErrors.noTestingService();
    if (setup.example_version_id === null) throw submissionErrors.nothingAssigned();
    return { ...setup, service_id: setup.service_id, example_version_id: setup.example_version_id };
  }

  private async assertMemberMayTest(
    group: GroupFacts,
    artifact: TestedArtifact,
    setup: CompleteSetup,
  ): Promise<void> {
    if (await this.testRuns.isTested(artifact.id, setup.example_version_id)) {
      throw submissionErrors.alreadyTested();
    }
    if (group.archived) throw submissionErrors.archived();
    const limit = group.max_test_runs;
    if (limit !== null && (await this.testRuns.countCounted(group.id)) >= limit) {
      throw submissionErrors.noTestRunsLeft(limit);
    }
  }

  /** What a tutor asks for after it was tested already is in nobody's way. */
  private async priorityOf(artifact: TestedArtifact, group: GroupFacts): Promise<number> {
    if (!group.in_group && (await this.testRuns.isTested(artifact.id, null))) return PRIORITY.regrade;
    return artifact.submit ? PRIORITY.handIn : PRIORITY.practice;
  }

  private async enqueue(
    actor: Actor,
    artifact: TestedArtifact,
    setup: CompleteSetup,
    group: GroupFacts & { member_id: string },
  ): Promise<ResultList> {
    const id = uuidv7();
    const payload = {
      result_id: id,
      artifact_id: artifact.id,
      example_version_id: setup.example_version_id,
      course_id: group.course_id,
      course_content_id: group.course_content_id,
      course_member_id: group.member_id,
      submission_group_id: group.id,
      user_id: actor.userId,
      version_identifier: artifact.version_identifier,
      store_graphics_artifacts: true,
    };
    const runId = await this.runs.enqueue({
      kind: 'student_test',
      serviceId: setup.service_id,
      payload,
      groupKey: group.id,
      fairnessKey: group.course_id,
      // Whoever tests for others asks for many at once: each of these is a turn of the group it is for.
      ownerKey: group.in_group ? group.member_id : group.id,
      priority: await this.priorityOf(artifact, group),
      timeoutSeconds: timeoutOf(setup.service_config),
    });
    const row = await this.testRuns.insert({
      id,
      artifactId: artifact.id,
      memberId: group.member_id,
      byGroupMember: group.in_group,
      serviceId: setup.service_id,
      exampleVersionId: setup.example_version_id,
      referenceVersion: setup.reference_version,
      runId,
    });
    await this.news.resultChanged(id);
    await this.news.runProgressed(payload, WAITING);
    return toResultList(row);
  }
}
