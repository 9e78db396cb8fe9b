import { Injectable } from '@nestjs/common';
import { Events } from '../../../platform/events/events.js';
import type { ProgressNews } from '../../execution/schemas/run-progress.schema.js';
import type { RunPayload } from '../../execution/schemas/run.schema.js';
import { QueuePlaces } from '../../execution/services/queue-places.js';
import { SubmissionNewsRepository } from '../repositories/submission-news.repository.js';

/** Tells the listeners of a submission group of results and grades (contract 05 section 6), with the open transaction. */
@Injectable()
export class SubmissionNewsService {
  constructor(
    private readonly events: Events,
    private readonly results: SubmissionNewsRepository,
    private readonly places: QueuePlaces,
  ) {}

  /** Told after the change; nothing is told of results that are gone. */
  async resultChanged(id: string): Promise<void> {
    const found = await this.results.findResult(id);
    if (found === null) return;
    const { submission_group_id, ...facts } = found;
    await this.tell('result:updated', submission_group_id, { result_id: id, ...facts });
  }

  /** How far a run is: to the group whose hand-in is tested, of tutor tests to their author. */
  async runProgressed(payload: RunPayload, news: ProgressNews): Promise<void> {
    const { result_id = null, tutor_test_id = null, artifact_id = null } = payload;
    const channel =
      tutor_test_id === null ? `submission_group:${payload.submission_group_id}` : `user:${payload.user_id}`;
    const ids = { result_id, submission_artifact_id: artifact_id };
    const subject = tutor_test_id === null ? { result_id } : { tutor_test_id };
    const place = news.phase === 'queued' ? await this.places.of(subject) : {};
    const data = {
      ...(tutor_test_id === null ? ids : { ...ids, tutor_test_id }),
      ...news,
      position: place.position ?? null,
      timestamp: new Date().toISOString(),
    };
    await this.events.publish({ type: 'result:progress', channel, data });
  }

  async gradeChanged(grade: { id: string; artifact_id: string; submission_group_id: string }): Promise<void> {
    const facts = { artifact_id: grade.artifact_id, grade_id: grade.id };
    await this.tell('grade:updated', grade.submission_group_id, facts);
  }

  private async tell(type: string, groupId: string, facts: Record<string, unknown>): Promise<void> {
    const data = { ...facts, timestamp: new Date().toISOString() };
    await this.events.publish({ type, channel: `submission_group:${groupId}`, data });
  }
}
